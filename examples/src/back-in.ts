// Sets a user away until some minutes from now, then reads the status back.
// node --conditions=@live-status/source examples/src/back-in.ts marty 30 "Lunch"
import { parseTarget, returnTimeToDate } from '@live-status/domain';
import { basicCredentials, createStatusClient } from '@live-status/rest-client';

const [username = 'marty', minutes = '30', name = 'Lunch', baseUrl] = process.argv.slice(2);

await using client = createStatusClient({
  baseUrl: baseUrl ?? 'http://localhost:58080/communication_manager',
  credentials: basicCredentials('manager', 'manag3rpa55word'),
});
const target = parseTarget({ coreServer: { slug: 'default' }, user: { username } });

await client.setStatus(target, { name, type: 'away', returnTime: Date.now() + Number(minutes) * 60_000 });
const status = await client.getStatus(target);
console.log(
  `${username} is ${status.type} (${status.name}) until ${returnTimeToDate(status.returnTime)?.toISOString()}`,
);

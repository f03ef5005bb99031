// Asks for several users and prints one line for each, failures included.
// node --conditions=@live-status/source examples/src/who-is-away.ts http://localhost:58080/communication_manager marty doc biff
import { isStatusError, parseTarget } from '@live-status/domain';
import { basicCredentials, createStatusClient } from '@live-status/rest-client';

const [baseUrl = 'http://localhost:58080/communication_manager', ...usernames] = process.argv.slice(2);

await using client = createStatusClient({
  baseUrl,
  credentials: basicCredentials('manager', 'manag3rpa55word'),
});

for (const username of usernames) {
  try {
    const status = await client.getStatus(
      parseTarget({ coreServer: { slug: 'default' }, user: { username } }),
      { signal: AbortSignal.timeout(5000) },
    );
    console.log(`${username}: ${status.type}, ${status.name}`);
  } catch (error) {
    if (!isStatusError(error)) throw error;
    console.log(`${username}: ${error.code}`);
  }
}

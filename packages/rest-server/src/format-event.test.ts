import { expect, test } from 'vitest';
import { DEMO_DIRECTORY } from './demo-directory.ts';
import { formatEvent } from './format-event.ts';

const [coreServer] = DEMO_DIRECTORY.coreServers;
const [marty] = coreServer?.users ?? [];
if (coreServer === undefined || marty === undefined)
  throw new Error('The demo has a core server and a user.');

const custom = { name: 'Lünch', type: 'away', note: 'a "note"\n', returnTime: 5 } as const;

test('EVT-1 an event is written with these properties in this order', () => {
  expect(formatEvent(coreServer, marty, custom, 1436892834943).text.toString('utf8')).toBe(
    '{"type":"userStatus","time":1436892834943,"coreServerId":"ca5de6c4-17bd-46ce-95a2-8b29c7812ca4","userId":"f038bbb9-8950-42fb-a4f7-b57a805dd5de","username":"marty","name":"Lünch","statusType":"away","note":"a \\"note\\"\\n","returnTime":5,"userCreated":true}',
  );
});

test('EVT-1 a pre-configured status is known by name and type', () => {
  const away = { name: 'Away', type: 'away', note: '', returnTime: -1 } as const;
  const userCreatedOf = (update: typeof away | typeof custom) =>
    JSON.parse(String(formatEvent(coreServer, marty, update, 0).text)).userCreated;
  expect([userCreatedOf(away), userCreatedOf(custom)]).toEqual([false, true]);
});

test('EVT-2 filters see every property of the event, as text', () => {
  const { text, properties } = formatEvent(coreServer, marty, custom, 7);
  const event: object = JSON.parse(String(text));
  expect([...properties]).toEqual(Object.entries(event).map(([key, value]) => [key, String(value)]));
});

import type { OutgoingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import { basic } from '../basic.ts';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import type { FeedReader } from '../feed-reader.ts';
import { openFeed, upgradeHeaders } from '../open-feed.ts';
import { BACK_IN_TIME, EVENTS, MARTY } from '../paths.ts';
import { eventsWith } from '../user-status-events.ts';
import { OPCODES } from '../websocket-frames.ts';

const LOCKOUT = 'wrong credentials may lock the account, and parts of the password would reach logs';

/** The largest message that a server must take, in bytes. */
const MAX_MESSAGE_BYTES = 65_536;

export function describeFeed(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);
  const ask = (headers: OutgoingHttpHeaders) =>
    caller.call('GET', EVENTS, { ...upgradeHeaders(), ...headers });

  test('EVT-4 without credentials the upgrade is refused as AUTH-1 says', async () => {
    const answer = await ask({ authorization: undefined });
    caller.refused(answer, 401, 'UNAUTHENTICATED');
    expect(answer.headers['www-authenticate']).toMatch(/^Basic realm="[^"]+", charset="UTF-8"$/);
  });

  test('EVT-4 with wrong credentials the upgrade is refused as AUTH-1 says', async () => {
    caller.demo(LOCKOUT);
    const answer = await ask({ authorization: basic('manager', 'wrong') });
    caller.refused(answer, 401, 'UNAUTHENTICATED');
    expect(answer.headers['www-authenticate']).toMatch(/^Basic realm="[^"]+", charset="UTF-8"$/);
  });

  test.each(['https://elsewhere.example', 'http://localhost:1', 'null', 'file://', 'nonsense'])(
    'EVT-4 a page of the origin %s may not open it, whatever credentials its browser has',
    async (origin) => {
      caller.refused(await ask({ origin }), 403, 'FORBIDDEN');
    },
  );

  test('EVT-4 who names the server itself as its origin may', async () => {
    const { origin, credentials } = caller.server;
    const authorization = basic(credentials.username, credentials.password);
    const path = caller.pass('GET', EVENTS);
    const reader = await openFeed(origin, { path, headers: { authorization, origin } });
    reader.socket.destroy();
  });

  test.each<[string, OutgoingHttpHeaders]>([
    ['GET without an upgrade', {}],
    ['an upgrade to another protocol', { connection: 'Upgrade', upgrade: 'h2c' }],
  ])('EVT-4 %s is answered with 426', async (_, headers) => {
    const answer = await caller.call('GET', EVENTS, headers);
    caller.refused(answer, 426, 'UPGRADE_REQUIRED');
    expect(answer.headers.upgrade).toBe('websocket');
  });

  test('EVT-4 another method than GET is answered with 405', async () => {
    const answer = await caller.call('DELETE', EVENTS, upgradeHeaders());
    caller.refused(answer, 405, 'METHOD_NOT_ALLOWED');
    expect(answer.headers.allow).toContain('GET');
  });

  test.each<[string, OutgoingHttpHeaders]>([
    ['without a key', { 'sec-websocket-key': '' }],
    ['of a version that nobody speaks', { 'sec-websocket-version': '7' }],
  ])('EVT-4 a handshake %s is answered with 400', async (_, headers) => {
    const answer = await ask(headers);
    caller.refused(answer, 400, 'BAD_REQUEST');
    expect(answer.headers['sec-websocket-version']).toBe('13');
  });

  const isFiltered = async (reader: FeedReader, note: string) => {
    await caller.set(`${MARTY}/set`, { ...BACK_IN_TIME, note: `${note} not` });
    await caller.set(`${MARTY}/set`, { ...BACK_IN_TIME, note });
    await reader.settle();
    expect(eventsWith(reader, note).map((event) => event.note)).toEqual([note]);
  };

  test.each([
    ['no JSON', 'filter'],
    ['nothing', ''],
    ['JSON that is no object', '[]'],
    ['null', 'null'],
    ['a message of another type', '{"type":"subscribe","filters":[]}'],
    ['a message without a type', '{"filters":[]}'],
    ['a filter without filters', '{"type":"filter"}'],
    ['a filter whose filters are no list', '{"type":"filter","filters":{"property":"name","value":"x"}}'],
    ['a filter without a property', '{"type":"filter","filters":[{"value":"x"}]}'],
    ['a filter without a value', '{"type":"filter","filters":[{"property":"name"}]}'],
    ['a filter whose value is null', '{"type":"filter","filters":[{"property":"name","value":null}]}'],
    ['a filter whose value is a list', '{"type":"filter","filters":[{"property":"name","value":["x"]}]}'],
  ])('EVT-4 %s is answered with an error event, and the filter stays', async (title, text) => {
    const reader = await caller.openFeed();
    const note = `EVT-4 ${title}`;
    reader.say({ type: 'filter', filters: [{ property: 'note', value: note }] });
    reader.say(text);
    const error = { type: 'error', message: expect.stringMatching(/./) };
    expect(await reader.message(0)).toEqual(error);
    await isFiltered(reader, note);
  });

  test('EVT-4 what a filter has beyond the clause is ignored', async () => {
    const reader = await caller.openFeed();
    const note = 'EVT-4 more';
    reader.say({ type: 'filter', id: 7, filters: [{ property: 'note', value: note, negate: true }] });
    await isFiltered(reader, note);
  });

  test('EVT-4 a message of 65 536 bytes is taken', async () => {
    const reader = await caller.openFeed();
    const note = 'EVT-4 large';
    const filter = JSON.stringify({ type: 'filter', filters: [{ property: 'note', value: note }] });
    reader.say(filter.padEnd(MAX_MESSAGE_BYTES));
    await isFiltered(reader, note);
  });

  test.each([
    ['a binary message', OPCODES.binary, Buffer.from('{"type":"filter","filters":[]}'), 1003],
    ['a text that is not UTF-8', OPCODES.text, Buffer.from([0xc3, 0x28]), 1007],
    ['a message of more than 65 536 bytes', OPCODES.text, Buffer.alloc(MAX_MESSAGE_BYTES + 1, ' '), 1009],
    ['a frame that RFC 6455 does not know', 3, Buffer.alloc(0), 1002],
  ])('EVT-4 %s ends the connection, and no other, with its code', async (_, opcode, payload, code) => {
    const reader = await caller.openFeed();
    const other = await caller.openFeed();
    reader.send(opcode, payload);
    expect(await reader.closed).toBe(code);
    await other.settle();
  });

  test('EVT-4 a reader that says goodbye is answered with the code it gave', async () => {
    const reader = await caller.openFeed();
    reader.send(OPCODES.close, Buffer.from([0x03, 0xe8]));
    expect(await reader.closed).toBe(1000);
  });
}

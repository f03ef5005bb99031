import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib';
import {
  BRIEF,
  busy,
  type Circumstances,
  type Ending,
  failed,
  fault,
  IMPATIENT,
  lost,
  MEGABYTE,
  notTaken,
  ok,
  read,
  redirected,
  refused,
  timedOut,
  type UpstreamFault,
  unreached,
  unreadable,
} from './fault-table.ts';
import { answer, type Script } from './raw-upstream.ts';
import {
  answers,
  CODINGS,
  echoes,
  first,
  floods,
  hang,
  JSON_TYPE,
  NOT_TAKEN,
  onSecond,
  refuses,
  resetsSecond,
  says,
  sends,
  sendsAndCloses,
  sendsAndResets,
  trickles,
  USER,
} from './upstream-scripts.ts';

const MAX_LIST_BYTES = 64 * MEGABYTE;
const MAX_USER_BYTES = 65_536;
/** For what takes a while to make, to send and to read. */
const PATIENT = { timeoutMs: 10_000, deadlineMs: 15_000 };

const DOC = { ...USER, id: 'u-2', userName: 'doc', displayedName: 'Emmett Brown' };
const CROWD = Array.from({ length: 10_000 }, (_, index) => ({
  ...USER,
  id: `u-${index}`,
  userName: `user${index}`,
}));

const jsonOf = (value: unknown): Buffer => answer('200 OK', JSON_TYPE, JSON.stringify(value));
const LISTED = jsonOf([USER]);
const ONE = jsonOf(USER);

type More = Partial<Circumstances & Pick<UpstreamFault, 'users'>>;

const users = (upstream: string, script: Script, ending: Ending, more?: More): UpstreamFault =>
  fault(upstream, script, { 'GET users': ending }, more);
const user = (upstream: string, script: Script, ending: Ending, more?: More): UpstreamFault =>
  fault(upstream, script, { 'GET user': ending }, more);
/** The same of a list and of one user. */
const both = (upstream: string, script: Script, [ending]: readonly [Ending, ...unknown[]], more?: More) =>
  fault(upstream, script, { 'GET users': ending, 'GET user': ending }, more);
/** The same with the good answer of either. */
const each = (upstream: string, script: (good: Buffer) => Script, ending: Ending, more?: More) => [
  users(upstream, script(LISTED), ending, more),
  user(upstream, script(ONE), ending, more),
];
/** A representation that is changed in some properties, alone and in a list. */
const changed = (upstream: string, changes: object, ending: Ending) => [
  users(upstream, says(JSON.stringify([DOC, { ...USER, ...changes }])), ending, { users: [DOC, USER] }),
  user(upstream, says(JSON.stringify({ ...USER, ...changes })), ending),
];

const CONNECTIONS = [
  both('refuses the connection', hang, unreached, { listens: 'no' }),
  both('hangs before the headers', hang, timedOut, IMPATIENT),
  ...each('hangs in the middle of the body', (good) => sends(good.subarray(0, -20)), timedOut[0], IMPATIENT),
  ...each(
    'trickles its answer one byte at a time, too slowly',
    (good) => trickles(5, good),
    timedOut[0],
    IMPATIENT,
  ),
  ...each('trickles its answer one byte at a time, in time', (good) => trickles(0, good), ok()),
  both('resets the connection before the answer', sendsAndResets(Buffer.alloc(0)), lost),
  ...each(
    'resets the connection in the middle of the body',
    (good) => sendsAndResets(good.subarray(0, -20)),
    lost[0],
  ),
  ...each(
    'closes the connection in the middle of the body',
    (good) => sendsAndCloses(good.subarray(0, -20)),
    unreadable(0),
  ),
  ...each(
    'resets the first connection, then answers',
    (good) => first(sendsAndResets(Buffer.alloc(0)), sends(good)),
    ok(2),
  ),
  ...each('resets the idle connection when the request has arrived on it', resetsSecond, ok(2), {
    idle: 'kept',
  }),
  ...each(
    'answers the request on the idle connection with 408, as a proxy that had given it up',
    (good) => onSecond(NOT_TAKEN, good),
    ok(2),
    { idle: 'kept' },
  ),
];

/** A body that ends where the connection does. */
const untilClosed = (body: string): Script =>
  sendsAndCloses(Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n${body}`));
const chunked = (...chunks: readonly string[]): Buffer => {
  const framed = chunks.map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`);
  return Buffer.from(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${framed.join('')}`);
};
const LETTERS = [...JSON.stringify([USER])];

const LENGTHS = [
  users('sends its list in chunks of one byte', sends(chunked(...LETTERS, '')), ok()),
  users(
    'closes the connection between two chunks of its list',
    sendsAndCloses(chunked(...LETTERS)),
    unreadable(0),
  ),
  users('ends its list by closing the connection', untilClosed(JSON.stringify([USER])), ok(1, 0)),
  users(
    'cuts its list off by closing the connection',
    untilClosed(LETTERS.slice(0, -1).join('')),
    unreadable(0),
  ),
  users('lists 10 000 users', sends(jsonOf(CROWD)), ok(), { users: CROWD }),
  users('lists nobody', says('[]'), ok(), { users: [] }),
  users('sends a list of 64 MiB', floods('200 OK', MAX_LIST_BYTES, JSON.stringify([USER])), ok(), PATIENT),
  users(
    'sends a list of 64 MiB and a byte',
    floods('200 OK', MAX_LIST_BYTES + 1, JSON.stringify([USER])),
    unreadable(0),
    PATIENT,
  ),
  users('sends 100 MB', floods('200 OK', 100 * MEGABYTE), unreadable(0), PATIENT),
  user('sends a user of 64 KiB', floods('200 OK', MAX_USER_BYTES, JSON.stringify(USER)), ok()),
  user(
    'sends a user of 64 KiB and a byte',
    floods('200 OK', MAX_USER_BYTES + 1, JSON.stringify(USER)),
    unreadable(0),
  ),
  both('refuses with 404 and 100 MB', floods('404 Not Found', 100 * MEGABYTE), [
    read('NOT_FOUND', false, 1, 0),
  ]),
];

const quickGzip = (bytes: Buffer) => gzipSync(bytes, { level: 1 });
const quickBrotli = (bytes: Buffer) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
const BOMBS: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ['gzip', quickGzip],
  ['br', quickBrotli],
  ['zstd', (bytes) => zstdCompressSync(bytes)],
  ['gzip, br', (bytes) => quickBrotli(quickGzip(bytes))],
];
/** So many spaces, compressed only when they are asked for. */
const bomb =
  (coding: string, encode: (bytes: Buffer) => Buffer, size: number): Script =>
  (socket) =>
    socket.write(
      answer('200 OK', { ...JSON_TYPE, 'content-encoding': coding }, encode(Buffer.alloc(size, ' '))),
    );

const encoded = (coding: string, body: Buffer): Script =>
  answers('200 OK', { ...JSON_TYPE, 'content-encoding': coding }, body);

const COMPRESSED = [
  ...CODINGS.flatMap(([coding, encode]) => [
    users(
      `lists 10 000 users as ${coding}, although that was not asked for`,
      encoded(coding, encode(JSON.stringify(CROWD))),
      ok(),
      { users: CROWD },
    ),
  ]),
  user(
    'answers with gzip, although that was not asked for',
    encoded('gzip', gzipSync(JSON.stringify(USER))),
    ok(),
  ),
  ...BOMBS.flatMap(([coding, encode]) => [
    users(
      `answers with ${coding} that decodes to more than 64 MiB`,
      bomb(coding, encode, MAX_LIST_BYTES + 1),
      unreadable(),
      PATIENT,
    ),
    user(
      `answers with ${coding} that decodes to more than 64 KiB`,
      bomb(coding, encode, MAX_USER_BYTES + 1),
      unreadable(),
    ),
  ]),
  users(
    'answers with gzip that is cut off',
    encoded('gzip', gzipSync(JSON.stringify(CROWD)).subarray(0, -20)),
    unreadable(),
  ),
  both('answers with an encoding that nobody knows', encoded('rot13', Buffer.from('[]')), [unreadable()]),
];

const texts: readonly (readonly [string, string | Buffer])[] = [
  ['answers 200 with an empty body', ''],
  ['answers with JSON null', 'null'],
  ['answers with a number', '7'],
  ['answers with 30 000 nested arrays', '['.repeat(30_000) + ']'.repeat(30_000)],
  ['answers in UTF-16', Buffer.from(`\uFEFF${JSON.stringify([USER])}`, 'utf16le')],
];

const BODIES = [
  both('answers 200 with HTML', answers('200 OK', { 'content-type': 'text/html' }, '<html>Log in</html>'), [
    unreadable(),
  ]),
  ...texts.map(([upstream, text]) => both(upstream, says(text), [unreadable()])),
  ...each('answers with truncated JSON', (good) => says(bodyOf(good).slice(0, -1)), unreadable()),
  ...each('answers with a byte order mark', (good) => says(`\uFEFF${bodyOf(good)}`), ok()),
  ...changed('answers with undocumented properties', { extension: '204', ['__proto__x']: {} }, ok()),
  ...changed('answers without a documented property', { permissionId: undefined }, unreadable()),
  ...changed('answers with null for a documented property', { displayedName: null }, unreadable()),
  ...changed('answers with a number for the id', { id: 7 }, unreadable()),
  ...changed('answers with an empty id', { id: '' }, unreadable()),
  ...changed('answers with a username of two dots', { userName: '..' }, unreadable()),
  ...changed('answers with a username that is half of a character', { userName: '\ud83d' }, unreadable()),
  ...changed('answers with a username of 2 000 characters', { userName: 'x'.repeat(2000) }, unreadable()),
  users('answers with one user in place of the list', sends(ONE), unreadable()),
  user('answers with a list in place of the user', sends(LISTED), unreadable()),
  users('answers with an object around the list', says(JSON.stringify({ users: [USER] })), unreadable()),
  users('lists something that is no user', says(JSON.stringify([USER, 'doc'])), unreadable()),
  users('lists nothing in between', says(JSON.stringify([USER, null, DOC])), unreadable()),
  users('lists 10 000 of whom none can be read', says(JSON.stringify(CROWD.map(() => ({})))), unreadable()),
  users(
    'lists one username twice',
    says(JSON.stringify([USER, { ...DOC, userName: USER.userName }])),
    unreadable(),
  ),
  users('lists one user twice', says(JSON.stringify([...CROWD, CROWD[0]])), unreadable()),
  users(
    'lists usernames that differ in case alone',
    says(JSON.stringify([USER, { ...DOC, userName: 'MARTY' }])),
    ok(),
    { users: [USER, { ...DOC, userName: 'MARTY' }] },
  ),
  both('answers 204', sends('HTTP/1.1 204 No Content\r\n\r\n'), [unreadable()]),
  ...['202 Accepted', '206 Partial Content'].flatMap((line) =>
    each(`answers ${line}`, (good) => answers(line, JSON_TYPE, bodyOf(good)), unreadable()),
  ),
];

function bodyOf(good: Buffer): string {
  return good.toString('utf8', good.indexOf('\r\n\r\n') + 4);
}

const REFUSALS = [
  ...['301 Moved Permanently', '302 Found', '304 Not Modified'].map((line) =>
    both(`answers ${line}`, answers(line, { location: 'http://127.0.0.1:1/' }), redirected),
  ),
  both(
    "answers 401 to the client's credentials",
    answers('401 Unauthorized'),
    refused('UPSTREAM_AUTH_FAILED'),
  ),
  both("answers 401 to the caller's credentials", answers('401 Unauthorized'), refused('UNAUTHENTICATED'), {
    credentialsOf: 'caller',
  }),
  both('answers 403', answers('403 Forbidden'), refused('NOT_LICENSED')),
  both(
    'answers 404 with our code for the core server',
    refuses('404 X', 'CORE_SERVER_NOT_FOUND'),
    refused('CORE_SERVER_NOT_FOUND'),
  ),
  user(
    'answers 404 with our code for the user',
    refuses('404 X', 'USER_NOT_FOUND'),
    read('USER_NOT_FOUND', false),
  ),
  users(
    'answers 404 with our code for the user, whom nobody asked for',
    refuses('404 X', 'USER_NOT_FOUND'),
    read('NOT_FOUND', false),
  ),
  both('answers 404 without a word', answers('404 X'), refused('NOT_FOUND')),
  both('answers 405', answers('405 Method Not Allowed'), refused('UPSTREAM_REJECTED')),
  both('answers 408 to every request', sends(NOT_TAKEN), notTaken),
  both('answers 429 without Retry-After', answers('429 X'), busy(3)),
  ...each(
    'answers 503 with Retry-After: 1, then what was asked for',
    (good) => first(answers('503 X', { 'retry-after': '1' }), sends(good)),
    ok(2),
    BRIEF,
  ),
  both(
    'answers 503 with Retry-After: 60, past the deadline',
    answers('503 X', { 'retry-after': '60' }),
    busy(1),
  ),
  both('answers 500', answers('500 X', {}, 'at Server.java:1'), failed),
  ...each('answers 500, then what was asked for', (good) => first(answers('500 X'), sends(good)), ok(2)),
];

const ECHOES = [
  both('answers 200 with what was sent to it', echoes('200 OK'), [unreadable()]),
  both('answers 302 with what was sent to it', echoes('302 Found'), redirected),
  both('answers 500 with what was sent to it', echoes('500 X'), failed),
];

/** What an upstream may do wrong, and right, where somebody asks for its users (clauses DIR-1 and DIR-2). */
export const DIRECTORY_FAULTS: readonly UpstreamFault[] = [
  ...CONNECTIONS,
  ...LENGTHS,
  ...COMPRESSED,
  ...BODIES,
  ...REFUSALS,
  ...ECHOES,
];

import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { DIRECTORY_FAULTS } from './directory-faults.ts';
import {
  BRIEF,
  busy,
  type Circumstances,
  type Ending,
  failed,
  fault,
  IMPATIENT,
  invalid,
  lost,
  MEGABYTE,
  type Method,
  maybe,
  notTaken,
  ok,
  read,
  redirected,
  refused,
  timedOut,
  type UpstreamFault,
  unreached,
  unreadable,
  write,
} from './fault-table.ts';
import { answer, type Script } from './raw-upstream.ts';
import {
  answers,
  CODINGS,
  echoes,
  first,
  floods,
  GOOD,
  HALF_OF_BODY,
  HALF_OF_HEADERS,
  HEADERS,
  hang,
  JSON_TYPE,
  NOT_TAKEN,
  onSecond,
  refuses,
  resetsSecond,
  STATUS,
  says,
  saysStatus,
  sends,
  sendsAndCloses,
  sendsAndResets,
  trickles,
} from './upstream-scripts.ts';

/** How a GET of a status and a POST set end; undefined where that method makes no sense. */
const row = (
  upstream: string,
  script: Script,
  read: Ending | undefined,
  write: Ending | undefined,
  circumstances: Partial<Circumstances> = {},
): UpstreamFault => fault(upstream, script, { 'GET status': read, 'POST set': write }, circumstances);

const ZEROS = Buffer.alloc(16 * MEGABYTE);
const BOMBS: Readonly<Record<string, Buffer>> = {
  gzip: gzipSync(ZEROS),
  br: brotliCompressSync(ZEROS),
  zstd: zstdCompressSync(ZEROS),
};

const CONNECTIONS = [
  row('refuses the connection', hang, ...unreached, { listens: 'no' }),
  row('refuses the first connection, then answers', sends(GOOD), ok(2), ok(2), {
    listens: 'late',
  }),
  row('speaks no TLS where https is asked for', hang, ...unreached, { scheme: 'https' }),
  row('shows a certificate that nobody trusts', hang, ...unreached, {
    certificate: { name: 'localhost', isTrusted: false },
  }),
  row('shows a certificate for another host name', hang, ...unreached, {
    certificate: { name: 'elsewhere', isTrusted: true },
  }),
  row('shows a certificate that has expired', hang, ...unreached, {
    certificate: { name: 'expired', isTrusted: true },
  }),
  row('shows a certificate that is trusted', sends(GOOD), ok(), ok(), {
    certificate: { name: 'localhost', isTrusted: true },
  }),
  row('closes every connection before anything was asked on it', hang, ...unreached, {
    greeting: (socket) => void socket.destroy(),
  }),
  row('resets every connection before anything was asked on it', hang, ...unreached, {
    greeting: (socket) => void socket.resetAndDestroy(),
  }),
  row('says 408 on every connection before anything was asked on it', hang, ...unreached, {
    greeting: (socket) => void socket.write(NOT_TAKEN),
  }),
  row('hangs before the headers', hang, ...timedOut, IMPATIENT),
  row('hangs in the middle of the headers', sends(HALF_OF_HEADERS), ...timedOut, IMPATIENT),
  row('hangs after the headers', sends(HEADERS), timedOut[0], ok(1, 0), IMPATIENT),
  row('hangs in the middle of the body', sends(HALF_OF_BODY), timedOut[0], ok(1, 0), IMPATIENT),
  row(
    'hangs, and the deadline comes before the timeout of an attempt',
    hang,
    read('UPSTREAM_TIMEOUT', true, 1, 0),
    maybe('UPSTREAM_TIMEOUT', 0),
    { deadlineMs: 150 },
  ),
  row('trickles its answer one byte at a time, too slowly', trickles(5), ...timedOut, IMPATIENT),
  row('trickles its answer one byte at a time, in time', trickles(0), ok(), ok()),
  row('resets the connection before the answer', sendsAndResets(Buffer.alloc(0)), ...lost),
  row('resets the connection in the middle of the headers', sendsAndResets(HALF_OF_HEADERS), ...lost),
  row('resets the connection in the middle of the body', sendsAndResets(HALF_OF_BODY), lost[0], ok(1, 0)),
  row('resets the connection after the body', sendsAndResets(GOOD), ok(1, 0), ok(1, 0)),
  row('closes the connection before the answer', sendsAndCloses(Buffer.alloc(0)), ...lost),
  row(
    'closes the connection in the middle of the body',
    sendsAndCloses(HALF_OF_BODY),
    unreadable(0),
    ok(1, 0),
  ),
  row(
    'resets the first connection, then answers',
    first(sendsAndResets(Buffer.alloc(0)), sends(GOOD)),
    ok(2),
    lost[1],
  ),
  row('closed the idle connection before the request was sent', sends(GOOD), ok(), ok(), {
    idle: 'closed before',
  }),
  row('closes the idle connection just as the request is made', sends(GOOD), ok(), ok(), {
    idle: 'closed as',
  }),
  row('resets the idle connection when the request has arrived on it', resetsSecond(), ok(2), lost[1], {
    idle: 'kept',
  }),
  row(
    'answers the request on the idle connection with 408, as a proxy that had given it up',
    onSecond(NOT_TAKEN),
    ok(2),
    ok(2),
    {
      idle: 'kept',
    },
  ),
  row(
    'answers and says that it closes',
    sendsAndCloses(answer('200 OK', { connection: 'close' }, JSON.stringify(STATUS))),
    ok(1, 0),
    ok(1, 0),
  ),
];

const ANSWERS = [
  row(
    'sends what is not HTTP',
    sends('SSH-2.0-OpenSSH\r\n'),
    unreadable(0),
    maybe('UPSTREAM_BAD_RESPONSE', 0),
  ),
  row(
    'sends headers of 100 kB',
    answers('200 OK', { 'x-long': 'x'.repeat(100_000) }),
    unreadable(0),
    maybe('UPSTREAM_BAD_RESPONSE', 0),
  ),
  row(
    'sends both content-length and transfer-encoding',
    answers('200 OK', { 'transfer-encoding': 'chunked' }, '0\r\n\r\n'),
    unreadable(0),
    maybe('UPSTREAM_BAD_RESPONSE', 0),
  ),
  row(
    'claims a longer content-length and waits',
    sends(`HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n`, JSON.stringify(STATUS)),
    timedOut[0],
    ok(1, 0),
    IMPATIENT,
  ),
  row(
    'claims a longer content-length and closes',
    sendsAndCloses(answer('200 OK', { 'content-length': '999' }, JSON.stringify(STATUS))),
    unreadable(0),
    ok(1, 0),
  ),
  row(
    'claims a shorter content-length',
    answers('200 OK', { 'content-length': '20' }, JSON.stringify(STATUS)),
    unreadable(0),
    ok(1, 0),
  ),
  row(
    'sends its answer in chunks',
    sends(
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${JSON.stringify(STATUS).length.toString(16)}\r\n${JSON.stringify(STATUS)}\r\n0\r\n\r\n`,
    ),
    ok(),
    ok(),
  ),
  row(
    'sends a chunk that is none',
    sends('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'),
    unreadable(0),
    ok(1, 0),
  ),
  row('sends 100 MB', floods('200 OK', 100 * MEGABYTE), unreadable(0), ok(1, 0)),
  row(
    'refuses with 404 and 100 MB',
    floods('404 Not Found', 100 * MEGABYTE),
    read('NOT_FOUND', false, 1, 0),
    write('NOT_FOUND', false, 'NOT_APPLIED', 0),
  ),
  ...CODINGS.map(([coding, encode]) =>
    row(
      `answers with ${coding}, although that was not asked for`,
      answers('200 OK', { ...JSON_TYPE, 'content-encoding': coding }, encode(JSON.stringify(STATUS))),
      ok(),
      ok(),
    ),
  ),
  ...['gzip', 'br', 'zstd'].map((coding) =>
    row(
      `answers with ${coding} that decodes to 16 MB`,
      answers('200 OK', { ...JSON_TYPE, 'content-encoding': coding }, BOMBS[coding]),
      unreadable(),
      ok(),
    ),
  ),
  row(
    'answers with gzip that is cut off',
    answers(
      '200 OK',
      { ...JSON_TYPE, 'content-encoding': 'gzip' },
      gzipSync(JSON.stringify(STATUS)).subarray(0, -20),
    ),
    unreadable(),
    ok(),
  ),
  row(
    'answers with an encoding that nobody knows',
    answers('200 OK', { ...JSON_TYPE, 'content-encoding': 'rot13' }, JSON.stringify(STATUS)),
    unreadable(),
    ok(),
  ),
  row(
    'answers 200 with HTML',
    answers('200 OK', { 'content-type': 'text/html' }, '<html>Log in</html>'),
    unreadable(),
    ok(),
  ),
  row('answers 200 with an empty body', says(''), unreadable(), ok()),
  row('answers with truncated JSON', says('{"id":"s","name'), unreadable(), ok()),
  row('answers with JSON null', says('null'), unreadable(), ok()),
  row('answers with 30 000 nested arrays', says('['.repeat(30_000) + ']'.repeat(30_000)), unreadable(), ok()),
  row('answers with JSON of wrong types', saysStatus({ note: 1, userCreated: 'yes' }), unreadable(), ok()),
  row('answers without a documented property', saysStatus({ name: undefined }), unreadable(), ok()),
  row('answers with null for a documented property', saysStatus({ userCreated: null }), unreadable(), ok()),
  row('answers with null for note and return time', saysStatus({ note: null, returnTime: null }), ok(), ok()),
  row('leaves note and return time out', saysStatus({ note: undefined, returnTime: undefined }), ok(), ok()),
  row('answers with undocumented properties', saysStatus({ extra: 1, ['__proto__x']: {} }), ok(), ok()),
  row('answers with an unknown status type', saysStatus({ type: 'busy' }), unreadable(), ok()),
  row(
    'answers with a number beyond 2^53',
    says(JSON.stringify(STATUS).replace(':-1', ':9007199254740993')),
    unreadable(),
    ok(),
  ),
  row(
    'answers with duplicate keys, of which the last counts',
    says(JSON.stringify(STATUS).replace('{', '{"name":"Old",')),
    ok(),
    ok(),
  ),
  row('answers with a byte order mark', says(`\uFEFF${JSON.stringify(STATUS)}`), ok(), ok()),
  row(
    'answers in UTF-16',
    says(Buffer.from(`\uFEFF${JSON.stringify(STATUS)}`, 'utf16le')),
    unreadable(),
    ok(),
  ),
  row(
    'answers with bytes of Latin-1',
    answers(
      '200 OK',
      { 'content-type': 'application/json; charset=iso-8859-1' },
      Buffer.from(JSON.stringify({ ...STATUS, name: 'Café' }), 'latin1'),
    ),
    unreadable(),
    ok(),
  ),
  row(
    'claims Latin-1 and sends UTF-8',
    answers('200 OK', { 'content-type': 'application/json; charset=iso-8859-1' }, JSON.stringify(STATUS)),
    ok(),
    ok(),
  ),
  row(
    'sends an unasked 100 first, which undici takes for a fault',
    sends('HTTP/1.1 100 Continue\r\n\r\n', GOOD),
    ...lost,
  ),
  row(
    'answers 101',
    sends('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    ...lost,
  ),
  row('sends 102 first', sends('HTTP/1.1 102 Processing\r\n\r\n', GOOD), ok(), ok()),
  row('sends 103 first', sends('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n', GOOD), ok(), ok()),
  row('answers 202', answers('202 Accepted', JSON_TYPE, '{}'), unreadable(), ok()),
  row('answers 204', sends('HTTP/1.1 204 No Content\r\n\r\n'), unreadable(), ok()),
  row('answers 206', answers('206 Partial Content', JSON_TYPE, JSON.stringify(STATUS)), unreadable(), ok()),
  row('answers 200 with a status', says(JSON.stringify(STATUS)), ok(), ok()),
];

const REFUSALS = [
  ...['301 Moved Permanently', '302 Found', '307 Temporary Redirect', '308 Permanent Redirect'].map((line) =>
    row(`answers ${line}`, answers(line, { location: 'http://127.0.0.1:1/' }), ...redirected),
  ),
  row('answers 304', sends('HTTP/1.1 304 Not Modified\r\n\r\n'), ...redirected),
  row(
    "answers 401 to the client's credentials",
    answers('401 Unauthorized'),
    ...refused('UPSTREAM_AUTH_FAILED'),
  ),
  row("answers 401 to the caller's credentials", answers('401 Unauthorized'), ...refused('UNAUTHENTICATED'), {
    credentialsOf: 'caller',
  }),
  row('answers 403', answers('403 Forbidden'), ...refused('NOT_LICENSED')),
  row(
    'answers 404 with our code for the core server',
    refuses('404 X', 'CORE_SERVER_NOT_FOUND'),
    ...refused('CORE_SERVER_NOT_FOUND'),
  ),
  row(
    'answers 404 with our code for the user',
    refuses('404 X', 'USER_NOT_FOUND'),
    ...refused('USER_NOT_FOUND'),
  ),
  row(
    'answers 404 with a code that is not about 404',
    refuses('404 X', 'NOT_LICENSED'),
    ...refused('NOT_FOUND'),
  ),
  row(
    'answers 404 in words for the core server',
    answers('404 X', {}, 'Unknown core server'),
    ...refused('CORE_SERVER_NOT_FOUND'),
  ),
  row(
    'answers 404 in words for the user',
    answers('404 X', JSON_TYPE, '{"error":"No such user"}'),
    ...refused('USER_NOT_FOUND'),
  ),
  row(
    'answers 404 in words for both',
    answers('404 X', {}, 'No such user on this core server'),
    ...refused('NOT_FOUND'),
  ),
  row('answers 404 without a word', answers('404 X'), ...refused('NOT_FOUND')),
  row(
    'answers 404 with HTML',
    answers('404 X', { 'content-type': 'text/html' }, '<p>user'),
    ...refused('NOT_FOUND'),
  ),
  ...['409 Conflict', '412 Precondition Failed', '415 Unsupported Media Type'].map((line) =>
    row(`answers ${line}`, answers(line, {}, 'user name type'), ...refused('UPSTREAM_REJECTED')),
  ),
  row(
    'answers 422 with our code for the name',
    refuses('422 X', 'STATUS_NAME_INVALID'),
    undefined,
    invalid('STATUS_NAME_INVALID'),
  ),
  row(
    'answers 422 with our code for several',
    refuses('422 X', 'VALIDATION_FAILED', {
      issues: [{ code: 'STATUS_NAME_INVALID' }, { code: 'STATUS_NOTE_INVALID' }],
    }),
    undefined,
    invalid('VALIDATION_FAILED'),
  ),
  row(
    'answers 422 {"message":"Invalid type"}',
    answers('422 X', JSON_TYPE, '{"message":"Invalid type"}'),
    undefined,
    invalid('STATUS_TYPE_INVALID'),
  ),
  row(
    'answers 422 {"error":"returnTime is too large"}',
    answers('422 X', JSON_TYPE, '{"error":"returnTime is too large"}'),
    undefined,
    invalid('RETURN_TIME_INVALID'),
  ),
  row(
    'answers 422 {"field":"note"}',
    answers('422 X', JSON_TYPE, '{"field":"note"}'),
    undefined,
    invalid('STATUS_NOTE_INVALID'),
  ),
  row(
    'answers 422 "The name must be given." as text',
    answers('422 X', {}, 'The name must be given.'),
    undefined,
    invalid('STATUS_NAME_INVALID'),
  ),
  row(
    'answers 422 "Bad return time" as text',
    answers('422 X', {}, 'Bad return time'),
    undefined,
    invalid('RETURN_TIME_INVALID'),
  ),
  row(
    'answers 422 "name or type is missing", which could be either',
    answers('422 X', {}, 'name or type is missing'),
    undefined,
    invalid('UPSTREAM_REJECTED'),
  ),
  row(
    'answers 422 with HTML',
    answers('422 X', {}, '<h1>Bad type</h1>'),
    undefined,
    invalid('UPSTREAM_REJECTED'),
  ),
  row('answers 422 without a word', answers('422 X'), undefined, invalid('UPSTREAM_REJECTED')),
  row('answers 422 to a GET', answers('422 X'), read('UPSTREAM_REJECTED', false), undefined),
  row('answers 408 to every request', sends(NOT_TAKEN), ...notTaken),
  row(
    'answers 408 and then 200, as if one had answered an earlier request',
    sends(NOT_TAKEN, GOOD),
    ...notTaken,
  ),
  row('answers 408, then a status', first(sends(NOT_TAKEN), sends(GOOD)), ok(2), ok(2)),
  row(
    'answers 408 with half a body',
    first(sends('HTTP/1.1 408 X\r\ncontent-length: 9\r\n\r\nhalf'), sends(GOOD)),
    ok(2),
    ok(2),
  ),
  row('answers 429 without Retry-After', answers('429 X'), ...busy(3)),
  ...['429 Too Many Requests', '503 Service Unavailable'].flatMap((line) => [
    row(
      `answers ${line} with Retry-After: 1, then a status`,
      first(answers(line, { 'retry-after': '1' }), sends(GOOD)),
      ok(2),
      busy(1)[1],
      BRIEF,
    ),
    row(
      `answers ${line} with Retry-After: 1 for ever`,
      answers(line, { 'retry-after': '1' }),
      ...busy(2),
      BRIEF,
    ),
    row(
      `answers ${line} with Retry-After: 60, past the deadline`,
      answers(line, { 'retry-after': '60' }),
      ...busy(1),
    ),
    row(
      `answers ${line} with Retry-After as a date in 9999`,
      answers(line, { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }),
      ...busy(1),
    ),
    row(
      `answers ${line} with Retry-After as a date in 1985`,
      answers(line, { 'retry-after': 'Sat, 26 Oct 1985 01:21:00 GMT' }),
      ...busy(3),
    ),
    row(
      `answers ${line} with Retry-After of 400 digits`,
      answers(line, { 'retry-after': '9'.repeat(400) }),
      ...busy(1),
    ),
  ]),
  row('answers 429 with Retry-After: soon', answers('429 X', { 'retry-after': 'soon' }), ...busy(3)),
  row('answers 503 with Retry-After: -5', answers('503 X', { 'retry-after': '-5' }), ...failed),
  row('answers 503 without Retry-After', answers('503 X'), ...failed),
  row('answers 500', answers('500 X', {}, 'at Server.java:1'), ...failed),
  row('answers 502', answers('502 X', {}, '<html>Bad Gateway'), ...failed),
  row('answers 504', answers('504 X'), ...failed),
  row('answers 500, then a status', first(answers('500 X'), sends(GOOD)), ok(2), failed[1]),
];

const ECHOES = [
  row('answers 200 with what was sent to it', echoes('200 OK'), unreadable(), ok()),
  row('answers 302 with what was sent to it', echoes('302 Found'), ...redirected),
  row('answers 422 with what was sent to it', echoes('422 X'), undefined, invalid('STATUS_TYPE_INVALID')),
  row('answers 500 with what was sent to it', echoes('500 X'), ...failed),
];

/** Everything that an upstream is known to do wrong, and a few things that it does right. */
const UPSTREAM_FAULTS: readonly UpstreamFault[] = [
  ...CONNECTIONS,
  ...ANSWERS,
  ...REFUSALS,
  ...ECHOES,
  ...DIRECTORY_FAULTS,
];

/** One call to such an upstream. */
export interface FaultyCall {
  readonly fault: UpstreamFault;
  readonly upstream: string;
  readonly method: Method;
  readonly ending: Ending;
}

const METHODS: readonly Method[] = ['GET status', 'POST set', 'GET users', 'GET user'];

/** The table, in one piece so that it can be read and published as one: every fault, once for each method that it makes sense for. */
export const FAULTY_CALLS: readonly FaultyCall[] = UPSTREAM_FAULTS.flatMap((fault) =>
  METHODS.flatMap((method) => {
    const ending = fault.endings[method];
    return ending === undefined ? [] : [{ fault, upstream: fault.upstream, method, ending }];
  }),
);

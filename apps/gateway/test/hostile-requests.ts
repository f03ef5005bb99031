import { connect } from 'node:net';
import fc from 'fast-check';

function framingOf(framing: string, { length }: Buffer): string[] {
  if (framing === 'none') return [];
  if (framing === 'chunks') return ['transfer-encoding: chunked'];
  const off = { 'too long': 7, 'too short': -Math.min(length, 3) }[framing] ?? 0;
  return [`content-length: ${length + off}`];
}

const chunked = (bytes: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(bytes.length === 0 ? '' : `${bytes.length.toString(16)}\r\n`),
    bytes,
    Buffer.from(`${bytes.length === 0 ? '' : '\r\n'}0\r\n\r\n`),
  ]);

const QUERIES = [
  '{ userStatus(user: { username: "marty" }) { name note } }',
  'query A { __typename } query B { statusTypes { type } }',
  'query ($u: [UserRef!]!) { userStatuses(users: $u) { __typename } }',
  'mutation ($i: SetUserStatusInput!) { setUserStatus(input: $i) { userStatus { note } clientMutationId } }',
  'mutation ($i: UpdateUserStatusInput!) { updateUserStatus(input: $i) { previous { note } userStatus { note } } }',
  'mutation ($i: ClearUserStatusInput!) { clearUserStatus(input: $i) { dryRun } }',
  'mutation ($m: SetUserStatusesInput!) { setUserStatuses(input: $m) { results { __typename } } }',
  '{ user(user: { username: "marty" }) { id userId displayName status { ... on UserStatus { note user { id } } } } }',
  'query ($f: UserFilter, $n: Int, $c: String) { users(filter: $f, first: $n, after: $c) { totalCount nodes { displayName } edges { cursor } } }',
  '{ users(last: 2, before: "WyJVU0VSTkFNRSIsIm1hcnR5Il0", orderBy: USERNAME, filter: { search: "m", types: [AWAY], hasNote: true, backBefore: "2030-01-01T00:00:00Z" }) { pageInfo { startCursor hasPreviousPage } failures { user { username } failure { code } } } }',
  '{ coreServers { id slug coreServerId presets { id } } coreServer(coreServer: { id: "x" }) { slug } presets { name type isDefault } }',
  'query ($i: ID!) { node(id: $i) { id ... on User { username status { __typename } } ... on StatusPreset { name } ... on CoreServer { slug } } }',
  'subscription { nothing }',
  '{ node(id: "e30") { id } }',
  '{ userStatus(user: { username: "\\u0000" }) { name } }',
  '{ a: userStatus(user: {}) { ...F } } fragment F on UserStatus { ...F }',
  '{ __schema { types { name } } }',
  'query { userStatus(user: $nobody) { name } }',
  '{ ...on Query @skip(if: true) @include(if: "x") @defer { __typename } }',
];

const VALUES = [
  '{"i":{"user":{"username":"marty"},"name":"x","type":"AWAY","note":"","returnIn":"PT1M"}}',
  '{"u":[{"username":"marty"},{"id":1},{"id":"x","username":"y"},null,7]}',
  '{"f":{"search":"\\u0000","types":["AWAY",null],"hasNote":"yes","backBefore":-1},"n":1e9,"c":"\\ud800"}',
  '{"f":{"search":"M","hasNote":false},"n":3,"c":"WyJVU0VSTkFNRSIsImIiXQ"}',
  '{"i":"WyJVc2VyIiwic2x1ZyIsImRlZmF1bHQiLCJ1c2VybmFtZSIsIm1hcnR5Il0"}',
  '{"i":"WyJTdGF0dXNQcmVzZXQiLCJfX3Byb3RvX18iLHt9LCJ4IiwiYXdheSJd"}',
  '{"i":{"user":{"username":"\\ud800"},"name":"","type":"away","returnTime":"2015-02-30T00:00:00Z"}}',
  '{"i":{"user":{"id":"x"},"preset":"e30","expected":{"note":null},"idempotencyKey":"k","dryRun":true}}',
  '{"m":{"users":[{"username":"marty"},{"id":1},{}],"name":"x","type":"AWAY","idempotencyKey":"\\u0000"}}',
  '{"__proto__":{"x":1},"constructor":{"prototype":{}},"toString":1}',
  '{bad',
  '[',
  '[]',
  'null',
  '1e999',
  '"text"',
  'true',
  '\uFEFF{}',
  '{"persistedQuery":{"version":1,"sha256Hash":"x"}}',
  '{"persistedQuery":7}',
];

const word = () => fc.string({ unit: 'binary', maxLength: 12 });
const anyQuery = () => fc.oneof(fc.constantFrom(...QUERIES), damaged(fc.constantFrom(...QUERIES)), word());
const anyValue = () => fc.oneof(fc.constantFrom(...VALUES), fc.json({ maxDepth: 3 }), word());

/** A text from which something is missing, or in which something is twice. */
function damaged(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(text, fc.nat(), fc.nat({ max: 5 }), word()).map(([whole, at, length, more]) => {
    const start = at % (whole.length + 1);
    return whole.slice(0, start) + more + whole.slice(start + length);
  });
}

function target(): fc.Arbitrary<string> {
  const path = fc.oneof(
    { weight: 20, arbitrary: fc.constant('/graphql') },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        ...['/', '//', '//x/graphql', '/graphql/', '/graphql/assets/x/y.js', '/livez', '/readyz', '/metrics'],
        ...[
          '*',
          'http://other.example/graphql',
          'http://[::1',
          'https://',
          '/graphql#f',
          '/%',
          '/%ff',
          '/..%2f',
        ],
        ...['/graphql;a=b', '/GRAPHQL', 'graphql', '/\\graphql', '/graphql%00', '/__proto__', '/favicon.ico'],
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .string({ unit: 'grapheme-ascii', maxLength: 12 })
        .map((text) => `/${text.replaceAll(' ', '')}`),
    },
  );
  const parameter = fc.oneof(
    fc.tuple(fc.constant('query'), anyQuery()),
    fc.tuple(fc.constantFrom('variables', 'extensions'), anyValue()),
    fc.tuple(fc.constantFrom('operationName', 'documentId', 'quer', 'variables[]', '', '__proto__'), word()),
  );
  const encoded = parameter.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`);
  const raw = fc.constantFrom(
    '%',
    '%zz',
    '%ff%fe',
    '%E0%A4%A',
    '+',
    '&&',
    '=',
    '??',
    'query',
    '%00',
    '#',
    'query=%7B',
  );
  const search = fc.array(fc.oneof({ weight: 4, arbitrary: encoded }, { weight: 1, arbitrary: raw }), {
    maxLength: 4,
  });
  return fc
    .tuple(path, search)
    .map(([where, parts]) => (parts.length === 0 ? where : `${where}?${parts.join('&')}`));
}

function header(): fc.Arbitrary<string> {
  const latin1 = fc.string({
    unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)),
    maxLength: 20,
  });
  const named = (name: string, ...values: string[]) =>
    fc.oneof(fc.constantFrom(...values), latin1).map((value) => `${name}: ${value}`);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: named(
        'content-type',
        'application/json',
        'Application/JSON; charset=utf-8',
        'application/json;charset=latin1',
        'application/graphql',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'multipart/form-data',
        'text/plain',
        ';',
        'application/json,x',
      ),
    },
    {
      weight: 4,
      arbitrary: named(
        'accept',
        'application/json',
        'application/graphql-response+json',
        'text/html',
        'text/event-stream',
        'multipart/mixed',
        '*/*',
        'application/*;q=x',
        ',',
        'image/png',
      ),
    },
    named('host', 'a b', '[', '[::1]', 'x:y', 'x:99999', '', '../x', 'user:pass@x', 'x/y', '%', 'x?y', 'x#y'),
    named(
      'authorization',
      'Basic bWFuYWdlcjptYW5hZzNycGE1NXdvcmQ=',
      'Basic !',
      'Bearer eyJhbGciOiJub25lIn0.e30.',
      'Bearer',
      'Digest x',
    ),
    named('origin', 'null', 'https://app.example', 'http://', 'x'),
    named('sec-fetch-site', 'cross-site', 'same-origin', 'none'),
    named('graphql-require-preflight', '1'),
    named('x-request-id', 'r-1', 'x'.repeat(300)),
    named('x-forwarded-for', '1.2.3.4', '::1, x', ',,,', '%'),
    named('forwarded', 'for="[::1"'),
    named('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', '00-x'),
    named('content-encoding', 'gzip', 'identity', 'br, br'),
    named('accept-encoding', 'gzip', 'br;q=0, *', 'x;q=y'),
    named('if-none-match', '*', '"x"'),
    named('access-control-request-method', 'POST', 'x'),
    named('access-control-request-headers', 'x, y', 'content-type'),
    named('x-http-method-override', 'DELETE'),
    named('cookie', 'a=b', ';;'),
    named('expect', '100-continue', 'x'),
    named('te', 'trailers'),
    named('upgrade', 'websocket', 'h2c'),
    named('range', 'bytes=0-'),
    named('x', 'y'),
  );
}

function body(): fc.Arbitrary<Buffer> {
  const params = fc
    .record(
      {
        query: fc.oneof(anyQuery(), fc.anything()),
        variables: fc.oneof(fc.constantFrom(...VALUES).map(parsed), fc.anything()),
        operationName: fc.oneof(word(), fc.constant('A'), fc.anything()),
        extensions: fc.oneof(fc.constantFrom(...VALUES).map(parsed), fc.anything()),
        documentId: fc.anything(),
        querry: fc.anything(),
      },
      { requiredKeys: [] },
    )
    .map((value) => stringified(value));
  const text = fc.oneof(
    { weight: 6, arbitrary: params },
    { weight: 2, arbitrary: damaged(params) },
    { weight: 1, arbitrary: anyValue() },
    {
      weight: 1,
      arbitrary: fc.constantFrom('['.repeat(20_000), `{"query":"${'{a'.repeat(5000)}"}`, 'x'.repeat(120_000)),
    },
  );
  return fc.oneof(
    { weight: 8, arbitrary: text.map((value) => Buffer.from(value)) },
    { weight: 1, arbitrary: text.map((value) => Buffer.from(`\uFEFF${value}`)) },
    { weight: 1, arbitrary: text.map((value) => Buffer.from(value, 'utf16le')) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Whatever fast-check makes up, as JSON; what has none is left out. */
function stringified(value: unknown): string {
  try {
    return (
      JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? ''
    );
  } catch {
    return '{}';
  }
}

/** What lets most requests through to GraphQL. */
const USUAL = ['content-type: application/json', 'graphql-require-preflight: 1'];

/** A request as it goes onto the wire, HTTP or nearly so. */
export interface HostileRequest {
  readonly bytes: Buffer;
  /** Whether it says that more will come than does. */
  readonly isCutOff: boolean;
}

/** Requests that try what they can, each for a connection of its own. */
export const hostileRequest: fc.Arbitrary<HostileRequest> = fc
  .record({
    method: fc.oneof(
      { weight: 5, arbitrary: fc.constant('POST') },
      { weight: 3, arbitrary: fc.constant('GET') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'QUERY', 'PROPFIND'),
      },
    ),
    isUsual: fc.nat({ max: 4 }).map((number) => number > 0),
    target: target(),
    headers: fc.array(header(), { maxLength: 3 }),
    body: fc.option(body(), { nil: Buffer.alloc(0) }),
    framing: fc.constantFrom(
      ...Array.from({ length: 9 }, () => 'length'),
      'chunks',
      'none',
      'too long',
      'too short',
    ),
  })
  .map(({ method, target: path, headers, isUsual, body: bytes, framing }) => {
    const lines = [...(isUsual ? USUAL : []), ...headers, ...framingOf(framing, bytes), 'connection: close'];
    if (!lines.some((line) => /^host:/i.test(line))) lines.unshift('host: gateway.example');
    const head = `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
    const content = framing === 'chunks' ? chunked(bytes) : bytes;
    return { bytes: Buffer.concat([Buffer.from(head, 'latin1'), content]), isCutOff: framing === 'too long' };
  });

/** Everything that is answered to a request on a connection of its own. */
export async function answerTo(url: string, { bytes, isCutOff }: HostileRequest): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setTimeout(20_000, () => socket.destroy(new Error('It neither answers nor hangs up.')));
  if (isCutOff) socket.end(bytes);
  else socket.write(bytes);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

/** The status of the answer to a request; undefined where there is none, which only one that is cut off may do without. */
export async function statusOf(url: string, request: HostileRequest): Promise<number | undefined> {
  const answer = await answerTo(url, request);
  const status = /^(?:HTTP\/1\.1 1\d\d .*\r\n\r\n)*HTTP\/1\.1 ([2-5]\d\d) /.exec(answer)?.[1];
  return status === undefined && request.isCutOff && answer === '' ? undefined : Number(status);
}

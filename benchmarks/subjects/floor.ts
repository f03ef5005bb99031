// The floor: node:http that parses a small JSON POST, makes the calls to the upstream that the work needs, and gives back
// their bodies. No GraphQL, no check, no log. Arguments: port, base URL of the upstream, credentials.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const [port = '', upstream = '', authorization = ''] = process.argv.slice(2);
const { origin, pathname } = new URL(upstream);
const pool = new Pool(origin, { connections: 64, pipelining: 1 });
const users = `${pathname}/rest/live/coreServers/getByName/default/users/getByName/`;

interface Ref {
  readonly username: string;
}

interface Asked {
  readonly query: string;
  readonly variables?: {
    readonly user?: Ref;
    readonly users?: readonly Ref[];
    readonly input?: {
      readonly user: Ref;
      readonly name: string;
      readonly type: string;
      readonly note: string;
    };
  };
}

async function read(username: string): Promise<string> {
  const path = `${users}${encodeURIComponent(username)}/status`;
  return (await pool.request({ method: 'GET', path, headers: { authorization } })).body.text();
}

async function readAll(refs: readonly Ref[]): Promise<string> {
  return `[${(await Promise.all(refs.map((user) => read(user.username)))).join(',')}]`;
}

async function set(input: NonNullable<NonNullable<Asked['variables']>['input']>): Promise<string> {
  const { body } = await pool.request({
    method: 'POST',
    path: `${users}${encodeURIComponent(input.user.username)}/status/set`,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: input.name,
      type: input.type.toLowerCase(),
      note: input.note,
      returnTime: -1,
    }),
  });
  await body.dump();
  return '{}';
}

const WRITTEN = 'username: "';

/** What is asked for is seen from the variables; a user written into the document is cut out of it. */
async function run({ query, variables }: Asked): Promise<string> {
  if (variables === undefined) {
    const from = query.indexOf(WRITTEN) + WRITTEN.length;
    return read(query.slice(from, query.indexOf('"', from)));
  }
  const { user, users: list, input } = variables;
  if (user !== undefined) return read(user.username);
  if (list !== undefined) return readAll(list);
  if (input === undefined) return readAll(Object.values(variables) as Ref[]);
  const done = await set(input);
  return query.includes('userStatus {') ? read(input.user.username) : done;
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', async () => {
    const body = await run(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
}).listen(Number(port), '127.0.0.1');

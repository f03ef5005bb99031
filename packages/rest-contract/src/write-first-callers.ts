import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as requestPlain } from 'node:http';
import { connect } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Requests whose body is sent whole before a byte of the answer is read, as many programs do. */
export interface WriteFirst {
  readonly origin: string;
  readonly path: string;
  /** Without `connection` and `content-length`, which the callers add. */
  readonly headers: Readonly<Record<string, string>>;
  readonly connection: 'close' | 'keep-alive';
  /** How long the body is. */
  readonly bytes: number;
  readonly count: number;
}

/** The status of every answer, 0 where a request got none; undefined where this machine does not have the program. */
type Caller = (requests: WriteFirst) => Promise<readonly number[] | undefined>;

const bodyOf = ({ bytes }: WriteFirst) => Buffer.alloc(bytes, 'x');
const headersOf = ({ headers, connection, bytes }: WriteFirst) => ({
  ...headers,
  connection,
  'content-length': String(bytes),
});

/** One request after the other; what it throws is no answer. */
async function each({ count }: WriteFirst, ask: () => Promise<number>): Promise<number[]> {
  const statuses: number[] = [];
  while (statuses.length < count) statuses.push(await ask().catch(() => 0));
  return statuses;
}

const bySocket: Caller = (requests) => {
  const { hostname, port } = new URL(requests.origin);
  const lines = Object.entries(headersOf(requests)).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `POST ${requests.path} HTTP/1.1\r\nhost: ${hostname}\r\n${lines.join('')}\r\n`;
  const bytes = Buffer.concat([Buffer.from(head), bodyOf(requests)]);
  return each(requests, async () => {
    const socket = connect(Number(port), hostname);
    try {
      await once(socket, 'connect');
      await new Promise<void>((resolve, reject) =>
        socket.write(bytes, (error) => (error ? reject(error) : resolve())),
      );
      let text = '';
      for await (const chunk of socket) {
        text += chunk;
        if (requests.connection === 'keep-alive' && text.includes('}')) break;
      }
      return Number(/^HTTP\/1\.1 (\d+) .*\r\n\r\n.*\}$/s.exec(text)?.[1] ?? 0);
    } finally {
      socket.destroy();
    }
  });
};

const byNode: Caller = (requests) =>
  each(requests, async () => {
    const url = requests.origin + requests.path;
    const outgoing = requestPlain(url, { method: 'POST', headers: headersOf(requests), agent: false });
    outgoing.end(bodyOf(requests));
    const [response] = await once(outgoing, 'response');
    await response.toArray();
    return response.statusCode;
  });

const byFetch: Caller = (requests) =>
  each(requests, async () => {
    const { connection, headers } = requests;
    const all = connection === 'close' ? { ...headers, connection } : headers;
    const url = requests.origin + requests.path;
    const response = await fetch(url, { method: 'POST', headers: all, body: bodyOf(requests) });
    await response.text();
    return response.status;
  });

/** What a program prints, one status a line; undefined where it cannot be started. */
async function printed(child: ChildProcess, input = ''): Promise<number[] | undefined> {
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  child.stdin?.on('error', () => {}).end(input);
  try {
    await once(child, 'close');
  } catch {
    return undefined;
  }
  return text.split('\n').filter(Boolean).map(Number);
}

const byCurl: Caller = async (requests) => {
  const folder = mkdtempSync(join(tmpdir(), 'write-first-'));
  const body = join(folder, 'body');
  writeFileSync(body, bodyOf(requests));
  const headers = Object.entries(headersOf(requests)).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  // Without Expect curl sends before it reads.
  const options = ['-s', '-o', '/dev/null', '-w', '%{http_code}\n', '-H', 'expect:', ...headers];
  const one = [...options, '--data-binary', `@${body}`, requests.origin + requests.path, '--next'];
  const args = Array.from({ length: requests.count }, () => one).flat();
  try {
    return await printed(spawn('curl', args.slice(0, -1)));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const PYTHON = `
import http.client, json, sys
r = json.load(sys.stdin)
body = b'x' * r['bytes']
for _ in range(r['count']):
    try:
        connection = http.client.HTTPConnection(r['host'], timeout=20)
        connection.request('POST', r['path'], body, r['headers'])
        response = connection.getresponse()
        response.read()
        print(response.status)
    except Exception:
        print(0)
    connection.close()
`;

const byPython: Caller = (requests) => {
  const { path, bytes, count } = requests;
  const input = { host: new URL(requests.origin).host, path, bytes, count, headers: headersOf(requests) };
  return printed(spawn('python3', ['-c', PYTHON]), JSON.stringify(input));
};

/** Programs that send first and read then, by their names. */
export const WRITE_FIRST_CALLERS: Readonly<Record<string, Caller>> = {
  'a raw socket': bySocket,
  'node:http': byNode,
  'fetch (undici)': byFetch,
  curl: byCurl,
  "Python's http.client": byPython,
};

/** Keeps every core of this machine busy twice over until it is disposed of. */
export function keepMachineBusy(): Disposable {
  const children = Array.from({ length: 2 * availableParallelism() }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  return {
    [Symbol.dispose]() {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1] ?? '');

const folder = mkdtempSync(join(tmpdir(), 'readme-'));
const ports = { '4000': '', '58080': '' };
let gateway: ReturnType<typeof spawn> | undefined;

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? String(address.port) : '';
}

/** A command of the README, typed as it stands but for the ports. */
async function type(command: string): Promise<string> {
  const typed = command.replace(/:(4000|58080)\b/g, (_, port) => `:${ports[port as keyof typeof ports]}`);
  return (await promisify(execFile)('sh', ['-c', typed])).stdout;
}

beforeAll(async () => {
  ports['4000'] = await freePort();
  ports['58080'] = await freePort();
  const env = {
    PORT: ports['4000'],
    REST_PORT: ports['58080'],
    DATA_FILE: join(folder, 'statuses.db'),
    LOG_LEVEL: 'error',
  };
  const child = spawn(process.execPath, [join(root, 'apps/gateway/dist/main.js')], { env, stdio: 'pipe' });
  gateway = child;
  child.stderr.pipe(process.stderr);
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += chunk;
    if (printed.includes(`:${ports['4000']}/graphql`)) break;
  }
});

afterAll(async () => {
  if (gateway?.exitCode === null) {
    gateway.kill('SIGTERM');
    await once(gateway, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Commands that the README prints the answer of, right behind them. */
const answered = [...readme.matchAll(/^```sh\n([^`]*)```\n\n```json\n([^`]*)```/gm)];

it.each(answered.map(([, command = '', answer = '']) => [command, answer.trim()]))(
  'command %# with an answer behind it prints that answer',
  async (command, answer) => {
    expect(await type(command)).toBe(answer);
  },
);

it('there are two of them', () => {
  expect(answered).toHaveLength(2);
});

it('the two curl commands of the README read and set a status', async () => {
  const [, read, set] = blocks('sh');
  expect(await type(read ?? '')).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(await type(set ?? '')).toMatch(/^HTTP\/1\.1 204 No Content/);
  expect(await type(read ?? '')).toContain('"returnTime":499132800');
});

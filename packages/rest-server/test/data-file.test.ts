import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Answer, get, set } from './caller.ts';
import { COMMAND, type Command, startCommand } from './command.ts';
import { temporaryFolder, temporaryPath } from './temporary-folder.ts';

const isRoot = process.getuid?.() === 0;
const updateOf = (count: number) =>
  ({ name: `Status ${count}`, type: 'away', note: 'x'.repeat(4000) }) as const;

function expectRefused(answer: Answer): void {
  expect(answer).toMatchObject({ status: 500, body: { status: 500, code: 'INTERNAL_SERVER_ERROR' } });
  expect(answer.type).toMatch(/^application\/problem\+json(;|$)/);
  expect(JSON.stringify(answer.body)).not.toMatch(/sqlite|\.db|disk/i);
}

/** Sets until a set is refused; gives the number of the last one that was acknowledged. */
async function setUntilRefused(origin: string): Promise<number> {
  for (let count = 1; count < 500; count += 1) {
    const answer = await set(origin, 'doc', updateOf(count));
    if (answer.status === 204) continue;
    expectRefused(answer);
    return count - 1;
  }
  throw new Error('The disk never became full.');
}

/** Checks what is true of a server whose disk is full, and of the one that is started after it. */
async function checkFullDisk(full: Command, restart: () => Command): Promise<void> {
  const origin = await full.origin;
  const last = await setUntilRefused(origin);
  expect(last).toBeGreaterThan(0);
  expectRefused(await set(origin, 'marty', updateOf(1)));
  expect(await get(origin, 'doc')).toMatchObject({ status: 200, body: updateOf(last) });
  expect(await get(origin, 'marty')).toMatchObject({ status: 200, body: { name: 'Available' } });
  expect(full.stderr()).toMatch(/^Fault: [^\n]+\nFault: [^\n]+\n$/);
  await full.stop('SIGKILL');
  const again = await restart().origin;
  expect(await get(again, 'doc')).toMatchObject({ status: 200, body: updateOf(last) });
  expect(await get(again, 'marty')).toMatchObject({ status: 200, body: { name: 'Available' } });
  expect(await set(again, 'marty', updateOf(2))).toMatchObject({ status: 204 });
}

test('where files may grow no further, set answers 500 and changes nothing, and GET goes on', async ({
  skip,
}) => {
  skip(process.platform === 'win32', 'There is no ulimit on Windows.');
  const args = ['--port=0', '--data', temporaryPath()];
  // In blocks of 512 bytes; the write that would go past it fails.
  const within = ['/bin/sh', '-c', 'ulimit -f 128; exec "$0" "$@"'];
  await checkFullDisk(startCommand(args, { within }), () => startCommand(args));
});

test('on a full disk set answers 500 and changes nothing, and GET goes on', async ({ skip }) => {
  const folder = join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'live-status', folder]);
  skip(mount.status !== 0, 'A small disk cannot be mounted here.');
  onTestFinished(() => void spawnSync('umount', ['--lazy', folder]));
  const args = ['--port=0', '--data', join(folder, 'status.db')];
  await checkFullDisk(startCommand(args), () => {
    spawnSync('mount', ['-o', 'remount,size=1m', folder]);
    return startCommand(args);
  });
});

test('a read-only data file ends the command with 1 and one line, and is left as it is', async ({ skip }) => {
  // Permissions do not bind root, so that the command runs as nobody then.
  const as = isRoot ? { uid: 65_534, gid: 65_534, cwd: '/' } : {};
  const [program, ...rest] = COMMAND;
  const trial = spawnSync(program, [...rest, '--help'], { ...as, env: {} });
  skip(trial.status !== 0, 'The command cannot run as nobody here.');
  const data = temporaryPath();
  const before = startCommand(['--port=0', '--data', data]);
  await set(await before.origin, 'doc', updateOf(1));
  await before.stop('SIGTERM');
  const bytes = readFileSync(data);
  chmodSync(data, 0o444);
  chmodSync(dirname(data), 0o777);
  const { code, stderr } = await startCommand(['--port=0', '--data', data], as).ended;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `The data file ${data} cannot be written: it is read-only.\n`,
  });
  expect(readFileSync(data).equals(bytes)).toBe(true);
});

test.each<[string, (data: string) => void]>([
  ['removed', (data) => rmSync(data)],
  ['cut to nothing', (data) => truncateSync(data)],
  ['parted from its log', (data) => rmSync(`${data}-wal`)],
])('SET-11 once the data file was %s, set answers 500, and GET goes on', async (_, harm) => {
  const data = temporaryPath();
  const command = startCommand(['--port=0', '--data', data]);
  const origin = await command.origin;
  await set(origin, 'doc', updateOf(1));
  harm(data);
  expectRefused(await set(origin, 'doc', updateOf(2)));
  expect(await get(origin, 'doc')).toMatchObject({ status: 200, body: updateOf(1) });
  expect(await get(origin, 'marty')).toMatchObject({ status: 200, body: { name: 'Available' } });
  expect(command.stderr()).toBe(
    `Fault: The data file ${data} was removed, replaced or cut while in use; start again.\n`,
  );
  expect(await command.stop('SIGTERM')).toMatchObject({ code: 0 });
});

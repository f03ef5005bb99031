// Runs on whatever Node started it (18 or later): brings the pinned pnpm, and with it everything else.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const marker = join(root, 'node_modules', '.installed');

/** The environment in which the project's own Node, pnpm and tools come first. */
export const environment = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
  TURBO_TELEMETRY_DISABLED: '1',
  npm_config_update_notifier: 'false',
};

/** Runs a command in the project's folder to its end; what it prints is shown only if it fails, unless asked for. */
export function run(command, args, { show = true } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: environment,
    stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status === 0) return;
  if (!show) process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  const why =
    result.error?.message ?? (result.signal ? `ended by ${result.signal}` : `exit code ${result.status}`);
  console.error(`\n"${command} ${args.join(' ')}" failed: ${why}.`);
  process.exit(1);
}

const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'];
const wanted = () =>
  files
    .reduce((hash, file) => hash.update(readFileSync(join(root, file))), createHash('sha256'))
    .digest('hex');

/** Installs what the lockfile names, unless exactly that is installed already. */
export function install() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 18) {
    console.error(`Live Status needs Node 18 or later to start; this is ${process.version}.`);
    process.exit(1);
  }
  const fingerprint = wanted();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === fingerprint) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.log('Installing what is missing (the first time takes about a minute) …');
  run('npx', ['-y', packageManager, 'install', '--frozen-lockfile'], { show: false });
  writeFileSync(marker, fingerprint);
}

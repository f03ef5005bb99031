// npm run bench: installs what is missing (the peers into benchmarks/, away from the product), builds, and measures. A name
// in the first place is that of another program than main in benchmarks/src.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { environment, install, root, run } from './install.mjs';

const installed = (command) => spawnSync(command, ['--version']).error === undefined;

install();
run('turbo', ['run', 'build', '--output-logs=errors-only', '--filter=@live-status/gateway'], { show: false });
run('pnpm', ['--dir', 'benchmarks', 'install', '--frozen-lockfile'], { show: false });
run('tsc', ['-p', 'benchmarks/tsconfig.json'], { show: false });
if (!installed('wrk') && installed('apt-get') && process.getuid?.() === 0) {
  run('apt-get', ['update', '-qq'], { show: false });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'wrk'], { show: false });
}
const [first = '', ...rest] = process.argv.slice(2);
const [program, args] = /^[a-z]/.test(first) ? [first, rest] : ['main', process.argv.slice(2)];
const { status } = spawnSync('node', [join(root, `benchmarks/src/${program}.ts`), ...args], {
  cwd: root,
  env: environment,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

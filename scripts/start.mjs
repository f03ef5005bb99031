// npm start: installs what is missing, builds, and runs the gateway with its embedded server until it is stopped.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { environment, install, root, run } from './install.mjs';

install();
run('turbo', ['run', 'build', '--output-logs=errors-only', '--filter=@live-status/gateway'], { show: false });

const gateway = spawn('node', [join(root, 'apps/gateway/dist/main.js'), ...process.argv.slice(2)], {
  cwd: root,
  env: environment,
  stdio: 'inherit',
});
// A terminal sends Ctrl-C to the gateway itself as well; a process manager signals this process alone.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => gateway.kill('SIGTERM'));
process.on('SIGHUP', () => gateway.kill('SIGTERM'));
gateway.on('error', (error) => {
  console.error(`The gateway could not be started: ${error.message}`);
  process.exitCode = 1;
});
gateway.on('exit', (code) => {
  process.exitCode = code ?? 1;
});

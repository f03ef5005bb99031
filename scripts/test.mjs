// npm test: installs what is missing, then format, lint, types, and every test. Turbo repeats only what changed.
import { install, run } from './install.mjs';

install();
run('pnpm', ['run', 'check']);

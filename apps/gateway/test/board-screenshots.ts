// Writes the pictures of README: pnpm --filter @live-status/gateway run screenshots
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createLogger, parseConfig, startGateway } from '../src/index.ts';
import { openBoard, type Shown } from './board-browser.ts';
import { startBusyCrowd } from './board-people.ts';

const FOLDER = new URL('../../../docs/screenshots/', import.meta.url);

const PICTURES: readonly (readonly [name: string, people: number, shown: Shown])[] = [
  ['board-wall-light.png', 60, { width: 1920, height: 1080, colorScheme: 'light' }],
  ['board-phone-dark.png', 10, { width: 360, height: 740, colorScheme: 'dark' }],
];

mkdirSync(FOLDER, { recursive: true });
for (const [name, people, shown] of PICTURES) {
  await using crowd = await startBusyCrowd(people);
  const environment = { PORT: '0', SHUTDOWN_GRACE_MS: '100', ...crowd.variables };
  const config = parseConfig(environment, (path) => readFileSync(path, 'utf8'));
  await using gateway = await startGateway(config, createLogger('error', process.stderr));
  await using board = await openBoard(gateway.graphqlUrl, { ...shown, reducedMotion: 'reduce' });
  await board.person('user-0').waitFor();
  await board.page.screenshot({ path: fileURLToPath(new URL(name, FOLDER)) });
  console.log(`docs/screenshots/${name}`);
}

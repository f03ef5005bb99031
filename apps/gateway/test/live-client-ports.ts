import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems give to whoever asks for any: nobody gets it while nobody listens there. */
const PORTS = { least: 20_000, most: 32_000 };

/** A port on which one process can listen after another. */
export async function findLastingPort(): Promise<number> {
  for (;;) {
    const port = Math.floor(PORTS.least + Math.random() * (PORTS.most - PORTS.least));
    const server = createServer();
    const isFree = new Promise<boolean>((resolve) => {
      server.once('listening', () => resolve(true)).once('error', () => resolve(false));
    });
    server.listen(port, '127.0.0.1');
    if (!(await isFree)) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

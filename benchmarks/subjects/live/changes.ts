import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { type Changed, changed } from '../../src/subscribers/document.ts';

/** A change as it is told to those who have no upstream: one line of JSON. */
export interface ToldChange {
  readonly username: string;
  readonly note: string;
  /** As long as the gateway's. */
  readonly cursor: string;
}

/** Takes changes from whoever connects to a port. */
export function takeChanges(port: number, take: (username: string, change: Changed) => void): void {
  createServer((socket) => {
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).on('line', (line) => {
      const { username, note, cursor }: ToldChange = JSON.parse(line);
      take(username, changed(username, note, cursor));
    });
  }).listen(port, '127.0.0.1');
}

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { AUTHORIZATION, statusPath } from './caller.ts';

/** A connection that sends what it is told, be it HTTP or not. */
export interface RawConnection {
  readonly socket: Socket;
  /** Everything received by the time the other side hung up, whichever way. */
  readonly received: Promise<string>;
  /** Resolves with everything received as soon as it holds a text. */
  until(text: string): Promise<string>;
}

/** Connects; the connection is cut when the test is over. */
export async function openConnection(port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  // A reset is one of the ways in which the other side hangs up; `close` follows.
  socket.on('error', () => {});
  const received = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  await once(socket, 'connect');
  return {
    socket,
    received,
    async until(wanted) {
      while (!text.includes(wanted) && !socket.closed)
        await Promise.race([new Promise((resolve) => socket.once('data', resolve)), received]);
      return text;
    },
  };
}

/** The head of a request with the demo's credentials; a body's headers are for the caller to add. */
export function head(method: string, path: string, ...headers: readonly string[]): string {
  const lines = [`${method} ${path} HTTP/1.1`, 'host: x', `authorization: ${AUTHORIZATION}`, ...headers];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** A request for a status on a connection of its own; gives the whole answer, or nothing where none came. */
export async function getOnce(port: number, path: string = statusPath('doc')): Promise<string> {
  const { socket, received } = await openConnection(port);
  socket.write(head('GET', path, 'connection: close'));
  return received;
}

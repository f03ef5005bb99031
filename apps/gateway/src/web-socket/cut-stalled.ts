import type { Socket } from 'node:net';

/** After so many milliseconds each, one who takes nothing of what waits, and one who has gone and leaves it waiting. */
export interface CutTimes {
  readonly stallMs: number;
  readonly closeTimeoutMs: number;
}

/** Cuts a connection that does not move any more. Whoever is silent, and has taken everything, is no concern of this. */
export function cutStalled(socket: Socket, { stallMs, closeTimeoutMs }: CutTimes, onCut: () => void): void {
  // Node looks whether anything moved, and says so once it did not.
  socket.setTimeout(stallMs).on('timeout', () => {
    if (socket.writableLength === 0) return;
    onCut();
    socket.destroy();
  });
  // Who has said all that he says has gone; ws would wait for him to read what is left.
  socket.once('end', () => {
    const timer = setTimeout(() => socket.destroy(), closeTimeoutMs);
    socket.once('close', () => clearTimeout(timer));
  });
}

import type { Readable } from 'node:stream';

/** Passes what a process writes on in whole lines, so that those of several never mingle, however long they are. */
export function passOnLines(from: Readable, to: { write(chunk: Buffer): unknown }): void {
  const begun: Buffer[] = [];
  from.on('data', (chunk: Buffer) => {
    const end = chunk.lastIndexOf('\n') + 1;
    if (end > 0) {
      for (const part of begun.splice(0)) to.write(part);
      to.write(chunk.subarray(0, end));
    }
    if (end < chunk.length) begun.push(chunk.subarray(end));
  });
  from.once('end', () => {
    if (begun.length > 0) to.write(Buffer.concat([...begun, Buffer.from('\n')]));
  });
}

import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { passOnLines } from './pass-on-lines.ts';

test('lines of several go on whole, however they come and however long they are', async () => {
  const written: Buffer[] = [];
  const to = { write: (chunk: Buffer) => written.push(chunk) };
  const [a, b] = [new PassThrough(), new PassThrough()];
  const long = 'ü'.repeat(100_000);
  passOnLines(a, to);
  passOnLines(b, to);
  const bytes = Buffer.from(`${long}\nsecond`);
  for (let at = 0; at < bytes.length; at += 4097) {
    a.write(bytes.subarray(at, at + 4097));
    b.write('one\ntwo\n');
    await new Promise(setImmediate);
  }
  for (const stream of [a, b]) stream.end();
  await Promise.all([once(a, 'close'), once(b, 'close')]);
  const lines = String(Buffer.concat(written)).split('\n');
  expect(new Set(lines)).toEqual(new Set([long, 'second', 'one', 'two', '']));
  expect(lines.filter((line) => line === long)).toHaveLength(1);
});

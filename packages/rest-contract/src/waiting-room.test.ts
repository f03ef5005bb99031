import { expect, test } from 'vitest';
import { createWaitingRoom } from './waiting-room.ts';

test('who waits goes on once somebody looks and it is so', async () => {
  const room = createWaitingRoom();
  let count = 0;
  const two = room.until(() => count === 2);
  const one = room.until(() => count >= 1);
  count = 1;
  room.look();
  await one;
  count = 2;
  room.look();
  await two;
});

test('what is so already is not waited for, not even when the room has ended', async () => {
  const room = createWaitingRoom();
  await room.until(() => true);
  room.end(new Error('over'));
  await room.until(() => true);
});

test('the end of the room ends every wait with its reason', async () => {
  const room = createWaitingRoom();
  const waiting = room.until(() => false);
  room.end(new Error('over'));
  await expect(waiting).rejects.toThrow('over');
  await expect(room.until(() => false)).rejects.toThrow('over');
});

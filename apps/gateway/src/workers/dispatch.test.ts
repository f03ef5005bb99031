import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createDispatch, type Taker } from './dispatch.ts';

/** A worker that takes connections; what it has not sent yet is its to send. */
function createTaker() {
  const taken: Socket[] = [];
  const sent: ((error: Error | null) => void)[] = [];
  const taker: Taker = {
    take(socket, onSent) {
      taken.push(socket);
      sent.push(onSent);
    },
  };
  return Object.assign(taker, { taken, sendAll: () => sent.splice(0).forEach((each) => void each(null)) });
}

const giveMany = (dispatch: ReturnType<typeof createDispatch>, count: number) => {
  const sockets = Array.from({ length: count }, () => new Socket());
  for (const socket of sockets) dispatch.give(socket);
  return sockets;
};

test('64 connections at once are dealt out evenly, and few are too', () => {
  for (const count of [2, 3, 64]) {
    const dispatch = createDispatch(100);
    const [a, b] = [createTaker(), createTaker()];
    dispatch.join(a);
    dispatch.join(b);
    giveMany(dispatch, count);
    expect([a.taken.length, b.taken.length]).toEqual([Math.ceil(count / 2), Math.floor(count / 2)]);
  }
});

test('a new one goes to whoever has the fewest open, in turn where several have', () => {
  const dispatch = createDispatch(100);
  const [a, b, c] = [createTaker(), createTaker(), createTaker()];
  for (const taker of [a, b, c]) dispatch.join(taker);
  giveMany(dispatch, 6);
  dispatch.closed(b, 2);
  giveMany(dispatch, 2);
  expect([a, b, c].map(({ taken }) => taken.length)).toEqual([2, 4, 2]);
});

test('a worker that takes the place of another gets what comes until it has as many', () => {
  const dispatch = createDispatch(100);
  const [a, b, again] = [createTaker(), createTaker(), createTaker()];
  dispatch.join(a);
  dispatch.join(b);
  giveMany(dispatch, 10);
  b.sendAll();
  dispatch.leave(b);
  dispatch.join(again);
  giveMany(dispatch, 5);
  expect([a.taken.length, again.taken.length]).toEqual([5, 5]);
});

test('connections that had not left for a worker that died go to another, and wait for one where there is none', () => {
  const dispatch = createDispatch(100);
  const [a, b, c] = [createTaker(), createTaker(), createTaker()];
  dispatch.join(a);
  const [first] = giveMany(dispatch, 1);
  a.sendAll();
  const unsent = giveMany(dispatch, 2);
  dispatch.leave(a);
  dispatch.join(b);
  expect(b.taken).toEqual(unsent);
  dispatch.leave(b);
  dispatch.join(c);
  expect(c.taken).toEqual(unsent);
  expect(first?.destroyed).toBe(false);
});

test('more than may be open are closed at once, those that wait counted; at the end nobody waits', () => {
  const dispatch = createDispatch(3);
  const waiting = giveMany(dispatch, 2);
  const a = createTaker();
  dispatch.join(a);
  const [third, fourth] = giveMany(dispatch, 2);
  expect([third?.destroyed, fourth?.destroyed]).toEqual([false, true]);
  dispatch.closed(a, 1);
  expect(giveMany(dispatch, 1)[0]?.destroyed).toBe(false);
  dispatch.leave(a);
  dispatch.close();
  expect(waiting.map(({ destroyed }) => destroyed)).toEqual([true, true]);
});

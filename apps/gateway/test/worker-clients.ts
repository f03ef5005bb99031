import { randomUUID } from 'node:crypto';
import { Client } from 'undici';
import { expect } from 'vitest';
import type { ChildGateway } from './child.ts';

/** Waits with patience alone: nothing says how soon a machine that has other work starts a process, or passes a line on. */
export const eventually = <Seen>(look: () => Seen): ReturnType<typeof expect.poll<Seen>> =>
  expect.poll(look, { timeout: 30_000 });

/** Clients of one connection each, which end with them. */
export type Clients = readonly (Client | undefined)[] & AsyncDisposable;

const get = async (client: Client, path: string) =>
  (await client.request({ method: 'GET', path })).body.dump();

async function open({ url }: ChildGateway, count: number): Promise<readonly Client[] & AsyncDisposable> {
  const clients = Array.from({ length: count }, () => new Client(new URL(url).origin));
  for (const client of clients) await get(client, '/livez');
  return Object.assign(clients, {
    [Symbol.asyncDispose]: async () => {
      await Promise.all(clients.map((client) => client.destroy()));
    },
  });
}

/** Connects so many clients, one after the other, as they are dealt out. */
export const connect = (child: ChildGateway, count: number): Promise<Clients> => open(child, count);

/**
 * Connects so many clients, even ones to one of two workers and odd ones to the other. So they are dealt out of themselves,
 * unless the primary has not heard yet of connections that have closed: then it takes more.
 */
export async function connectInTurn(child: ChildGateway, count: number): Promise<Clients> {
  await using opened = new AsyncDisposableStack();
  const halves: Client[][] = [[], []];
  while (halves.some(({ length }) => length < count / 2)) {
    const clients = opened.use(await open(child, count));
    const workers = await Promise.all(clients.map((client) => workerOf(child, client)));
    for (const [index, client] of clients.entries()) halves[Number(workers[index]) - 1]?.push(client);
  }
  const clients = Array.from({ length: count }, (_, index) => halves[index % 2]?.[index >> 1]);
  const kept = opened.move();
  return Object.assign(clients, { [Symbol.asyncDispose]: () => kept.disposeAsync() });
}

/** The worker that has a client's connection, as its log says. */
async function workerOf(child: ChildGateway, client: Client): Promise<unknown> {
  const path = `/whose-is-${randomUUID()}`;
  await get(client, path);
  const line = () => linesOf(child).find((each) => each['path'] === path);
  await eventually(line).toBeDefined();
  return line()?.['worker'];
}

/** The lines that a gateway has logged, as far as they are whole. */
export const linesOf = (child: ChildGateway): readonly Readonly<Record<string, unknown>>[] =>
  child
    .logged()
    .split('\n')
    .slice(0, -1)
    .map((line): Record<string, unknown> => JSON.parse(line));

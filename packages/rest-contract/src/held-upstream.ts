import { createServer } from 'node:http';
import { parseResourcePath } from '@live-status/domain';

/** A request that has arrived and waits for what a test decides. */
export interface HeldRequest {
  readonly isSet: boolean;
  /** Its `x-request-id`. */
  readonly requestId: string | undefined;
  /** Does what it asks for: from here on a set counts, and a read has seen what it will tell. */
  serve(): void;
  /** Tells it; serves it before, where that was not done. */
  answer(): void;
  /** Ends its connection without an answer. */
  lose(): void;
}

/**
 * An upstream with one user, under whatever reference, whose every step is a test's. Who the user is, alone and in the list of
 * all, it tells at once; that is no step, and neither held nor counted.
 */
export interface HeldUpstream extends AsyncDisposable {
  readonly origin: string;
  /** The requests that have no answer yet. */
  readonly held: readonly HeldRequest[];
  /** How many have arrived in all, but for those that ask who the user is. */
  readonly count: () => number;
  /** Resolves once so many have. */
  arrived(count: number): Promise<void>;
  /** The sets that count, by their notes, in the order in which they were served. */
  readonly applied: readonly string[];
}

/** The one user; as `u-1` it is asked for by id. */
export const HELD_USER = {
  id: 'u-1',
  configurationId: 'u-1-configuration',
  userName: 'marty',
  displayedName: 'Marty McFly',
  permissionId: 'permission',
} as const;

/** What the directory says behind a path (clause DIR-1); undefined where the path is that of a status. */
function directoryAnswer(url: string): unknown {
  const path = parseResourcePath(url.slice(url.indexOf(REST) + REST.length));
  if (path?.resource === 'users') return [HELD_USER];
  return path?.resource === 'user' ? HELD_USER : undefined;
}

const REST = '/rest/';

/**
 * Starts one whom nobody has set a status on. A read tells the note of the last set, or an empty one, and whose request it
 * answers as the id of the status.
 */
export async function startHeldUpstream(): Promise<HeldUpstream> {
  const held: HeldRequest[] = [];
  const applied: string[] = [];
  let arrivals = 0;
  let onArrival = () => {};
  const server = createServer(async (request, response) => {
    const known = directoryAnswer(request.url ?? '');
    if (known !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(known));
      return;
    }
    const chunks = await request.toArray().catch(() => undefined);
    if (chunks === undefined) return;
    const body = Buffer.concat(chunks).toString();
    const isSet = request.method === 'POST';
    const id = request.headers['x-request-id'];
    let served: string | undefined;
    const serve = (): string => {
      if (served !== undefined) return served;
      if (isSet) applied.push(JSON.parse(body).note);
      const rest = { configurationId: 'c', name: 'Lunch', type: 'away', returnTime: -1, userCreated: true };
      served = isSet ? '' : JSON.stringify({ id, note: applied.at(-1) ?? '', ...rest });
      return served;
    };
    const forget = () => {
      if (held.includes(one)) held.splice(held.indexOf(one), 1);
    };
    const one: HeldRequest = {
      isSet,
      requestId: String(id),
      serve: () => void serve(),
      answer() {
        response.writeHead(isSet ? 204 : 200, { 'content-type': 'application/json' }).end(serve());
        forget();
      },
      lose() {
        request.socket.resetAndDestroy();
        forget();
      },
    };
    held.push(one);
    request.socket.once('close', forget);
    arrivals += 1;
    onArrival();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    origin: `http://127.0.0.1:${port}`,
    held,
    count: () => arrivals,
    arrived: (count) =>
      new Promise((resolve) => {
        onArrival = () => {
          if (arrivals >= count) resolve();
        };
        onArrival();
      }),
    applied,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

import { createServer, type IncomingMessage } from 'node:http';
import {
  createStatusServer,
  DEMO_CREDENTIALS,
  DEMO_DIRECTORY,
  openStatusStore,
} from '@live-status/rest-server';
import { request as send } from 'undici';

/** A request that has come to the upstream. */
export interface WatchedRequest {
  readonly method: string;
  /** From `/communication_manager` on. */
  readonly path: string;
  readonly body: string;
}

/** An answer in the place of the upstream's own. */
export interface Instead {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

type Step = (request: WatchedRequest) => Instead | undefined | Promise<Instead | undefined>;

/** The REST server with the demo directory, which lets everybody in, with somebody in front of it who notes what comes. */
export interface WatchedUpstream extends AsyncDisposable {
  /** What makes a gateway use it, with the gateway's own credentials. */
  readonly variables: Readonly<Record<string, string>>;
  /** All that came, in its order, with the body of each set. */
  readonly requests: readonly WatchedRequest[];
  /** The sets among them. */
  readonly writes: () => readonly WatchedRequest[];
  /** Called before a request is passed on, and may answer it instead. */
  before: Step;
  /** Called once a request has been done, before it is answered. */
  after: Step;
}

const { username, password } = DEMO_CREDENTIALS;
const AUTHORIZATION = `Basic ${btoa(`${username}:${password}`)}`;
const pass = () => undefined;

/** Starts one on a free port, with nothing set yet. */
export async function startWatchedUpstream(): Promise<WatchedUpstream> {
  const stack = new AsyncDisposableStack();
  const store = openStatusStore({ file: ':memory:' });
  stack.defer(() => store.close());
  const server = stack.use(createStatusServer({ store, credentials: DEMO_CREDENTIALS }));
  const { origin } = await server.listen({ port: 0 });
  const requests: WatchedRequest[] = [];

  const passOn = async (request: WatchedRequest, headers: IncomingMessage['headers']) => {
    const type = headers['content-type'];
    const { statusCode, body } = await send(`${origin}${request.path}`, {
      method: request.method === 'POST' ? 'POST' : 'GET',
      headers: { authorization: AUTHORIZATION, ...(type === undefined ? {} : { 'content-type': type }) },
      body: request.method === 'POST' ? request.body : null,
    });
    return { status: statusCode, text: await body.text() };
  };
  const front = createServer(async (incoming, response) => {
    const body = Buffer.concat(await incoming.toArray()).toString();
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', body };
    requests.push(request);
    const instead = await watched.before(request);
    const { status, text } =
      instead === undefined ? await passOn(request, incoming.headers) : { ...instead, text: '' };
    const after = instead ?? (await watched.after(request));
    const headers = { 'content-type': 'application/json', ...after?.headers };
    response.writeHead(after?.status ?? status, headers).end(after === undefined ? text : '');
  });
  await new Promise<void>((resolve) => {
    front.listen(0, '127.0.0.1', resolve);
  });
  stack.defer(() => {
    front.close();
    front.closeAllConnections();
  });
  const address = front.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const watched: WatchedUpstream = {
    variables: {
      UPSTREAM_URL: `http://127.0.0.1:${port}/communication_manager`,
      UPSTREAM_AUTH: 'service',
      UPSTREAM_USERNAME: 'gateway',
      UPSTREAM_PASSWORD: 'a-password-5590',
      CORE_SERVERS: DEMO_DIRECTORY.coreServers.map(({ slug, id }) => `${slug}=${id}`).join(','),
    },
    requests,
    writes: () => requests.filter(({ method }) => method === 'POST'),
    before: pass,
    after: pass,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
  return watched;
}

/** The first request of its kind, which is held until the test lets it go on. */
export interface Held {
  readonly step: Step;
  /** Resolves once it has come. */
  readonly arrived: Promise<void>;
  /** Lets it go on, or answers it instead. */
  release(instead?: Instead): void;
}

/** Holds the first request that is meant. */
export function hold(isMeant: (request: WatchedRequest) => boolean): Held {
  const arrived = Promise.withResolvers<void>();
  const released = Promise.withResolvers<Instead | undefined>();
  let isHeld = false;
  return {
    arrived: arrived.promise,
    release: released.resolve,
    step(request) {
      if (isHeld || !isMeant(request)) return undefined;
      isHeld = true;
      arrived.resolve();
      return released.promise;
    },
  };
}

export const isSet = ({ method }: WatchedRequest): boolean => method === 'POST';

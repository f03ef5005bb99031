import { basicCredentials, type Credentials, createStatusClient } from '@live-status/rest-client';
import { createStatusServer, DEMO_CREDENTIALS, openStatusStore, StoreError } from '@live-status/rest-server';
import { createTokenVerifier } from './auth/verify-token.ts';
import type { GatewayConfig, UpstreamCredentials } from './config/gateway-config.ts';
import { createGateway } from './create-gateway.ts';
import { listen } from './listen.ts';
import type { Logger } from './logger.ts';

/** A gateway that runs. */
export interface RunningGateway extends AsyncDisposable {
  /** Where GraphQL is. */
  readonly graphqlUrl: string;
  /** The embedded REST server's URL, up to and including `communication_manager`; undefined with a remote one. */
  readonly restUrl: string | undefined;
  /** Takes no more requests, lets those under way end within the grace, and closes everything. */
  close(): Promise<void>;
}

/** Calls that may wait for a connection: several of the largest operations. */
const MAX_QUEUED = 10_000;

/** Why a gateway could not start, in one line. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}

/**
 * Starts the gateway, and the embedded REST server unless there is a remote one.
 *
 * @throws StartError in one line: a port is taken, or the data file cannot be used. Nothing is left running.
 */
export async function startGateway(config: GatewayConfig, log: Logger): Promise<RunningGateway> {
  await using started = new AsyncDisposableStack();
  const restUrl =
    config.upstream.kind === 'embedded'
      ? await startEmbedded(config.upstream, config, log, started)
      : undefined;
  const baseUrl = config.upstream.kind === 'remote' ? config.upstream.url : restUrl;
  if (baseUrl === undefined) throw new TypeError('An upstream is embedded or remote.');
  const client = started.use(
    createStatusClient({
      baseUrl,
      credentials: config.upstreamAuth === 'service' ? ownCredentials(config) : undefined,
      timeoutMs: config.upstreamTimeoutMs,
      deadlineMs: config.upstreamDeadlineMs,
      maxConnections: config.upstreamMaxConnections,
      maxQueued: MAX_QUEUED,
    }),
  );
  const tokens = config.jwt === undefined ? undefined : createTokenVerifier(config.jwt);
  const gateway = createGateway({ ...config, client, log, tokens });
  const http = await listenAt('PORT', config.host, config.port, () =>
    listen(gateway.listener, config.host, config.port),
  );
  started.defer(() => http.close(config.shutdownGraceMs));
  const running = started.move();
  const close = () => running.disposeAsync();
  return { graphqlUrl: `${http.origin}/graphql`, restUrl, close, [Symbol.asyncDispose]: close };
}

type Embedded = Extract<GatewayConfig['upstream'], { readonly kind: 'embedded' }>;

async function startEmbedded(
  { dataFile, port }: Embedded,
  config: GatewayConfig,
  log: Logger,
  started: AsyncDisposableStack,
): Promise<string> {
  const store = openStore(dataFile);
  started.defer(() => store.close());
  const onError = (error: unknown) => log.error({ error: String(error) }, 'the embedded server failed');
  const server = started.use(createStatusServer({ store, credentials: credentialsOf(config), onError }));
  const host = '127.0.0.1';
  const { origin } = await listenAt('REST_PORT', host, port, () => server.listen({ host, port }));
  return `${origin}/communication_manager`;
}

function credentialsOf(config: GatewayConfig): UpstreamCredentials {
  return config.credentials ?? DEMO_CREDENTIALS;
}

function openStore(file: string) {
  try {
    return openStatusStore({ file });
  } catch (error) {
    if (error instanceof StoreError) throw new StartError(`DATA_FILE: ${error.message}`, { cause: error });
    throw error;
  }
}

async function listenAt<Result>(
  variable: string,
  host: string,
  port: number,
  start: () => Promise<Result>,
): Promise<Result> {
  try {
    return await start();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const where = `${host}:${port}`;
    if (code === 'EADDRINUSE')
      throw new StartError(`${variable}: ${where} is in use by another program; choose another port.`, {
        cause: error,
      });
    if (typeof code === 'string')
      throw new StartError(`${variable}: cannot listen on ${where} (${code}).`, { cause: error });
    throw error;
  }
}

function ownCredentials(config: GatewayConfig): Credentials {
  const { username, password } = credentialsOf(config);
  return basicCredentials(username, password);
}

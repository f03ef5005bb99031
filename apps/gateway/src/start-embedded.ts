import { DEMO_CREDENTIALS, DEMO_DIRECTORY } from '@live-status/rest-server/demo';
import type { GatewayConfig, UpstreamCredentials } from './config/gateway-config.ts';
import type { Logger } from './logger.ts';
import { type KnownOfUpstream, knownOfDirectory } from './people/known-of-upstream.ts';
import { listenAt, StartError } from './start-error.ts';

/** Where the upstream is. */
export interface Upstream {
  /** Up to and including `communication_manager`. */
  readonly baseUrl: string;
  /** The same with the embedded server; undefined with a remote one. */
  readonly restUrl: string | undefined;
  /** What it does not say itself. */
  readonly known: KnownOfUpstream;
}

/** Starts the embedded REST server, unless there is a remote one; `started` ends it. */
export async function startUpstream(
  config: GatewayConfig,
  log: Logger,
  started: AsyncDisposableStack,
): Promise<Upstream> {
  const { upstream } = config;
  if (upstream.kind === 'remote') return { baseUrl: upstream.url, restUrl: undefined, known: upstream.known };
  const restUrl = await startEmbedded(upstream, config, log, started);
  return { baseUrl: restUrl, restUrl, known: knownOfDirectory(DEMO_DIRECTORY) };
}

/** The gateway's own credentials at the upstream; those of the demo where none were given. */
export function credentialsOf(config: GatewayConfig): UpstreamCredentials {
  return config.credentials ?? DEMO_CREDENTIALS;
}

type Embedded = Extract<GatewayConfig['upstream'], { readonly kind: 'embedded' }>;

async function startEmbedded(
  { dataFile, port }: Embedded,
  config: GatewayConfig,
  log: Logger,
  started: AsyncDisposableStack,
): Promise<string> {
  // Loaded only where there is to be one.
  const { createStatusServer, openStatusStore, StoreError } = await import('@live-status/rest-server');
  const openStore = () => {
    try {
      return openStatusStore({ file: dataFile });
    } catch (error) {
      if (error instanceof StoreError) throw new StartError(`DATA_FILE: ${error.message}`, { cause: error });
      throw error;
    }
  };
  const store = openStore();
  started.defer(() => store.close());
  const onError = (error: unknown) => log.error({ error: String(error) }, 'the embedded server failed');
  const server = started.use(createStatusServer({ store, credentials: credentialsOf(config), onError }));
  const host = '127.0.0.1';
  const { origin } = await listenAt('REST_PORT', host, port, () => server.listen({ host, port }));
  return `${origin}/communication_manager`;
}

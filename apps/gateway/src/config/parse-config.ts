import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { crossProblems } from './cross-problems.ts';
import { VARIABLES, type Variables } from './variables.ts';

const environmentSchema: z.ZodType<Variables> = z.object(VARIABLES);

/** The gateway's own credentials at the upstream. */
export interface UpstreamCredentials {
  readonly username: string;
  readonly password: string;
}

/** Everything that the composition root needs to know. */
export interface GatewayConfig {
  readonly host: string;
  readonly port: number;
  readonly upstream:
    | { readonly kind: 'embedded'; readonly dataFile: string; readonly port: number }
    | { readonly kind: 'remote'; readonly url: string };
  readonly upstreamAuth: 'forward' | 'service';
  /** Undefined with `forward`, and for the embedded server's own. */
  readonly credentials: UpstreamCredentials | undefined;
  readonly upstreamTimeoutMs: number;
  readonly upstreamDeadlineMs: number;
  readonly upstreamMaxConnections: number;
  readonly corsOrigins: readonly string[];
  readonly graphiql: boolean;
  readonly introspection: boolean;
  readonly logLevel: string;
  readonly shutdownGraceMs: number;
}

/** An environment, as `process.env` has it. An empty variable counts as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration that an environment describes.
 *
 * @throws ConfigError with every problem at once, each by the name of its variable; no value of a secret is shown.
 */
export function parseConfig(environment: Environment, readFile: (path: string) => string): GatewayConfig {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = environmentSchema.safeParse(given);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new ConfigError([...new Set(lines)]);
  }
  const problems = crossProblems(result.data);
  if (problems.length > 0) throw new ConfigError(problems);
  return toConfig(result.data, readFile);
}

function toConfig(v: Variables, readFile: (path: string) => string): GatewayConfig {
  const isDevelopment = v.NODE_ENV !== 'production';
  const embedded = { kind: 'embedded', dataFile: v.DATA_FILE, port: v.REST_PORT } as const;
  return {
    host: v.HOST,
    port: v.PORT,
    upstream: v.UPSTREAM_URL === undefined ? embedded : { kind: 'remote', url: v.UPSTREAM_URL },
    upstreamAuth: v.UPSTREAM_AUTH ?? (v.UPSTREAM_URL === undefined ? 'service' : 'forward'),
    credentials: credentialsOf(v, readFile),
    upstreamTimeoutMs: v.UPSTREAM_TIMEOUT_MS,
    upstreamDeadlineMs: v.UPSTREAM_DEADLINE_MS,
    upstreamMaxConnections: v.UPSTREAM_MAX_CONNECTIONS,
    corsOrigins: v.CORS_ORIGINS,
    graphiql: v.GRAPHIQL ?? isDevelopment,
    introspection: v.INTROSPECTION ?? isDevelopment,
    logLevel: v.LOG_LEVEL,
    shutdownGraceMs: v.SHUTDOWN_GRACE_MS,
  };
}

function credentialsOf(v: Variables, readFile: (path: string) => string): UpstreamCredentials | undefined {
  if (v.UPSTREAM_USERNAME === undefined) return undefined;
  const { UPSTREAM_USERNAME: username, UPSTREAM_PASSWORD: password, UPSTREAM_PASSWORD_FILE: file } = v;
  if (password !== undefined) return { username, password };
  if (file === undefined) return undefined;
  return { username, password: readPassword(file, readFile) };
}

function readPassword(file: string, readFile: (path: string) => string): string {
  try {
    return readFile(file).replace(/\r?\n$/, '');
  } catch {
    throw new ConfigError([`UPSTREAM_PASSWORD_FILE must be a file that can be read; got ${file}.`]);
  }
}

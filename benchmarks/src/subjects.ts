import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from './cases.ts';
import { type Running, spawnPinned } from './processes.ts';

/** What a subject is told when it is started. */
export interface Start {
  readonly port: number;
  /** Base URL of the upstream, up to and including communication_manager. */
  readonly upstream: string;
  /** The JWKS to verify tokens by; AUTH=none without one. */
  readonly jwksUrl?: string;
  readonly logFile: string;
  /** More of what ours is told, and Node with it. */
  readonly more?: {
    readonly flags?: readonly string[];
    readonly variables?: Readonly<Record<string, string>>;
  };
}

/** Who is issuing tokens, and for whom. */
export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'live-status';

const USERNAME = 'manager';
const PASSWORD = 'secret';
const authorization = `Basic ${btoa(`${USERNAME}:${PASSWORD}`)}`;

const here = new URL('..', import.meta.url).pathname;
const production = { NODE_ENV: 'production' };

const peer =
  (file: string) =>
  ({ port, upstream, logFile }: Start): Running =>
    spawnPinned(
      'subject',
      process.execPath,
      [join(here, 'dist/subjects', file), String(port), upstream, authorization],
      production,
      logFile,
    );

/** How each is started: node, the compiled program, and the configuration that its documentation gives. */
export const subjects: Readonly<Record<Target, (start: Start) => Running>> = {
  floor: peer('floor.js'),
  // The built program, as "npm start" and the container run it.
  'live-status': ({ port, upstream, jwksUrl, logFile, more = {} }) =>
    spawnPinned(
      'subject',
      process.execPath,
      [...(more.flags ?? []), join(here, '../apps/gateway/dist/main.js')],
      {
        ...production,
        PORT: String(port),
        UPSTREAM_URL: upstream,
        UPSTREAM_AUTH: 'service',
        UPSTREAM_USERNAME: USERNAME,
        UPSTREAM_PASSWORD: PASSWORD,
        ...(jwksUrl === undefined
          ? {}
          : { AUTH: 'jwt', JWT_JWKS_URL: jwksUrl, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE }),
        ...more.variables,
      },
      logFile,
    ),
  'plain-yoga': peer('plain-yoga.js'),
  mercurius: peer('mercurius.js'),
  'apollo-server': peer('apollo-server.js'),
  'hive-gateway': ({ port, upstream, logFile }) =>
    spawnPinned(
      'subject',
      process.execPath,
      [
        join(here, 'node_modules/@graphql-hive/gateway/dist/bin.js'),
        'supergraph',
        join(here, 'subjects/hive-gateway/supergraph.graphql'),
        '--host=127.0.0.1',
        `--port=${port}`,
      ],
      { ...production, UPSTREAM: upstream, UPSTREAM_AUTHORIZATION: authorization },
      logFile,
    ),
};

/** Makes Hive Gateway's schema from the OpenAPI description. */
export async function composeSupergraph(): Promise<void> {
  const folder = join(here, 'subjects/hive-gateway');
  const compose = spawnPinned(
    'load',
    'sh',
    [
      '-c',
      'cd "$1" && exec "$2" "$3" -c mesh.config.ts -o supergraph.graphql',
      'sh',
      folder,
      process.execPath,
      join(here, 'node_modules/@graphql-mesh/compose-cli/esm/bin.js'),
    ],
    {},
  );
  await compose.output();
}

/** The versions that were measured. */
export function describeVersions(targets: ReadonlySet<Target>): string {
  const version = (name: string): string =>
    `${name} ${JSON.parse(readFileSync(join(here, 'node_modules', name, 'package.json'), 'utf8')).version}`;
  const names = [
    'undici',
    'graphql',
    'graphql-yoga',
    '@pothos/core',
    'mercurius',
    'fastify',
    '@apollo/server',
  ];
  names.push('@apollo/datasource-rest');
  if (targets.has('hive-gateway')) names.push('@graphql-hive/gateway');
  return `Node ${process.version}, ${names.map(version).join(', ')}.`;
}

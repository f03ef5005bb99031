import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { ConfigError } from './config-error.ts';
import { helpText } from './help.ts';
import { parseConfig } from './parse-config.ts';
import type { Environment } from './parse-variables.ts';
import { VARIABLES } from './variables.ts';

const REMOTE = { UPSTREAM_URL: 'https://pbx.example:55050/communication_manager' };
const SERVICE = { ...REMOTE, UPSTREAM_AUTH: 'service', UPSTREAM_USERNAME: 'u', UPSTREAM_PASSWORD: 'p' };
const JWT = {
  AUTH: 'jwt',
  JWT_JWKS_URL: 'https://id.example/jwks',
  JWT_ISSUER: 'https://id.example',
  JWT_AUDIENCE: 'live-status',
};
const CERTIFICATE = readFileSync(
  new URL('../../../../packages/rest-client/test/certificates/localhost.cert.pem', import.meta.url),
  'utf8',
);
const files = new Map([
  ['/password', 's3cret\n'],
  ['/two-lines', 'one\ntwo\n'],
  ['/documents', '{"a": "{ __typename }"}'],
  ['/presets', '[{"name": "Lunch", "type": "away", "isDefault": true}]'],
  ['/no-preset', '[{"name": "Lunch", "type": "busy"}]'],
  ['/no-json', 'query'],
  ['/no-object', '[]'],
  ['/no-text', '{"a": 1}'],
  ['/no-graphql', '{"a": "{"}'],
  ['/ca', `# the phone system's\n${CERTIFICATE}\n${CERTIFICATE}`],
  ['/half-a-ca', CERTIFICATE.slice(0, -200)],
  ['/damaged-ca', CERTIFICATE.replace('MII', 'AAA')],
  ['/ca-and-key', `${CERTIFICATE}-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----`],
]);
const read = (path: string) => {
  const text = files.get(path);
  if (text === undefined) throw new Error(`ENOENT ${path}`);
  return text;
};
const parse = (environment: Environment) => parseConfig(environment, read);
const problemsOf = (environment: Environment): readonly string[] => {
  try {
    parse(environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
};

describe('what is meant without being said', () => {
  test('nothing at all: the embedded server with its own credentials, on loopback', () => {
    expect(parse({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      upstream: { kind: 'embedded', port: 58_080 },
      upstreamAuth: 'service',
      graphiql: true,
      introspection: true,
      metrics: { kind: 'shared' },
      shutdownGraceMs: 10_000,
    });
  });

  test('a real server: credentials are forwarded', () => {
    expect(parse(REMOTE).upstreamAuth).toBe('forward');
  });

  test('tokens: the gateway has credentials of its own', () => {
    const { UPSTREAM_AUTH: _, ...rest } = SERVICE;
    expect(parse({ ...rest, ...JWT }).upstreamAuth).toBe('service');
  });

  test('production: GraphiQL and introspection are off unless they are set', () => {
    expect(parse({ NODE_ENV: 'production' })).toMatchObject({ graphiql: false, introspection: false });
    expect(parse({ NODE_ENV: 'production', GRAPHIQL: 'on' })).toMatchObject({ graphiql: true });
  });

  test('a public address: metrics are nowhere until they have a port', () => {
    const open = { HOST: '0.0.0.0', AUTH: 'none', ...REMOTE };
    expect(parse(open).metrics).toEqual({ kind: 'off' });
    expect(parse({ ...open, METRICS_PORT: '9464' }).metrics).toEqual({
      kind: 'own',
      host: '127.0.0.1',
      port: 9464,
    });
  });

  test('authorities: every certificate of the file, and nothing else of it', () => {
    const { upstreamCa = '' } = parse({ ...REMOTE, UPSTREAM_CA_FILE: '/ca' });
    expect(upstreamCa.match(/BEGIN/g)).toHaveLength(2);
    expect(upstreamCa).not.toContain('#');
    expect(parse(REMOTE).upstreamCa).toBeUndefined();
  });

  test('an empty variable counts as unset', () => {
    expect(parse({ PORT: '', UPSTREAM_URL: '' }).port).toBe(4000);
  });

  test('workers: one; auto is the cores of this process, and no more than there are connections for', () => {
    expect(parse({}).workers).toBe(1);
    expect(parse({ WORKERS: '3' }).workers).toBe(3);
    expect(parse({ WORKERS: 'auto' }).workers).toBe(Math.min(availableParallelism(), 64));
    expect(parse({ WORKERS: 'auto', UPSTREAM_MAX_CONNECTIONS: '1' }).workers).toBe(1);
  });

  test('core servers: none are known, or each by both of its names', () => {
    const knownOf = (environment: Environment) => {
      const { upstream } = parse(environment);
      return upstream.kind === 'remote' ? upstream.known : undefined;
    };
    expect(knownOf(REMOTE)).toEqual({
      coreServers: [],
      presets: { everywhere: [], byCoreServer: new Map() },
    });
    expect(knownOf({ ...REMOTE, CORE_SERVERS: ' default = c-1 ,, old=c-2,' })?.coreServers).toEqual([
      { slug: 'default', id: 'c-1' },
      { slug: 'old', id: 'c-2' },
    ]);
    expect(knownOf({ ...REMOTE, PRESETS_FILE: '/presets' })?.presets.everywhere).toMatchObject([
      { name: 'Lunch', type: 'away', isDefault: true },
    ]);
  });

  test('a password file loses its line end', () => {
    const { UPSTREAM_PASSWORD: _, ...rest } = SERVICE;
    expect(parse({ ...rest, UPSTREAM_PASSWORD_FILE: '/password' }).credentials?.password).toBe('s3cret');
  });
});

describe('what is refused', () => {
  const cases: [string, Environment, RegExp][] = [
    ['a port that is none', { PORT: '65536' }, /^PORT must be an integer from 0 to 65535; got "65536"\.$/],
    ['no workers', { WORKERS: '0' }, /^WORKERS must be an integer from 1 to 64, or auto; got "0"\.$/],
    [
      'workers in words',
      { WORKERS: 'two' },
      /^WORKERS must be an integer from 1 to 64, or auto; got "two"\.$/,
    ],
    [
      'fewer connections than workers',
      { WORKERS: '3', UPSTREAM_MAX_CONNECTIONS: '2' },
      /^UPSTREAM_MAX_CONNECTIONS must be at least WORKERS \(3\), so that each has one; got 2\.$/,
    ],
    ...[
      ...['default', 'default=', '=c-1', 'a=b=c', 'default=..', 'default=c-1,old', ',', 'a=\ud800'],
      ...['default=c-1,default=c-2', 'default=c-1,old=c-1', `a=${'x'.repeat(1025)}`],
    ].map((given): [string, Environment, RegExp] => [
      `core servers that are none: ${given.slice(0, 30)}`,
      { ...REMOTE, CORE_SERVERS: given },
      /^CORE_SERVERS must be one or more slug=id, separated by commas, each slug and id once; got "/,
    ]),
    [
      'core servers of the embedded server',
      { CORE_SERVERS: 'default=c-1' },
      /^CORE_SERVERS must be given with a UPSTREAM_URL alone, because the embedded server has its own; got it without\.$/,
    ],
    [
      'presets of the embedded server',
      { PRESETS_FILE: '/presets' },
      /^PRESETS_FILE must be given with a UPSTREAM_URL alone, because the embedded server has its own; got it without\.$/,
    ],
    [
      'presets that are not there',
      { ...REMOTE, PRESETS_FILE: '/none' },
      /^PRESETS_FILE must be a file that can be read; got \/none\.$/,
    ],
    [
      'presets that cannot be set',
      { ...REMOTE, PRESETS_FILE: '/no-preset' },
      /^PRESETS_FILE must have presets that can be set: .* The file is \/no-preset\.$/,
    ],
    ['a fraction', { UPSTREAM_TIMEOUT_MS: '1.5' }, /^UPSTREAM_TIMEOUT_MS must be an integer from 1/],
    ['a word that is not one of them', { AUTH: 'basic' }, /^AUTH must be none or jwt; got "basic"\.$/],
    ['a switch that is none', { GRAPHIQL: 'yes' }, /^GRAPHIQL must be on or off; got "yes"\.$/],
    [
      'a path that is not the resource',
      { UPSTREAM_URL: 'http://pbx/' },
      /^UPSTREAM_URL must be .*\/communication_manager/,
    ],
    [
      'another protocol',
      { UPSTREAM_URL: 'ftp://pbx/communication_manager' },
      /^UPSTREAM_URL must be an http or https URL/,
    ],
    ['an origin with a path', { CORS_ORIGINS: 'https://a.example/' }, /^CORS_ORIGINS must be exact origins/],
    ['the null origin', { CORS_ORIGINS: 'null' }, /^CORS_ORIGINS must be exact origins/],
    ['any origin', { CORS_ORIGINS: '*' }, /^CORS_ORIGINS must be exact origins/],
    ['symmetric signatures', { JWT_ALGORITHMS: 'HS256' }, /^JWT_ALGORITHMS must be one or more of RS256/],
    [
      'keys in the clear',
      { ...JWT, JWT_JWKS_URL: 'http://id.example/jwks' },
      /^JWT_JWKS_URL must be an https URL/,
    ],
    [
      'tokens without an issuer',
      { ...JWT, JWT_ISSUER: undefined },
      /^JWT_ISSUER must be given with AUTH=jwt; got nothing\.$/,
    ],
    [
      'tokens and forwarded credentials',
      { ...JWT, ...REMOTE, UPSTREAM_AUTH: 'forward' },
      /^UPSTREAM_AUTH must be service with AUTH=jwt/,
    ],
    [
      'own credentials for anybody',
      { HOST: '0.0.0.0', AUTH: 'none', ...SERVICE },
      /^AUTH must be jwt while UPSTREAM_AUTH is service/,
    ],
    [
      'the demo for anybody',
      { HOST: '::', AUTH: 'none' },
      /^AUTH must be jwt while UPSTREAM_AUTH is service/,
    ],
    ['a public address without a word', { HOST: '192.0.2.1', ...REMOTE }, /^AUTH must be said, none or jwt/],
    ['no username', { ...SERVICE, UPSTREAM_USERNAME: undefined }, /^UPSTREAM_USERNAME must be given/],
    [
      'a username with a colon',
      { ...SERVICE, UPSTREAM_USERNAME: 'a:b' },
      /^UPSTREAM_USERNAME must be a text without colons/,
    ],
    [
      'no password',
      { ...SERVICE, UPSTREAM_PASSWORD: undefined },
      /^UPSTREAM_PASSWORD or UPSTREAM_PASSWORD_FILE must be given/,
    ],
    [
      'two passwords',
      { ...SERVICE, UPSTREAM_PASSWORD_FILE: '/password' },
      /^UPSTREAM_PASSWORD and UPSTREAM_PASSWORD_FILE must not/,
    ],
    [
      'a password file that is not there',
      { UPSTREAM_PASSWORD_FILE: '/none' },
      /UPSTREAM_PASSWORD_FILE must be a file that can be read; got \/none/,
    ],
    [
      'a password file of two lines',
      { UPSTREAM_PASSWORD_FILE: '/two-lines' },
      /UPSTREAM_PASSWORD_FILE must hold a password on one line/,
    ],
    [
      'a deadline before the timeout',
      { UPSTREAM_DEADLINE_MS: '10' },
      /^UPSTREAM_DEADLINE_MS must be at least UPSTREAM_TIMEOUT_MS \(5000\); got 10/,
    ],
    ['metrics on the port itself', { METRICS_PORT: '4000' }, /^METRICS_PORT must differ from PORT/],
    ['documents that are no JSON', { TRUSTED_DOCUMENTS: '/no-json' }, /^TRUSTED_DOCUMENTS must hold JSON/],
    [
      'documents in a list',
      { TRUSTED_DOCUMENTS: '/no-object' },
      /^TRUSTED_DOCUMENTS must hold a JSON object/,
    ],
    [
      'a document that is no text',
      { TRUSTED_DOCUMENTS: '/no-text' },
      /^TRUSTED_DOCUMENTS must have a text at "a"; got 1/,
    ],
    [
      'a document that is no GraphQL',
      { TRUSTED_DOCUMENTS: '/no-graphql' },
      /^TRUSTED_DOCUMENTS must have a GraphQL document at "a"; Syntax Error/,
    ],
    [
      'authorities that are not there',
      { ...REMOTE, UPSTREAM_CA_FILE: '/none' },
      /^UPSTREAM_CA_FILE must be a file that can be read; got \/none\.$/,
    ],
    [
      'authorities without an end',
      { ...REMOTE, UPSTREAM_CA_FILE: '/half-a-ca' },
      /^UPSTREAM_CA_FILE must hold at least one certificate in PEM.*; got none\. The file is \/half-a-ca\.$/,
    ],
    [
      'a damaged authority',
      { ...REMOTE, UPSTREAM_CA_FILE: '/damaged-ca' },
      /^UPSTREAM_CA_FILE must hold certificates in PEM; got 1, of which number 1 cannot be read\./,
    ],
    [
      'an authority with its key',
      { ...REMOTE, UPSTREAM_CA_FILE: '/ca-and-key' },
      /^UPSTREAM_CA_FILE must hold certificates alone; got a private key/,
    ],
    [
      'authorities for an upstream without TLS',
      { UPSTREAM_URL: 'http://pbx.example/communication_manager', UPSTREAM_CA_FILE: '/ca' },
      /^UPSTREAM_CA_FILE must be given with an https UPSTREAM_URL alone; got it with an http one\.$/,
    ],
    [
      'authorities for the embedded server',
      { UPSTREAM_CA_FILE: '/ca' },
      /^UPSTREAM_CA_FILE must be given with an https UPSTREAM_URL alone; got it with none\.$/,
    ],
  ];
  test.each(cases)('%s', (_what, environment, expected) => {
    expect(problemsOf(environment).join('\n')).toMatch(new RegExp(expected.source, 'm'));
  });

  test('everything at once, each by the name of its variable, and nothing twice', () => {
    const problems = problemsOf({
      PORT: 'x',
      GRAPHIQL: 'x',
      HOST: '0.0.0.0',
      AUTH: 'jwt',
      UPSTREAM_PASSWORD_FILE: '/none',
      TRUSTED_DOCUMENTS: '/no-json',
    });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'PORT',
      'GRAPHIQL',
      'JWT_JWKS_URL',
      'JWT_ISSUER',
      'JWT_AUDIENCE',
      'UPSTREAM_USERNAME',
      'UPSTREAM_PASSWORD_FILE',
      'TRUSTED_DOCUMENTS',
    ]);
  });

  test('what follows from a refused value alone is not reported', () => {
    expect(problemsOf({ AUTH: 'x', HOST: '0.0.0.0', ...REMOTE })).toHaveLength(1);
    expect(problemsOf({ UPSTREAM_URL: 'x', HOST: '0.0.0.0', AUTH: 'none' })).toHaveLength(1);
    expect(problemsOf({ UPSTREAM_URL: 'x', CORE_SERVERS: 'a=b', PRESETS_FILE: '/presets' })).toHaveLength(1);
    expect(problemsOf({ CORE_SERVERS: 'x' })).toHaveLength(1);
  });

  test('no secret is in a problem', () => {
    const problems = problemsOf({
      UPSTREAM_URL: 'http://canary:canary@pbx.example/x',
      JWT_JWKS_URL: 'https://id.example/jwks?key=canary',
      CORS_ORIGINS: 'https://canary:canary@a.example',
      UPSTREAM_PASSWORD: 'canary\u0000',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://canary@collector',
    });
    expect(problems).toHaveLength(5);
    expect(problems.join()).not.toContain('canary');
  });
});

test('--help has every variable', () => {
  for (const name of Object.keys(VARIABLES)) expect(helpText()).toContain(`  ${name} `);
});

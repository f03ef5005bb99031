import { describeValue } from '@live-status/domain';
import { z } from 'zod';

const expected = (what: string) => ({
  error: (issue: { readonly input?: unknown }) => `must be ${what}; got ${describeValue(issue.input)}.`,
});

const integer = (min: number, max: number) => {
  const what = `an integer from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,10}$/, expected(what))
    .refine(
      (text) => !/^\d{1,10}$/.test(text) || (Number(text) >= min && Number(text) <= max),
      expected(what),
    )
    .transform(Number);
};

const choice = <const Value extends string>(...values: Value[]) =>
  z.enum(values, expected(values.join(' or ')));
const flag = () =>
  choice('on', 'off', 'true', 'false').transform((value) => value === 'on' || value === 'true');
const port = () => integer(0, 65_535);
const milliseconds = () => integer(1, 3_600_000);

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

const isUpstreamUrl = (text: string) => isHttpUrl(text) && /\/communication_manager\/?$/.test(text);

const isOrigin = (text: string) => isHttpUrl(text) && new URL(text).origin === text;

const origins = () =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine((list) => list.every(isOrigin), {
      error: 'must be exact origins such as https://app.example, separated by commas.',
    });

const text = () => z.string();
const variable = <Type extends z.ZodType>(type: Type, description: string): Type =>
  type.describe(description);

/** The variables, each parsed and with its default. */
export interface Variables {
  readonly HOST: string;
  readonly PORT: number;
  readonly UPSTREAM_URL?: string | undefined;
  readonly UPSTREAM_AUTH?: 'forward' | 'service' | undefined;
  readonly UPSTREAM_USERNAME?: string | undefined;
  readonly UPSTREAM_PASSWORD?: string | undefined;
  readonly UPSTREAM_PASSWORD_FILE?: string | undefined;
  readonly UPSTREAM_TIMEOUT_MS: number;
  readonly UPSTREAM_DEADLINE_MS: number;
  readonly UPSTREAM_MAX_CONNECTIONS: number;
  readonly AUTH?: 'none' | undefined;
  readonly CORS_ORIGINS: readonly string[];
  readonly GRAPHIQL?: boolean | undefined;
  readonly INTROSPECTION?: boolean | undefined;
  readonly DATA_FILE: string;
  readonly REST_PORT: number;
  readonly LOG_LEVEL: string;
  readonly SHUTDOWN_GRACE_MS: number;
  readonly NODE_ENV?: string | undefined;
}

/** Every variable that the gateway reads; `--help` and the parser are made from this one table. */
export const VARIABLES: { readonly [Name in keyof Variables]-?: z.ZodType<Variables[Name]> } = {
  HOST: variable(z.string().min(1).default('127.0.0.1'), 'Address to listen on.'),
  PORT: variable(port().default(4000), 'Port to listen on; 0 for any free one.'),
  UPSTREAM_URL: variable(
    z
      .string()
      .refine(isUpstreamUrl, {
        error: 'must be an http or https URL that ends in /communication_manager and holds no credentials.',
      })
      .optional(),
    'The REST server, up to and including communication_manager. Unset: the embedded server.',
  ),
  UPSTREAM_AUTH: variable(
    choice('forward', 'service').optional(),
    "forward: the caller's Basic credentials go upstream; service: the gateway's own. By default forward; service with the embedded server.",
  ),
  UPSTREAM_USERNAME: variable(text().optional(), 'For UPSTREAM_AUTH=service.'),
  UPSTREAM_PASSWORD: variable(text().optional(), 'For UPSTREAM_AUTH=service.'),
  UPSTREAM_PASSWORD_FILE: variable(text().optional(), 'A file that holds the password instead.'),
  UPSTREAM_TIMEOUT_MS: variable(milliseconds().default(5000), 'For one attempt of a call to the upstream.'),
  UPSTREAM_DEADLINE_MS: variable(milliseconds().default(10_000), 'For all attempts of one call.'),
  UPSTREAM_MAX_CONNECTIONS: variable(integer(1, 65_535).default(64), 'Connections to the upstream at once.'),
  AUTH: variable(
    choice('none').optional(),
    'Who may call: none asks nobody. By default none on a loopback HOST; elsewhere it must be said.',
  ),
  CORS_ORIGINS: variable(origins().default([]), 'Origins whose pages may call, separated by commas.'),
  GRAPHIQL: variable(flag().optional(), 'on or off. By default on; off with NODE_ENV=production.'),
  INTROSPECTION: variable(flag().optional(), 'on or off. By default on; off with NODE_ENV=production.'),
  DATA_FILE: variable(
    z.string().min(1).default('live-status.db'),
    'Where the embedded server keeps statuses.',
  ),
  REST_PORT: variable(port().default(58_080), 'Port of the embedded server; 0 for any free one.'),
  LOG_LEVEL: variable(
    choice('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
    'fatal, error, warn, info, debug, trace or silent.',
  ),
  SHUTDOWN_GRACE_MS: variable(
    integer(0, 3_600_000).default(10_000),
    'For what is under way when it is stopped.',
  ),
  NODE_ENV: variable(z.string().optional(), 'production turns GRAPHIQL and INTROSPECTION off by default.'),
};

import { resolve } from 'node:path';
import { isLoopback } from './kinds.ts';
import type { Variables } from './variables.ts';

/** The variables that could be read: one whose value was refused is not among them. */
export type ReadVariables = Partial<Variables> & { readonly refused: ReadonlySet<string> };

/** What is wrong with variables that are right by themselves: one sentence for each problem. */
export function crossProblems(v: ReadVariables): string[] {
  const isEmbedded = v.UPSTREAM_URL === undefined && !v.refused.has('UPSTREAM_URL');
  const isService = upstreamAuthOf({ ...v, UPSTREAM_URL: isEmbedded ? undefined : '' }) === 'service';
  const isJwt = v.AUTH === 'jwt';
  const isPublic = v.HOST !== undefined && !isLoopback(v.HOST);
  const hasPassword = v.UPSTREAM_PASSWORD !== undefined || v.UPSTREAM_PASSWORD_FILE !== undefined;
  const problems: [boolean, keyof Variables, string][] = [
    [
      isPublic && isService && v.AUTH === 'none',
      'AUTH',
      `must be jwt while UPSTREAM_AUTH is service and HOST (${v.HOST}) is not a loopback address, or anybody could use the gateway's credentials; got "none".`,
    ],
    [
      isPublic && v.AUTH === undefined,
      'AUTH',
      isService
        ? `must be jwt while UPSTREAM_AUTH is service and HOST (${v.HOST}) is not a loopback address, or anybody could use the gateway's credentials; got nothing.`
        : `must be said, none or jwt, where HOST (${v.HOST}) is not a loopback address; got nothing.`,
    ],
    [
      isJwt && !isService,
      'UPSTREAM_AUTH',
      'must be service with AUTH=jwt, because a request has one Authorization header; got "forward".',
    ],
    ...(['JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE'] as const).map(
      (name): [boolean, keyof Variables, string] => [
        isJwt && v[name] === undefined,
        name,
        'must be given with AUTH=jwt; got nothing.',
      ],
    ),
    [
      isService && v.UPSTREAM_USERNAME === undefined && (!isEmbedded || hasPassword),
      'UPSTREAM_USERNAME',
      'must be given with UPSTREAM_AUTH=service and a password or a UPSTREAM_URL; got nothing.',
    ],
    [
      isService && !hasPassword && (!isEmbedded || v.UPSTREAM_USERNAME !== undefined),
      'UPSTREAM_PASSWORD',
      'or UPSTREAM_PASSWORD_FILE must be given with UPSTREAM_AUTH=service; got neither.',
    ],
    [
      v.UPSTREAM_PASSWORD !== undefined && v.UPSTREAM_PASSWORD_FILE !== undefined,
      'UPSTREAM_PASSWORD',
      'and UPSTREAM_PASSWORD_FILE must not be given together; got both.',
    ],
    [
      v.UPSTREAM_CA_FILE !== undefined && !/^https:/i.test(v.UPSTREAM_URL ?? ''),
      'UPSTREAM_CA_FILE',
      `must be given with an https UPSTREAM_URL alone; got it with ${isEmbedded ? 'none' : 'an http one'}.`,
    ],
    ...(['CORE_SERVERS', 'PRESETS_FILE'] as const).map((name): [boolean, keyof Variables, string] => [
      v[name] !== undefined && isEmbedded,
      name,
      'must be given with a UPSTREAM_URL alone, because the embedded server has its own; got it without.',
    ]),
    [
      isEmbedded && v.GATEWAY_DATA_FILE !== undefined && isSameFile(v.GATEWAY_DATA_FILE, v.DATA_FILE),
      'GATEWAY_DATA_FILE',
      `must differ from DATA_FILE; got ${v.GATEWAY_DATA_FILE} for both.`,
    ],
    [
      (v.UPSTREAM_DEADLINE_MS ?? 0) < (v.UPSTREAM_TIMEOUT_MS ?? 0),
      'UPSTREAM_DEADLINE_MS',
      `must be at least UPSTREAM_TIMEOUT_MS (${v.UPSTREAM_TIMEOUT_MS}); got ${v.UPSTREAM_DEADLINE_MS}.`,
    ],
    [
      typeof v.WORKERS === 'number' && (v.UPSTREAM_MAX_CONNECTIONS ?? v.WORKERS) < v.WORKERS,
      'UPSTREAM_MAX_CONNECTIONS',
      `must be at least WORKERS (${v.WORKERS}), so that each has one; got ${v.UPSTREAM_MAX_CONNECTIONS}.`,
    ],
    [
      v.METRICS_PORT !== undefined && v.METRICS_PORT !== 0 && v.METRICS_PORT === v.PORT,
      'METRICS_PORT',
      `must differ from PORT; got ${v.METRICS_PORT} for both.`,
    ],
  ];
  return problems.flatMap(([isProblem, name, sentence]) =>
    isProblem && !concernsRefused(name, sentence, v.refused) ? [`${name} ${sentence}`] : [],
  );
}

const isSameFile = (one: string, other: string | undefined): boolean =>
  other !== undefined && resolve(one) === resolve(other);

/** Whose credentials go upstream. */
export function upstreamAuthOf(v: Partial<Variables>): 'forward' | 'service' {
  return v.UPSTREAM_AUTH ?? (v.UPSTREAM_URL === undefined || v.AUTH === 'jwt' ? 'service' : 'forward');
}

/** What follows from a value that was refused anyway is not reported again. */
function concernsRefused(name: string, sentence: string, refused: ReadonlySet<string>): boolean {
  return [name, ...(sentence.match(/\b[A-Z]+(_[A-Z]+)*\b/g) ?? [])].some((each) => refused.has(each));
}

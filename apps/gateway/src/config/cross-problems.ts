import type { Variables } from './variables.ts';

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|\[::1\])$/i;

/** What is wrong with variables that are right by themselves: one sentence for each problem. */
export function crossProblems(v: Variables): string[] {
  const isEmbedded = v.UPSTREAM_URL === undefined;
  const auth = v.UPSTREAM_AUTH ?? (isEmbedded ? 'service' : 'forward');
  const isPublic = !LOOPBACK.test(v.HOST);
  const hasPassword = v.UPSTREAM_PASSWORD !== undefined || v.UPSTREAM_PASSWORD_FILE !== undefined;
  const problems: [boolean, string][] = [
    [
      isPublic && auth === 'service',
      `HOST must be a loopback address while AUTH is none and UPSTREAM_AUTH is service, or anybody could use the gateway's credentials; got ${v.HOST}.`,
    ],
    [
      isPublic && auth === 'forward' && v.AUTH === undefined,
      `AUTH must be given where HOST is not a loopback address; got nothing for AUTH and ${v.HOST} for HOST.`,
    ],
    [
      !isEmbedded && auth === 'service' && v.UPSTREAM_USERNAME === undefined,
      'UPSTREAM_USERNAME must be given with UPSTREAM_AUTH=service.',
    ],
    [
      auth === 'service' && !hasPassword && (!isEmbedded || v.UPSTREAM_USERNAME !== undefined),
      'UPSTREAM_PASSWORD or UPSTREAM_PASSWORD_FILE must be given with UPSTREAM_AUTH=service.',
    ],
    [
      v.UPSTREAM_PASSWORD !== undefined && v.UPSTREAM_PASSWORD_FILE !== undefined,
      'UPSTREAM_PASSWORD and UPSTREAM_PASSWORD_FILE must not be given both.',
    ],
    [
      v.UPSTREAM_DEADLINE_MS < v.UPSTREAM_TIMEOUT_MS,
      `UPSTREAM_DEADLINE_MS must be at least UPSTREAM_TIMEOUT_MS (${v.UPSTREAM_TIMEOUT_MS}); got ${v.UPSTREAM_DEADLINE_MS}.`,
    ],
  ];
  return problems.flatMap(([isProblem, sentence]) => (isProblem ? [sentence] : []));
}

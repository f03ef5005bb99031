import type { StatusError } from '@live-status/domain';

const stale = new WeakSet<StatusError>();

/**
 * Notes of a failure on a connection that had been used before whether it says something of that connection alone: it was
 * given up by the other side, without an answer or with a 408 that belongs to no request (clause ERR-4).
 */
export function judgeStale(error: StatusError): void {
  const { code, upstreamStatus } = error;
  const isLost = code === 'UPSTREAM_CONNECTION_LOST' || code === 'UPSTREAM_UNREACHABLE';
  if (upstreamStatus === 408 || (isLost && upstreamStatus === undefined)) stale.add(error);
}

/** Whether a failure says nothing of the upstream: it is repeated at once where it may be, and trips no breaker. */
export function isStale(error: unknown): boolean {
  return stale.has(Object(error));
}

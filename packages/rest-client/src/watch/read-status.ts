import type { Username } from '@live-status/domain';
import type { Clock } from './clock.ts';
import { judgeFailure, type Verdict } from './judge-failure.ts';
import type { ReadEnd } from './picture.ts';
import type { Upstream } from './upstream.ts';

/** Reads one status, and says how that ended. It does not reject. */
export async function readStatus(
  upstream: Upstream,
  clock: Clock,
  username: Username,
  signal: AbortSignal,
): Promise<ReadEnd | Verdict> {
  try {
    const { id: statusId, configurationId, ...status } = await upstream.readStatus({ username }, signal);
    return { kind: 'status', value: { ...status, statusId, configurationId, observedAtMs: clock.wallMs() } };
  } catch (thrown) {
    return judgeFailure(thrown);
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import type { HashedCall } from './hash-call.ts';
import type { Claim, KeyStore } from './key-store.ts';

/** How often a call looks whether another process has ended its run. */
const LOOK_EVERY_MS = 25;

/**
 * Claims a key, and where another process that lives has a run under way looks again until that has ended, for at most
 * `waitMs` milliseconds or until a signal. What is still begun then is nobody's to wait for.
 */
export async function claimInTurn(
  store: KeyStore,
  call: HashedCall,
  waitMs: number,
  signal: AbortSignal,
): Promise<Claim> {
  const giveUpAt = performance.now() + waitMs;
  for (let isLast = false; ; ) {
    const claim = await store.claim(call);
    if (claim.kind !== 'begun' || isLast) return claim;
    // Whoever is gone may have ended its run since it was looked for: it is looked for once more.
    isLast = signal.aborted || performance.now() >= giveUpAt || !store.lives(claim.run);
    if (!isLast) await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

import { readFileSync } from 'node:fs';

/** Arguments of `sh` that run what follows with as many open files as this machine lets it have. */
export const WITH_FILES: readonly string[] = ['-c', 'ulimit -n "$(ulimit -Hn)" && exec "$@"', 'sh'];

/** What a process needs of open files beside its sockets. */
const BESIDE = 500;

/** Throws with what to do where a process may not have so many sockets. */
export function requireSockets(count: number): void {
  const limits = readFileSync('/proc/self/limits', 'latin1');
  const [, hard = ''] = /^Max open files\s+\S+\s+(\S+)/m.exec(limits) ?? [];
  const most = hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
  if (most >= count + BESIDE) return;
  throw new Error(
    `A process may have ${hard} files open here, and ${count} subscribers need ${count + BESIDE}: raise the hard limit ("ulimit -Hn", as root), or ask for fewer with --subscribers.`,
  );
}

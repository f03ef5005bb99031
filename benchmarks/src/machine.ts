import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import type { Role } from './processes.ts';

/** The cores that we may run on, such as "0-1,4". */
function allowedCores(): number[] {
  const status = readFileSync('/proc/self/status', 'latin1');
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? '';
  return list.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

const runs = (command: string) => spawnSync(command, ['--version']).error === undefined;

let chosen: Readonly<Record<Role, number>> | null | undefined;

/** Which role runs on which core; undefined where there is one core only, or no taskset. */
export function pinning(): Readonly<Record<Role, number>> | undefined {
  if (chosen === undefined) {
    const [subject, upstream, load = upstream] = allowedCores();
    chosen =
      subject === undefined || upstream === undefined || load === undefined || !runs('taskset')
        ? null
        : { subject, upstream, load };
    // What steers the run keeps off the subject's core; what it starts is pinned anew.
    if (chosen !== null) spawnSync('taskset', ['-apc', String(chosen.load), String(process.pid)]);
  }
  return chosen ?? undefined;
}

/** Lets everything run on all cores, as where there is only one. */
export function pinNothing(): void {
  chosen = null;
}

/** Throws with what to do where something that the benchmark stands on is not there. */
export function requireTools(): void {
  if (process.platform !== 'linux')
    throw new Error('The benchmark reads CPU times from /proc: it needs Linux.');
  if (!runs('wrk'))
    throw new Error('The benchmark needs wrk, for the load: "apt-get install wrk", or your package manager.');
}

/** The machine, in words. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const cores = pinning();
  const model = cpu === undefined ? 'unknown processor' : cpu.model.trim();
  const pinned =
    cores === undefined
      ? 'nothing pinned'
      : `subject on core ${cores.subject}, upstream on core ${cores.upstream}, load on core ${cores.load}`;
  return `${model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}; ${pinned}.`;
}

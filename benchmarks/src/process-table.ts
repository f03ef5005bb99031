import { readdirSync, readFileSync } from 'node:fs';

/** A kernel's tick, as /proc counts CPU time on every Linux there is. */
const TICK_MICROS = 10_000;
const KERNEL_THREADS = 2;

interface Entry {
  readonly parent: number;
  /** User and system time, its own and of children that it has waited for. */
  readonly ticks: number;
}

/** Who was running and had taken how much CPU time, at one moment. */
export class ProcessTable {
  readonly #entries = new Map<number, Entry>();
  readonly #stolenTicks: number;

  constructor() {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
        // The program's name, in brackets, may hold anything.
        const fields = stat
          .slice(stat.lastIndexOf(')') + 2)
          .split(' ')
          .map(Number);
        const [, parent = 0] = fields;
        const ticks = fields.slice(11, 15).reduce((sum, part) => sum + part, 0);
        this.#entries.set(Number(name), { parent, ticks });
      } catch {
        // It ended between being listed and being read.
      }
    }
    const [cpu = ''] = readFileSync('/proc/stat', 'latin1').split('\n');
    this.#stolenTicks = Number(cpu.trim().split(/\s+/)[8] ?? 0);
  }

  #tree(root: number): Set<number> {
    const tree = new Set([root]);
    for (let size = 0; size < tree.size; ) {
      size = tree.size;
      for (const [pid, { parent }] of this.#entries) if (tree.has(parent)) tree.add(pid);
    }
    return tree;
  }

  #ticks(pids: Iterable<number>): number {
    let sum = 0;
    for (const pid of pids) sum += this.#entries.get(pid)?.ticks ?? 0;
    return sum;
  }

  /** CPU time of a process and all that it started. */
  cpuMicros(root: number): number {
    return this.#ticks(this.#tree(root)) * TICK_MICROS;
  }

  /** What a process and all that it started hold of memory now. */
  residentMiB(root: number): number {
    let kib = 0;
    for (const pid of this.#tree(root)) {
      const status = readFileSync(`/proc/${pid}/status`, 'latin1');
      kib += Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? 0);
    }
    return kib / 1024;
  }

  /** CPU time of everything but one tree and the kernel's own threads, and what a hypervisor kept for others. */
  cpuMicrosBeside(root: number): number {
    const ours = this.#tree(root);
    const kernel = this.#tree(KERNEL_THREADS);
    const others = [...this.#entries.keys()].filter((pid) => !ours.has(pid) && !kernel.has(pid));
    return (this.#ticks(others) + this.#stolenTicks) * TICK_MICROS;
  }
}

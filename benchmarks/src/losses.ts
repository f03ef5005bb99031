import { cases, type Target } from './cases.ts';
import type { Result } from './result.ts';
import type { Run } from './run.ts';

const PEERS: readonly Target[] = ['plain-yoga', 'mercurius', 'apollo-server', 'hive-gateway'];

/** In which cases a peer is cheaper or quicker than this gateway, and which peer by how much, as Markdown. */
export function losses(run: Run): string[] {
  const behind = (what: string, ratio: (peer: Target) => number | undefined): string | undefined => {
    const [worst] = PEERS.map((peer) => ({ peer, by: ratio(peer) ?? 0 })).sort((a, b) => b.by - a.by);
    return worst !== undefined && worst.by > 1
      ? `${what} ${worst.by.toFixed(2)} × ${worst.peer}'s`
      : undefined;
  };
  const lines = cases.flatMap(({ name }) => {
    const ours = run.find(name, 'live-status');
    const pair = (peer: Target, of: 'cpuMicros' | 'p99Ms') =>
      run.paired(ours, run.find(name, peer), (a, b) => a[of] / b[of])?.median;
    return line(name, [
      behind('CPU', (peer) => pair(peer, 'cpuMicros')),
      behind('p99', (peer) => pair(peer, 'p99Ms')),
    ]);
  });
  const last = (target: Target): Result | undefined => run.results.findLast((one) => one.target === target);
  const all = line('all', [
    behind('start', (peer) => run.startMs('live-status') / run.startMs(peer)),
    behind('memory at the end', (peer) => {
      const theirs = last(peer);
      const ours = theirs && run.find(theirs.case, 'live-status');
      return ours && ours.rssMiB / theirs.rssMiB;
    }),
  ]);
  const found = [...lines, ...all];
  if (!run.results.some(({ target }) => (PEERS as readonly string[]).includes(target))) return [];
  return found.length === 0
    ? ['In no case is a peer cheaper or quicker.']
    : ['Where this gateway is behind a peer (the one that it is behind most):', '', ...found];
}

function line(name: string, parts: readonly (string | undefined)[]): string[] {
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? [] : [`- ${name}: ${said.join(', ')}`];
}

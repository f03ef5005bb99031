import { cases, type Target } from './cases.ts';
import type { Run } from './run.ts';

const PEERS: readonly Target[] = ['plain-yoga', 'mercurius', 'apollo-server', 'hive-gateway'];

/** In which cases a peer is cheaper, quicker or smaller than this gateway, and by how much, as Markdown. */
export function losses(run: Run): string[] {
  const lines: string[] = [];
  const compare = (what: string, name: string, peer: Target, ours: number, theirs: number) => {
    if (ours > theirs) lines.push(`- ${name}: ${what} ${(ours / theirs).toFixed(2)} × ${peer}'s`);
  };
  for (const { name } of cases)
    for (const peer of PEERS) {
      const [ours, theirs] = [run.find(name, 'live-status'), run.find(name, peer)];
      if (ours === undefined || theirs === undefined) continue;
      const cpu = run.paired(ours, theirs, (a, b) => a.cpuMicros / b.cpuMicros);
      compare('CPU', name, peer, cpu?.median ?? 0, 1);
      const [ourRow, theirRow] = [run.row(ours), run.row(theirs)];
      compare('p99', name, peer, ourRow.p99Ms, theirRow.p99Ms);
      compare('memory', name, peer, ourRow.rssMiB, theirRow.rssMiB);
    }
  for (const peer of PEERS) compare('start', 'all', peer, run.startMsOf('live-status'), run.startMsOf(peer));
  return lines.length === 0
    ? ['In no case was a peer cheaper, quicker or smaller.']
    : ['Where a peer is cheaper, quicker or smaller:', '', ...lines];
}

import type { Result } from './result.ts';
import type { Run } from './run.ts';
import { median } from './statistics.ts';
import type { Verdict } from './targets.ts';

/** Which subject the others of a case are compared with. */
const floorOf = (name: string): string => (name.startsWith('rest-clients') ? 'undici-dispatch' : 'floor');

/** A table, as Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)];
}

/** How many measurements count, and how many were dropped. */
function kept({ rounds, dropped, disturbed }: Result): string {
  if (disturbed) return `none: all ${dropped} disturbed`;
  return dropped === 0 ? String(rounds.length) : `${rounds.length}, ${dropped} dropped`;
}

/** The table of a run, as Markdown. */
export function resultTable(run: Run): string[] {
  const rows = run.results.map((result) => {
    const row = run.row(result);
    const ratio = run.paired(
      run.find(result.case, floorOf(result.case)),
      result,
      (floor, subject) => floor.cpuMicros / subject.cpuMicros,
    );
    const calls = median(result.rounds.map(({ callsPerRequest }) => callsPerRequest));
    return [
      result.case,
      String(result.connections),
      result.target,
      row.cpuMicros.toFixed(1),
      ratio === undefined
        ? '–'
        : `${ratio.median.toFixed(2)} (${ratio.least.toFixed(2)}–${ratio.greatest.toFixed(2)})`,
      row.requestsPerSecond.toFixed(0),
      `${((row.cpuMicros * row.requestsPerSecond) / 10_000).toFixed(0)} %`,
      row.p50Ms.toFixed(2),
      row.p99Ms.toFixed(2),
      calls.toFixed(2),
      row.rssMiB.toFixed(0),
      row.startMs.toFixed(0),
      kept(result),
    ];
  });
  return table(
    [
      'case',
      'conn.',
      'target',
      'CPU µs',
      'floor ÷ it',
      'req/s',
      'busy',
      'p50 ms',
      'p99 ms',
      'calls',
      'RSS MiB',
      'start ms',
      'kept',
    ],
    rows,
  );
}

/** What was meant to hold, and whether it did. */
export function verdictTable(verdicts: readonly Verdict[]): string[] {
  return table(
    ['what', 'target', 'measured', ''],
    verdicts.map(({ what, limit, measured, held }) => [
      what,
      limit,
      measured ?? 'not measured',
      measured === undefined ? '' : held ? 'held' : '**missed**',
    ]),
  );
}

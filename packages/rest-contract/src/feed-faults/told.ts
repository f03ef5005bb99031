/** What a watcher was told, as far as faults are concerned. */
export interface ToldEvent {
  readonly kind: 'snapshot' | 'changed' | 'stale' | 'fresh' | 'failed';
  /** Why, where it is stale or failed. */
  readonly code?: string | undefined;
  /** The notes that it shows, by username. */
  readonly notes: ReadonlyMap<string, string>;
}

/** Events in one line; how often a status changed in a row depends on chance, and is not said. */
export function formatTold(events: readonly ToldEvent[]): string {
  const words = events.map(({ kind, code }) => (code === undefined ? kind : `${kind} ${code}`));
  return words.filter((word, index) => word !== 'changed' || words[index - 1] !== 'changed').join(', ');
}

/** Whether that was told: words as {@link formatTold} has them, `stale` for whatever reason, and `…` for any events or none. */
export function matchesTold(pattern: string, told: string): boolean {
  const parts = pattern.split(', ').map((part) => PATTERNS[part] ?? `${part}, `);
  return new RegExp(`^${parts.join('')}$`).test(`${told}, `);
}

const PATTERNS: Readonly<Record<string, string>> = { '…': '([^,]+, )*?', stale: 'stale [^,]+, ' };

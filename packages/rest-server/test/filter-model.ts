import type { FilterCondition } from '../src/event-filter.ts';

/** Clause EVT-2, word by word: whether an event with these properties is sent to a reader with these conditions. */
export function isSentByTheClause(
  conditions: readonly FilterCondition[],
  properties: ReadonlyMap<string, string>,
): boolean {
  const filtered = new Set(conditions.map(({ property }) => property));
  for (const name of filtered) {
    if (!properties.has(name)) return false;
    const ofThisName = conditions.filter(({ property }) => property === name);
    const isAlternative = ({ value }: FilterCondition) =>
      value === '*' || `${value}` === properties.get(name);
    if (!ofThisName.some(isAlternative)) return false;
  }
  return true;
}

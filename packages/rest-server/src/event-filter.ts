/** One line of a filter: a property, and a value that lets events through. */
export interface FilterCondition {
  readonly property: string;
  readonly value: string | number | boolean;
}

/** Whether an event with these properties is sent to a reader. */
export type EventFilter = (properties: ReadonlyMap<string, string>) => boolean;

const ANY_VALUE = '*';

/**
 * Makes the filter that conditions describe (clause EVT-2): those on one property are alternatives, every property must
 * match, `"*"` is any value, and an event without the property does not match. No condition lets everything through.
 * Values are compared as text: `-1` is `"-1"`, `true` is `"true"`.
 */
export function createEventFilter(conditions: readonly FilterCondition[]): EventFilter {
  const alternatives = new Map<string, Set<string>>();
  for (const { property, value } of conditions) {
    const values = alternatives.get(property) ?? new Set();
    alternatives.set(property, values.add(String(value)));
  }
  const wanted = [...alternatives];
  return (properties) =>
    wanted.every(([property, values]) => {
      const value = properties.get(property);
      return value !== undefined && (values.has(value) || values.has(ANY_VALUE));
    });
}

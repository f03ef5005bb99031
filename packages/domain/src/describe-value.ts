const MAX_SHOWN = 60;

/** What kind of value it is, and nothing of the value itself: for values that are not the caller's own. */
export function describeKind(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  const kind = Array.isArray(value) ? 'array' : typeof value;
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** A value as an error message shows it: short, on one line, with control characters escaped. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (typeof value !== 'string') return String(value);
  const characters = [...value.slice(0, 2 * MAX_SHOWN + 1)];
  const shown = JSON.stringify(characters.slice(0, MAX_SHOWN).join(''));
  return characters.length > MAX_SHOWN ? `${shown}… (${value.length} characters)` : shown;
}

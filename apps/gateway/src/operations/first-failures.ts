import type { GraphQLError } from 'graphql';

/**
 * Of the failures below one place that was made null for them only the first, as execution by interpretation tells it:
 * compiled code tells them all. Where there is no data at all, all are told.
 */
export function firstFailures(errors: readonly GraphQLError[], data: unknown): readonly GraphQLError[] {
  if (errors.length < 2 || data == null) return errors;
  const places = new Set<string>();
  return errors.filter(({ path = [] }) => {
    const place = nullAbove(path, data);
    if (place === undefined) return true;
    const isFirst = !places.has(place);
    places.add(place);
    return isFirst;
  });
}

/** The place above a failed field that was made null; undefined where it is the field itself. */
function nullAbove(path: readonly (string | number)[], data: unknown): string | undefined {
  let at = data;
  for (const [depth, key] of path.entries()) {
    if (at == null) return JSON.stringify(path.slice(0, depth));
    at = Object(at)[key];
  }
  return undefined;
}

/** What every answer says that does not say otherwise. */
export const ANSWER_HEADERS: readonly (readonly [name: string, value: string])[] = [
  ['x-content-type-options', 'nosniff'],
  ['cache-control', 'no-store'],
];

import fc from 'fast-check';

/** Statuses that can be set, as GraphQL says them, nothing of them to be trimmed. */

export const typeArbitrary: fc.Arbitrary<string> = fc.constantFrom(
  ...['AVAILABLE', 'UNAVAILABLE', 'AWAY', 'XA', 'DND', 'CHAT'],
  ...['ALTBLUE', 'ALTGREEN', 'ALTPINK', 'ALTPURPLE', 'ALTRED'],
);

/** Half of them are names of presets. */
export const nameArbitrary: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('Available', 'Away', 'Do Not Disturb', 'Lunch'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).map(printable),
);

export const noteArbitrary: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', '\n\t ', ' spaces around '),
  fc.string({ unit: 'grapheme', maxLength: 100 }).map((text) => text.replaceAll(/[\p{Cc}\p{Cs}]/gu, '')),
);

/** Never −1, which is no time on the wire. */
export const timestampArbitrary: fc.Arbitrary<number> = fc
  .oneof(fc.constantFrom(0, 499_132_800, 8_640_000_000_000_000), fc.maxSafeInteger())
  .map((number) => (number === -1 || Math.abs(number) > 8_640_000_000_000_000 ? 1 : number));

function printable(text: string): string {
  const kept = text.replaceAll(/[\p{Cc}\p{Cs}]/gu, '').trim();
  return kept === '' ? 'x' : kept;
}

import { describeValue } from '@live-status/domain';
import { z } from 'zod';
import type { FilterCondition } from './event-filter.ts';

/** The largest message that a reader may send, in bytes. */
export const MAX_MESSAGE_BYTES = 65_536;

/** What a reader's message asks for, or in one sentence why it asks for nothing. */
export type ReaderMessage =
  | { readonly ok: true; readonly conditions: readonly FilterCondition[] }
  | { readonly ok: false; readonly fault: string };

const expected = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) => `expected ${what}, got ${describeValue(input)}`,
});

const message = z.object(
  {
    type: z.literal('filter', expected('"filter"')),
    filters: z.array(
      z.object(
        {
          property: z.string(expected('a text')),
          value: z.union([z.string(), z.number(), z.boolean()], expected('a text, a number, true or false')),
        },
        expected('an object with "property" and "value"'),
      ),
      expected('an array'),
    ),
  },
  expected('an object with "type" and "filters"'),
);

/** Reads a message as clause EVT-2 describes it. Properties that the clause does not know are ignored. */
export function parseReaderMessage(text: string): ReaderMessage {
  const value = parseJson(text);
  if (value === undefined) return { ok: false, fault: 'The message cannot be read as JSON.' };
  const parsed = message.safeParse(value);
  if (parsed.success) return { ok: true, conditions: parsed.data.filters };
  const [first] = parsed.error.issues;
  const path = (first?.path ?? []).map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  const where = path.join('').replace(/^\./, '') || 'the message';
  return { ok: false, fault: `${where}: ${first?.message}.` };
}

/** JSON has no value that is undefined. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

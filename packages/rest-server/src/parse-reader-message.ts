import { describeValue } from '@live-status/domain';
import type { FilterCondition } from './event-filter.ts';

/** The largest message that a reader may send, in bytes. */
export const MAX_MESSAGE_BYTES = 65_536;

/** What a reader's message asks for, or in one sentence why it asks for nothing. */
export type ReaderMessage =
  | { readonly ok: true; readonly conditions: readonly FilterCondition[] }
  | { readonly ok: false; readonly fault: string };

/**
 * Reads a message as clause EVT-2 describes it; properties that the clause does not know are ignored. Its first fault is
 * told and nothing behind it is looked at: what is wrong throughout costs no more than what is right.
 */
export function parseReaderMessage(text: string): ReaderMessage {
  const message = parseJson(text);
  if (message === undefined) return { ok: false, fault: 'The message cannot be read as JSON.' };
  if (!isObject(message)) return unexpected('the message', 'an object with "type" and "filters"', message);
  const { type, filters } = message;
  if (type !== 'filter') return unexpected('type', '"filter"', type);
  if (!Array.isArray(filters)) return unexpected('filters', 'an array', filters);
  const conditions: FilterCondition[] = [];
  for (const [index, condition] of filters.entries()) {
    const where = `filters[${index}]`;
    if (!isObject(condition)) return unexpected(where, 'an object with "property" and "value"', condition);
    const { property, value } = condition;
    if (typeof property !== 'string') return unexpected(`${where}.property`, 'a text', property);
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
      return unexpected(`${where}.value`, 'a text, a number, true or false', value);
    conditions.push({ property, value });
  }
  return { ok: true, conditions };
}

function unexpected(where: string, expected: string, got: unknown): ReaderMessage {
  return { ok: false, fault: `${where}: expected ${expected}, got ${describeValue(got)}.` };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON has no value that is undefined. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

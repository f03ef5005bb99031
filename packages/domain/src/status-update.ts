import { z } from 'zod';
import { describeValue } from './describe-value.ts';
import { NO_RETURN_TIME, returnTimeSchema } from './return-time.ts';
import { type IssueCode, StatusError, type StatusErrorOptions, type StatusIssue } from './status-error.ts';
import { STATUS_TYPES, type StatusType } from './status-type.ts';

/** The longest name, in Unicode characters after trimming (clause SET-9). */
export const MAX_NAME_LENGTH = 255;
/** The longest note, in Unicode characters (clause SET-9). */
export const MAX_NOTE_LENGTH = 4096;

/** A whole new status: what `set` takes, with nothing left to a server's defaults (clause SET-8). */
export interface StatusUpdate {
  /** 1 to 255 characters, trimmed. */
  readonly name: string;
  readonly type: StatusType;
  /** At most 4 096 characters; empty for none. */
  readonly note: string;
  /** Unix timestamp in milliseconds, −1 for none. */
  readonly returnTime: number;
}

/** A {@link StatusUpdate} as a caller may write it: the note and the return time may be left out (clause SET-8). */
export interface StatusUpdateInput {
  readonly name: string;
  readonly type: StatusType;
  readonly note?: string | undefined;
  readonly returnTime?: number | undefined;
}

const controlCharacter = /\p{Cc}/u;
const controlCharacterOfNote = /[^\P{Cc}\n\t]/u;

const lengthOf = (value: string) => [...value].length;

interface TextRules {
  readonly what: string;
  readonly min: number;
  readonly max: number;
  readonly forbidden: RegExp;
  readonly allowed: string;
}

function textFault(value: string, { what, min, max, forbidden, allowed }: TextRules): string | undefined {
  const length = lengthOf(value);
  if (length < min) return `${what} must have ${min} to ${max} characters after trimming; got none.`;
  if (length > max) return `${what} must have at most ${max} characters; got ${length}.`;
  if (!value.isWellFormed()) return `${what} must be well-formed Unicode; got a lone surrogate.`;
  const found = forbidden.exec(value)?.[0];
  if (found === undefined) return undefined;
  const codePoint = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `${what} must not hold control characters${allowed}; got U+${codePoint}.`;
}

const missingOrMistyped = (what: string) => ({
  error: (issue: { readonly input?: unknown }) => `${what}; got ${describeValue(issue.input)}.`,
});

const text = (rules: TextRules, type: z.ZodType<string>): z.ZodType<string> =>
  type.superRefine((value, context) => {
    const message = textFault(value, rules);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

const nameRules = { what: 'name', min: 1, max: MAX_NAME_LENGTH, forbidden: controlCharacter, allowed: '' };
const noteRules = {
  what: 'note',
  min: 0,
  max: MAX_NOTE_LENGTH,
  forbidden: controlCharacterOfNote,
  allowed: ' other than line feed and tab',
};

/** What `set` accepts (clauses SET-3 to SET-9): trims the name, fills in the note and the return time, drops extras. */
export const statusUpdateSchema: z.ZodType<StatusUpdate> = z.object({
  name: text(nameRules, z.string(missingOrMistyped('name must be a string')).trim()),
  type: z.enum(STATUS_TYPES, missingOrMistyped(`type must be one of ${STATUS_TYPES.join(', ')}`)),
  note: text(noteRules, z.string(missingOrMistyped('note must be a string'))).default(''),
  returnTime: returnTimeSchema.default(NO_RETURN_TIME),
});

const CODE_OF_PROPERTY = {
  name: 'STATUS_NAME_INVALID',
  type: 'STATUS_TYPE_INVALID',
  note: 'STATUS_NOTE_INVALID',
  returnTime: 'RETURN_TIME_INVALID',
} as const satisfies Record<keyof StatusUpdate, IssueCode>;

/** The faults of an update in the order of its properties, each with the code of its property. */
function updateIssues({ issues }: z.ZodError): StatusIssue[] {
  return Object.entries(CODE_OF_PROPERTY).flatMap(([property, code]) =>
    issues
      .filter(({ path }) => path[0] === property)
      .map(({ message }) => ({ path: [property], code, message })),
  );
}

/**
 * A complete update from whatever a caller gave (clauses SET-3 to SET-9): the name trimmed, an omitted note `""`,
 * an omitted return time −1, unknown properties dropped.
 *
 * @throws StatusError `STATUS_NAME_INVALID`, `STATUS_TYPE_INVALID`, `STATUS_NOTE_INVALID` or `RETURN_TIME_INVALID`;
 *   `VALIDATION_FAILED` where several are at fault. Every fault is in `issues`; the outcome is `NOT_APPLIED`.
 * @example
 * parseStatusUpdate({ name: ' Lunch ', type: 'away' });
 * // { name: 'Lunch', type: 'away', note: '', returnTime: -1 }
 */
export function parseStatusUpdate(value: unknown, options: StatusErrorOptions = {}): StatusUpdate {
  // What is not an object has no name and no type.
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const result = statusUpdateSchema.safeParse(isObject ? value : {});
  if (result.success) return result.data;
  throw StatusError.fromIssues(updateIssues(result.error), { operation: 'write', ...options });
}

import { ERROR_TABLE, type Outcome, type StatusErrorCode } from './error-table.ts';
import { STATUS_TYPES } from './status-type.ts';
import type { StatusUpdate } from './status-update.ts';

/** The codes that one property or one reference can have. */
export type IssueCode =
  | 'STATUS_NAME_INVALID'
  | 'STATUS_TYPE_INVALID'
  | 'STATUS_NOTE_INVALID'
  | 'RETURN_TIME_INVALID'
  | 'REFERENCE_INVALID';

/** One fault of one property: where it is, which code it has, and a sentence with what was expected and what was got. */
export interface StatusIssue {
  readonly path: readonly (string | number)[];
  readonly code: IssueCode;
  readonly message: string;
}

/** Whether the failed call meant to read a status or to write one. */
export type Operation = 'read' | 'write';

/** What a {@link StatusError} may know beyond its code and message. */
export interface StatusErrorOptions {
  /** `read` unless said otherwise. Decides `retryable` and whether there is an `outcome`. */
  readonly operation?: Operation | undefined;
  /** Only where it is surer than the table's: a redirected write, for example, was not applied. */
  readonly outcome?: Outcome | undefined;
  readonly issues?: readonly StatusIssue[] | undefined;
  /** The status that is there, where a write met another than it expected. */
  readonly current?: StatusUpdate | undefined;
  /** The HTTP status that the upstream answered. */
  readonly upstreamStatus?: number | undefined;
  /** Milliseconds after which trying again makes sense. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/**
 * The one error of the project: every failure of a read or write of a status, told apart by `code`.
 *
 * The message is for people and may change; the code is stable. No message, property or JSON form of it holds
 * a URL, a header, a body or a credential.
 */
export class StatusError extends Error {
  readonly code: StatusErrorCode;
  readonly operation: Operation;
  /** Whether sending the same request again is safe and may help. For a write: safe even if repeated blindly. */
  readonly retryable: boolean;
  /** Of a write: what it left behind. Undefined for reads, and where no write was understood. */
  readonly outcome: Outcome | undefined;
  readonly issues: readonly StatusIssue[];
  /** The valid values, where a type is at fault. */
  readonly allowed: readonly string[] | undefined;
  /** Of a `CONFLICT`: the status that is there, its four properties alone. */
  readonly current: StatusUpdate | undefined;
  readonly upstreamStatus: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: StatusErrorCode, message: string, options: StatusErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const { retryable, outcome } = ERROR_TABLE[code];
    const issues = options.issues ?? [];
    this.name = 'StatusError';
    this.code = code;
    this.operation = options.operation ?? 'read';
    this.retryable = retryable === 'yes' || (retryable === 'reads' && this.operation === 'read');
    this.outcome = this.operation === 'write' ? (options.outcome ?? outcome) : undefined;
    this.issues = issues;
    const namesType = code === 'STATUS_TYPE_INVALID' || issues.some((i) => i.code === 'STATUS_TYPE_INVALID');
    this.allowed = namesType ? STATUS_TYPES : undefined;
    this.current = options.current && updateOf(options.current);
    this.upstreamStatus = options.upstreamStatus;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** One error for all the faults of one input: its own code for one kind of fault, otherwise `VALIDATION_FAILED`. */
  static fromIssues(issues: readonly StatusIssue[], options?: StatusErrorOptions): StatusError {
    const [only, ...others] = new Set(issues.map((issue) => issue.code));
    const code = only === undefined || others.length > 0 ? 'VALIDATION_FAILED' : only;
    const message = issues.map((issue) => issue.message).join(' ');
    return new StatusError(code, message, { ...options, issues });
  }

  /** What may be shown to anybody: everything but the stack and the cause. */
  toJSON(): Record<string, unknown> {
    const { code, message, retryable, outcome, allowed, current, upstreamStatus, retryAfterMs } = this;
    const issues = this.issues.length > 0 ? this.issues : undefined;
    return { code, message, retryable, outcome, issues, allowed, current, upstreamStatus, retryAfterMs };
  }
}

/** A status as it was read has more properties, its ids among them. */
const updateOf = ({ name, type, note, returnTime }: StatusUpdate): StatusUpdate => ({
  name,
  type,
  note,
  returnTime,
});

/** Whether a value is a {@link StatusError}. */
export function isStatusError(value: unknown): value is StatusError {
  return value instanceof StatusError;
}

import type { Socket } from 'node:net';
import type { Outcome, StatusErrorCode } from '@live-status/domain';
import type { CERTIFICATES } from './certificates.ts';
import type { Script } from './raw-upstream.ts';
import { USER } from './upstream-scripts.ts';

/** How one call ends. */
export interface Ending {
  /** Undefined where the call succeeds. */
  readonly code?: StatusErrorCode;
  readonly retryable?: boolean;
  readonly outcome?: Outcome;
  readonly attempts: number;
  /** Connections open after the call, before the client is closed. */
  readonly open: number;
}

/** What is special about the upstream or the client of one row. */
export interface Circumstances {
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  /** Whether anybody listens: `late` is from the first retry on. */
  readonly listens: 'yes' | 'no' | 'late';
  /** Whether a call went before, and when the upstream closes its connection: as early as the client can see it, or not. */
  readonly idle?: 'closed before' | 'closed as' | 'kept';
  readonly scheme: 'http' | 'https';
  /** Which certificate the upstream shows, where it speaks TLS; and whether the client trusts it. */
  readonly certificate?: { readonly name: keyof typeof CERTIFICATES; readonly isTrusted: boolean };
  /** What it does with a connection before anything was asked on it. */
  readonly greeting?: (socket: Socket) => void;
  readonly credentialsOf: 'client' | 'caller';
}

/** What a call asks for: to read or set a status, or to read the users of a core server or one of them. */
export type Method = 'GET status' | 'POST set' | 'GET users' | 'GET user';

/** What the upstream does, and how a call ends. */
export interface UpstreamFault {
  /** Reads on from "The upstream …". */
  readonly upstream: string;
  readonly script: Script;
  readonly circumstances: Circumstances;
  /** By what is called; without the methods that make no sense. */
  readonly endings: { readonly [method in Method]?: Ending | undefined };
  /** Who a list of users that can be read holds. */
  readonly users: readonly object[];
}

const USUAL: Circumstances = {
  timeoutMs: 2000,
  deadlineMs: 4000,
  listens: 'yes',
  scheme: 'http',
  credentialsOf: 'client',
};
type Patience = Pick<Circumstances, 'timeoutMs' | 'deadlineMs'>;
export const IMPATIENT: Patience = { timeoutMs: 100, deadlineMs: 1000 };
export const BRIEF: Pick<Circumstances, 'deadlineMs'> = { deadlineMs: 1500 };
export const MEGABYTE = 1_048_576;

/** A row of the table. */
export function fault(
  upstream: string,
  script: Script,
  endings: UpstreamFault['endings'],
  { users = [USER], ...circumstances }: Partial<Circumstances & Pick<UpstreamFault, 'users'>> = {},
): UpstreamFault {
  const scheme = circumstances.certificate === undefined ? 'http' : 'https';
  return { upstream, script, endings, circumstances: { ...USUAL, scheme, ...circumstances }, users };
}

export const ok = (attempts = 1, open = 1): Ending => ({ attempts, open });
export const read = (code: StatusErrorCode, retryable: boolean, attempts = 1, open = 1): Ending => ({
  code,
  retryable,
  attempts,
  open,
});
export const write = (
  code: StatusErrorCode,
  retryable: boolean,
  outcome: Outcome,
  open = 1,
  attempts = 1,
): Ending => ({
  code,
  retryable,
  outcome,
  attempts,
  open,
});

/** How a read and a set end. */
export type Ends = readonly [Ending, Ending];

export const unreadable = (open = 1): Ending => read('UPSTREAM_BAD_RESPONSE', false, 1, open);
export const maybe = (code: StatusErrorCode, open = 1): Ending => write(code, false, 'UNKNOWN', open);
export const refused = (code: StatusErrorCode): Ends => [
  read(code, false),
  write(code, false, 'NOT_APPLIED'),
];
export const failed: Ends = [read('UPSTREAM_ERROR', true, 3), maybe('UPSTREAM_ERROR')];
export const busy = (attempts: number): Ends => [
  read('UPSTREAM_BUSY', true, attempts),
  write('UPSTREAM_BUSY', true, 'NOT_APPLIED'),
];
export const notTaken: Ends = [
  read('UPSTREAM_BUSY', true, 3, 0),
  write('UPSTREAM_BUSY', true, 'NOT_APPLIED', 0, 3),
];
export const timedOut: Ends = [read('UPSTREAM_TIMEOUT', true, 3, 0), maybe('UPSTREAM_TIMEOUT', 0)];
export const lost: Ends = [
  read('UPSTREAM_CONNECTION_LOST', true, 3, 0),
  maybe('UPSTREAM_CONNECTION_LOST', 0),
];
export const redirected: Ends = [unreadable(), write('UPSTREAM_BAD_RESPONSE', false, 'NOT_APPLIED')];
export const unreached: Ends = [
  read('UPSTREAM_UNREACHABLE', true, 3, 0),
  write('UPSTREAM_UNREACHABLE', true, 'NOT_APPLIED', 0, 3),
];
export const invalid = (code: StatusErrorCode): Ending => write(code, false, 'NOT_APPLIED');

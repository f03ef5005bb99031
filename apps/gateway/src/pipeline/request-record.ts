import { createHash, randomUUID } from 'node:crypto';
import type { Operation } from '@live-status/domain';
import { clientAddress } from '../limits/client-address.ts';
import type { Caller } from '../schema/access.ts';
import type { RequestSpan } from '../tracing/tracing.ts';

/** A request as every policy sees it, whichever door it came in by. */
export interface Incoming {
  readonly method: string;
  /** Without the query string. */
  readonly path: string;
  /** Null where the header is not there; several of one name are one. */
  header(name: string): string | null;
  /** Where the connection comes from; undefined without one. */
  readonly remoteAddress: string | undefined;
  /** Aborts where the caller goes away before the answer. */
  readonly signal: AbortSignal;
}

const SANE_ID = /^[\w.:/+=-]{1,128}$/;
const ANYBODY: Caller = { kind: 'anybody' };

/** What the gateway keeps about one request while it lasts. */
export class RequestRecord {
  readonly incoming: Incoming;
  readonly requestId: string;
  readonly takenAt: Date = new Date();
  /** Set once the operation is known. */
  operation: Operation | undefined;
  /** Who sent it, as far as somebody checked. */
  caller: Caller = ANYBODY;
  /** Of a GraphQL request: its root field, or a word; undefined for anything else. */
  label: string | undefined;
  /** Whether it is answered by a stream, which lasts as long as it likes. */
  isStream = false;
  /** The codes of the errors in the answer. */
  codes: readonly string[] = [];
  /** Where there are traces. */
  span: RequestSpan | undefined;
  /** Of the bearer of a token: who that is. Never shown or logged. */
  bearer: string | undefined;
  /** When the token is believed no longer, as a Unix timestamp in milliseconds. */
  expiresAtMs: number | undefined;
  readonly #trustedProxies: number;

  constructor(incoming: Incoming, trustedProxies: number) {
    this.incoming = incoming;
    this.#trustedProxies = trustedProxies;
    const given = incoming.header('x-request-id');
    this.requestId = given !== null && SANE_ID.test(given) ? given : randomUUID();
  }

  /** Where it comes from: what rate limits count by. */
  get address(): string {
    const { remoteAddress } = this.incoming;
    return clientAddress(remoteAddress, this.incoming.header('x-forwarded-for'), this.#trustedProxies);
  }

  /** Tells callers apart; undefined where nobody said who they are. Never shown or logged. */
  get identity(): string | undefined {
    if (this.bearer !== undefined) return this.bearer;
    const authorization = this.incoming.header('authorization');
    return authorization === null
      ? undefined
      : createHash('sha256').update(authorization).digest('base64url');
  }
}

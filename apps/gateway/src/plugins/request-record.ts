import { randomUUID } from 'node:crypto';
import type { Operation } from '@live-status/domain';
import type { Caller } from '../schema/access.ts';
import type { RequestSpan } from '../tracing/tracing.ts';

/** What the gateway keeps about one request while it lasts. */
export interface RequestRecord {
  readonly requestId: string;
  readonly takenAt: Date;
  /** Set once the operation is known. */
  operation: Operation | undefined;
  /** Where it comes from: what rate limits count by. */
  address: string;
  /** Who sent it, as far as somebody checked. */
  caller: Caller;
  /** Tells callers apart; undefined where nobody was asked who they are. Never shown or logged. */
  identity: string | undefined;
  /** Of a GraphQL request: its root field, or a word; undefined for anything else. */
  label: string | undefined;
  /** The codes of the errors in the answer. */
  codes: readonly string[];
  /** Where there are traces. */
  span: RequestSpan | undefined;
}

/** The records of the requests under way. */
export interface RequestRecords {
  of(request: Request): RequestRecord;
}

const SANE_ID = /^[\w.:/+=-]{1,128}$/;

/** Makes the records of one gateway; a record begins when it is first asked for and goes with its request. */
export function createRequestRecords(): RequestRecords {
  const records = new WeakMap<Request, RequestRecord>();
  return {
    of(request) {
      const known = records.get(request);
      if (known !== undefined) return known;
      const given = request.headers.get('x-request-id') ?? '';
      const requestId = SANE_ID.test(given) ? given : randomUUID();
      const record: RequestRecord = {
        requestId,
        takenAt: new Date(),
        operation: undefined,
        address: 'unknown',
        caller: { kind: 'anybody' },
        identity: undefined,
        label: undefined,
        codes: [],
        span: undefined,
      };
      records.set(request, record);
      return record;
    },
  };
}

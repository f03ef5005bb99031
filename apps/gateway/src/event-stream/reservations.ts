import { randomUUID } from 'node:crypto';
import type { StayingConnections } from '../live/connections.ts';
import { badRequest } from '../params/bad-request.ts';
import type { RequestRecord } from '../pipeline/request-record.ts';
import { createReservedCount } from './reserved-count.ts';
import { SharedStream } from './shared-stream.ts';

/** The streams that were reserved, open or not. */
export interface Reservations {
  /** Reserves one: its token. @throws GraphQLError with `OVERLOADED`, 503, where too many are not open yet. */
  reserve(record: RequestRecord): string;
  /** The stream of a token, for who reserved it. @throws GraphQLError 404. */
  find(token: string, record: RequestRecord): SharedStream;
  /**
   * The same to open it, also for somebody at the same address who does not say who they are: an `EventSource` of browsers
   * cannot send credentials, and the token was given to who did.
   *
   * @throws GraphQLError 404; 409 where it is open.
   */
  take(token: string, record: RequestRecord): SharedStream;
}

interface Reserved {
  readonly stream: SharedStream;
  readonly identity: string | undefined;
  readonly address: string;
  /** By performance.now(), in milliseconds. */
  readonly lapsesAt: number;
  /** It is not among those any more that are not open yet. */
  readonly leaveWaiting: () => void;
}

const isOwner = ({ identity, address }: RequestRecord, owner: Reserved): boolean =>
  owner.identity === identity && (identity !== undefined || owner.address === address);

const isOwnersEventSource = ({ identity, address }: RequestRecord, owner: Reserved): boolean =>
  identity === undefined && owner.address === address;

/** Makes {@link Reservations}, each of which lapses where it is not opened for `reservedMs`. */
export function createReservations(connections: StayingConnections, reservedMs: number): Reservations {
  const reserved = new Map<string, Reserved>();
  const waiting = createReservedCount();
  const hasLapsed = ({ stream, lapsesAt }: Reserved) => !stream.isOpen && performance.now() >= lapsesAt;
  const findWhere = (token: string, isTheirs: (owner: Reserved) => boolean): Reserved => {
    const found = reserved.get(token);
    // Whether there is one that is somebody else's is not said.
    if (found !== undefined && !hasLapsed(found) && isTheirs(found)) return found;
    throw badRequest('There is no stream of this token; reserve one by PUT.', 404);
  };
  return {
    reserve(record) {
      const { identity, address } = record;
      const leaveWaiting = waiting.enter(identity ?? address);
      const token = randomUUID();
      const stream: SharedStream = new SharedStream(() => {
        reserved.delete(token);
        leaveWaiting();
        leave();
      });
      const lapsesAt = performance.now() + reservedMs;
      const reservation: Reserved = { stream, identity, address, lapsesAt, leaveWaiting };
      reserved.set(token, reservation);
      const leave = connections.add({
        beat: () => (hasLapsed(reservation) ? stream.end() : stream.beat()),
        dismiss: (retryAfterMs) => stream.dismiss(retryAfterMs),
      });
      return token;
    },
    find: (token, record) => findWhere(token, (owner) => isOwner(record, owner)).stream,
    take(token, record) {
      const { stream, leaveWaiting } = findWhere(
        token,
        (owner) => isOwner(record, owner) || isOwnersEventSource(record, owner),
      );
      if (stream.isOpen) throw badRequest('The stream of this token is open already.', 409);
      leaveWaiting();
      return stream;
    },
  };
}

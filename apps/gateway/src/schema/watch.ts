import { parseCoreServerRef, parseTarget } from '@live-status/domain';
import { scopeOf } from '../live/scope-of.ts';
import { assertMayRead } from './access.ts';
import type { GatewayContext } from './context.ts';
import type { LiveEvents } from './live-event.ts';
import type { ReferenceInput } from './reference-input.ts';

/** Whom to watch, as it comes out of GraphQL. */
export interface WatchArgs {
  readonly coreServer: ReferenceInput;
  readonly users?: readonly ReferenceInput[] | null | undefined;
  readonly after?: string | null | undefined;
}

/**
 * What happens to users from now on. Nothing begins before the first event is asked for; `return` ends it.
 *
 * @throws StatusError `FORBIDDEN`, `UNAUTHENTICATED`, `REFERENCE_INVALID`.
 */
export function watch(context: GatewayContext, args: WatchArgs): LiveEvents {
  assertMayRead(context.caller);
  const { client, coreServers } = context.parts;
  // One feed for a core server, by whichever reference it is watched.
  const coreServer = coreServers.identify(parseCoreServerRef(args.coreServer));
  const users = args.users?.map((user) => parseTarget({ coreServer: args.coreServer, user }).user);
  const scope = scopeOf(coreServer, users);
  const cursor = context.resumeAfter ?? args.after ?? '';
  const after = cursor.endsWith(scope) ? cursor.slice(0, -scope.length) : undefined;
  // Whoever iterates ends it: a second listener to the request's signal would only be one more to keep.
  const options = { ...context.callOptions('read'), signal: undefined };
  const events = client.watchStatuses({ coreServer, users, after }, options);
  return { coreServer, scope, [Symbol.asyncIterator]: () => events[Symbol.asyncIterator]() };
}

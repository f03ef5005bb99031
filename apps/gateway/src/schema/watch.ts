import { type CoreServerRef, parseCoreServerRef, parseTarget } from '@live-status/domain';
import { assertMayRead } from './access.ts';
import type { GatewayContext } from './context.ts';
import type { LiveEvent } from './live-event.ts';
import type { ReferenceInput } from './reference-input.ts';

/** Whom to watch, as it comes out of GraphQL. */
export interface WatchArgs {
  readonly coreServer: ReferenceInput;
  readonly users?: readonly ReferenceInput[] | null | undefined;
  readonly after?: string | null | undefined;
}

/**
 * What happens to users from now on. Nothing begins before the first event is asked for; `return` ends it, and so does the signal of
 * the request.
 *
 * @throws StatusError `FORBIDDEN`, `UNAUTHENTICATED`, `REFERENCE_INVALID` at once; whatever ends it later while it is iterated.
 */
export function watch(
  context: GatewayContext,
  { coreServer, users, after }: WatchArgs,
): AsyncIterable<LiveEvent, undefined> {
  assertMayRead(context.caller);
  const ref = parseCoreServerRef(coreServer);
  // One feed for a core server, by whichever reference it is watched.
  const identity = context.parts.coreServers.identify(ref);
  const events = context.parts.client.watchStatuses(
    {
      coreServer: identity,
      users: users?.map((user) => parseTarget({ coreServer, user }).user),
      after: context.resumeAfter ?? after ?? undefined,
    },
    context.callOptions('read'),
  );
  return { [Symbol.asyncIterator]: () => tellCoreServer(events[Symbol.asyncIterator](), identity) };
}

type Watched = ReturnType<GatewayContext['parts']['client']['watchStatuses']>;

function tellCoreServer(
  events: AsyncIterator<Watched extends AsyncIterable<infer Event> ? Event : never, undefined>,
  coreServer: CoreServerRef,
): AsyncIterator<LiveEvent, undefined> {
  return {
    async next() {
      const result = await events.next();
      if (result.done === true) return result;
      const { value } = result;
      if (value.kind === 'failed') throw value.error;
      return { done: false, value: { ...value, coreServer } };
    },
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
  };
}

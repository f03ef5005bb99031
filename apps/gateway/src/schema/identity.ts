import type { StatusTarget, Username } from '@live-status/domain';
import type { GatewayContext } from './context.ts';

/**
 * The one reference that stands for a user whichever was used: the core server's slug and the username, which last (clause
 * ID-1). Where the upstream does not say who an id is, the id itself. A promise where the upstream must be asked.
 */
export function identify(
  context: GatewayContext,
  target: StatusTarget,
): StatusTarget | Promise<StatusTarget> {
  const { user } = target;
  if (!('id' in user)) return withUsername(context, target, user.username);
  const { directory } = context.parts;
  const asker = context.asker();
  const known = directory.knownUsername(target.coreServer, user.id, asker);
  if (known !== undefined) return withUsername(context, target, known);
  return directory
    .usernameOf(target.coreServer, user.id, asker)
    .then((username) => withUsername(context, target, username));
}

/** A target that is reached by a username, where one is known. */
export function withUsername(
  { parts: { coreServers } }: GatewayContext,
  { coreServer, user }: StatusTarget,
  username: Username | undefined,
): StatusTarget {
  return {
    coreServer: coreServers.identify(coreServer),
    user: username === undefined ? user : { username },
  };
}

import type { FeedUpstream } from '@live-status/rest-contract';
import type { LiveClient } from './live-client.ts';

/** Where a client's picture is not the upstream's, of those users who are meant: one sentence for each. */
export function findUntruths(
  { watched, picture }: Pick<LiveClient, 'watched' | 'picture'>,
  { users }: Pick<FeedUpstream, 'users'>,
  isMeant: (username: string) => boolean = () => true,
): string[] {
  const names = new Set(watched?.map(({ username }) => username) ?? [...users.keys(), ...picture.keys()]);
  return [...names].filter(isMeant).flatMap((username) => {
    const user = users.get(username);
    const [is, shown] = [user?.note, picture.get(username)];
    // Whoever was given by an id that a restart has ended may be unknown (clause ID-1).
    const refs = watched?.filter((each) => each.username === username).map(({ ref }) => ref) ?? [];
    const isLost = refs.length > 0 && refs.every((ref) => 'id' in ref && ref.id !== user?.id);
    if (is === shown || (isLost && shown === undefined)) return [];
    return [`${username} is ${is} and shown as ${shown}`];
  });
}

import { parseTarget, type UserId, type Username } from '@live-status/domain';

/** A username as programs have it. */
export function username(value: string): Username {
  const { user } = parseTarget({ coreServer: { id: 'c' }, user: { username: value } });
  if ('username' in user) return user.username;
  throw new Error('a username was given');
}

/** The id of a user as programs have it. */
export function userId(value: string): UserId {
  const { user } = parseTarget({ coreServer: { id: 'c' }, user: { id: value } });
  if ('id' in user) return user.id;
  throw new Error('an id was given');
}

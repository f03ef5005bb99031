/** What every watcher subscribes to. */
export const DOCUMENT =
  'subscription Watch($users: [UserRef!]) { userStatusEvents(users: $users) { __typename ' +
  '... on UserStatusSnapshot { results { ... on UserStatus { user { username } name type note returnTime } } cursor } ' +
  '... on UserStatusChanged { userStatus { user { username } name type note returnTime } cursor } ' +
  '... on UserStatusStale { since code } ... on UserStatusFresh { cursor } } }';

/** A change as the peers resolve it and as it is answered. */
export interface Changed {
  readonly __typename: 'UserStatusChanged';
  readonly userStatus: {
    readonly user: { readonly username: string };
    readonly name: string;
    readonly type: string;
    readonly note: string;
    readonly returnTime: string | null;
  };
  readonly cursor: string;
}

/** A change of a user whose note is given. */
export const changed = (username: string, note: string, cursor: string): Changed => ({
  __typename: 'UserStatusChanged',
  userStatus: { user: { username }, name: 'Away', type: 'AWAY', note, returnTime: null },
  cursor,
});

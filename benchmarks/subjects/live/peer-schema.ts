// The part of the gateway's schema that watchers subscribe to, for the peers.
import { STATUS_TYPES } from '../peer-schema.ts';

export const typeDefs: string = `
  enum StatusType { ${STATUS_TYPES.map((type) => type.toUpperCase()).join(' ')} }
  input UserRef { username: String! }
  type User { username: String! }
  type UserStatus { user: User! name: String! type: StatusType! note: String! returnTime: String }
  union UserStatusResult = UserStatus
  type UserStatusSnapshot { results: [UserStatusResult!]! cursor: String! }
  type UserStatusChanged { userStatus: UserStatus! cursor: String! }
  type UserStatusStale { since: String! code: String! }
  type UserStatusFresh { cursor: String! }
  union UserStatusEvent = UserStatusSnapshot | UserStatusChanged | UserStatusStale | UserStatusFresh
  type Query { hello: String }
  type Subscription { userStatusEvents(users: [UserRef!]): UserStatusEvent! }
`;

export interface WatchArgs {
  readonly users: readonly { readonly username: string }[];
}

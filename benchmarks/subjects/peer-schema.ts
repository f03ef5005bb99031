// The part of the gateway's schema that the documents of the benchmark use, for mercurius and Apollo Server.

export const STATUS_TYPES = [
  'available',
  'unavailable',
  'away',
  'xa',
  'dnd',
  'chat',
  'altblue',
  'altgreen',
  'altpink',
  'altpurple',
  'altred',
] as const;

export type StatusType = (typeof STATUS_TYPES)[number];

/** What the enum's names stand for on the wire. */
export const statusTypeValues: Readonly<Record<string, string>> = Object.fromEntries(
  STATUS_TYPES.map((type) => [type.toUpperCase(), type]),
);

/** ISO 8601, or null for none. */
export const returnTime = (status: { readonly returnTime: number }): string | null =>
  status.returnTime === -1 ? null : new Date(status.returnTime).toISOString();

export const typeDefs: string = `
  enum StatusType { ${Object.keys(statusTypeValues).join(' ')} }
  input UserRef { username: String! }
  type UserStatus { name: String! type: StatusType! note: String! returnTime: String userCreated: Boolean! }
  type UserStatusFailure { code: String! message: String! }
  union UserStatusResult = UserStatus | UserStatusFailure
  type Query {
    userStatus(user: UserRef!): UserStatus
    userStatuses(users: [UserRef!]!): [UserStatusResult!]!
  }
  input SetUserStatusInput { user: UserRef! name: String! type: StatusType! note: String! = "" clientMutationId: String }
  type SetUserStatusPayload { clientMutationId: String userStatus: UserStatus }
  type Mutation { setUserStatus(input: SetUserStatusInput!): SetUserStatusPayload }
`;

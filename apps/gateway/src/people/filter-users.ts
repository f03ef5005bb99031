import type { StatusType, User, UserStatus } from '@live-status/domain';

/** Conditions that must all hold. */
export interface UserFilter {
  /** In the username or the display name, whatever the case. */
  readonly search?: string | null | undefined;
  readonly types?: readonly StatusType[] | null | undefined;
  readonly hasNote?: boolean | null | undefined;
  /** Those who have a return time, and mean to be back by then. */
  readonly backBefore?: Date | null | undefined;
}

/** Whether a filter asks for more than the directory knows. */
export function isAboutStatuses({ types, hasNote, backBefore }: UserFilter): boolean {
  return types != null || hasNote != null || backBefore != null;
}

/** The users in whose username or display name a text occurs. */
export function searchUsers(users: readonly User[], { search }: UserFilter): readonly User[] {
  if (search == null || search === '') return users;
  const wanted = search.toLowerCase();
  return users.filter(
    ({ userName, displayedName }) =>
      userName.toLowerCase().includes(wanted) || displayedName.toLowerCase().includes(wanted),
  );
}

/** Whether a status meets the conditions that concern statuses. */
export function isMatch(
  { types, hasNote, backBefore }: UserFilter,
  status: Pick<UserStatus, 'type' | 'note' | 'returnTime'>,
): boolean {
  if (types != null && !types.includes(status.type)) return false;
  if (hasNote != null && hasNote !== (status.note !== '')) return false;
  const { returnTime } = status;
  return backBefore == null || (returnTime !== -1 && returnTime < backBefore.getTime());
}

import {
  type ConfigurationId,
  NO_RETURN_TIME,
  type StatusUpdate,
  type UserStatus,
  type UserStatusId,
} from '@live-status/domain';
import { type DirectoryCoreServer, type DirectoryUser, findConfigured } from './directory.ts';
import { stableId } from './stable-id.ts';

/** The representation of a user's status (clause REP-1); a user nobody has set has the first configured one. */
export function representStatus(
  coreServer: DirectoryCoreServer,
  user: DirectoryUser,
  stored: StatusUpdate | undefined,
): UserStatus {
  const [first] = coreServer.statuses;
  const { name, type, note, returnTime } = stored ?? { ...first, note: '', returnTime: NO_RETURN_TIME };
  const configured = findConfigured(coreServer, name, type);
  const configurationId = configured?.configurationId ?? stableId('custom status', coreServer.id, user.id);
  return {
    id: stableId('user status', coreServer.id, user.id) as UserStatusId,
    configurationId: configurationId as ConfigurationId,
    name,
    type,
    note,
    returnTime,
    userCreated: configured === undefined,
  };
}

/** The representation of a user of the directory (clause DIR-1). */
export function representUser(user: DirectoryUser): Readonly<Record<string, string>> {
  const { id, configurationId, username, displayedName, permissionId } = user;
  return { id, configurationId, userName: username, displayedName, permissionId };
}

import type { CoreServerRef, StatusType, UserRef } from '@live-status/domain';

/** A status that an administrator prepared on a core server (clause SET-10). */
export interface ConfiguredStatus {
  readonly configurationId: string;
  readonly name: string;
  readonly type: StatusType;
}

/** A user of a core server. Only a `full` one has a live status (clause GET-4). */
export interface DirectoryUser {
  readonly id: string;
  readonly configurationId: string;
  readonly username: string;
  readonly displayedName: string;
  readonly permissionId: string;
  readonly license: 'full' | 'lite';
}

/** A core server with its users and pre-configured statuses; the first of these is what a user nobody has set has. */
export interface DirectoryCoreServer {
  readonly id: string;
  readonly slug: string;
  readonly licensed: boolean;
  readonly users: readonly DirectoryUser[];
  readonly statuses: readonly [ConfiguredStatus, ...ConfiguredStatus[]];
}

/** Whose statuses a server serves. */
export interface Directory {
  readonly coreServers: readonly DirectoryCoreServer[];
}

/** The core server that a reference means, or undefined (clause GET-2). */
export function findCoreServer(directory: Directory, ref: CoreServerRef): DirectoryCoreServer | undefined {
  return directory.coreServers.find((server) =>
    'id' in ref ? server.id === ref.id : server.slug === ref.slug,
  );
}

/** The user of a core server that a reference means, or undefined (clause GET-3). */
export function findUser(coreServer: DirectoryCoreServer, ref: UserRef): DirectoryUser | undefined {
  return coreServer.users.find((user) => ('id' in ref ? user.id === ref.id : user.username === ref.username));
}

/** The status that an administrator prepared, by name and type, or undefined for a custom one (clause SET-10). */
export function findConfigured(
  { statuses }: DirectoryCoreServer,
  name: string,
  type: StatusType,
): ConfiguredStatus | undefined {
  // Looked up anew each time, so that a changed directory is told truly.
  return statuses.find((status) => status.name === name && status.type === type);
}

export type { ApiCredentials } from './authenticate.ts';
export { createStatusServer, type StatusServer, type StatusServerOptions } from './create-status-server.ts';
export { DEMO_CREDENTIALS, DEMO_DIRECTORY } from './demo-directory.ts';
export type { ConfiguredStatus, Directory, DirectoryCoreServer, DirectoryUser } from './directory.ts';
export { DirectoryError, parseDirectory } from './parse-directory.ts';
export { openStatusStore, type StatusStore } from './status-store.ts';
export { StoreError } from './store-error.ts';

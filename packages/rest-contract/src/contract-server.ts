/**
 * A running server that has the demo directory: core server `default` (licensed) with the full users `marty`,
 * `doc`, `jennifer`, `lorraine` and `george` and the lite user `biff`; core server `hill-valley-1955`, without a
 * license, with the user `george`. Nobody has set a status yet.
 */
export interface ContractServer {
  /** Without a trailing slash. It may change with a restart. */
  readonly origin: string;
  readonly credentials: { readonly username: string; readonly password: string };
  /** Stops the server and starts it again on what it stored. A server without it skips SET-11. */
  restart?(): Promise<void>;
  close(): Promise<void>;
}

/** Makes a fresh server; every group of clauses has its own. */
export type CreateContractServer = () => Promise<ContractServer>;

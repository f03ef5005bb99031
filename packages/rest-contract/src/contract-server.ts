/**
 * A running server that has the demo directory: core server `default` (licensed) with the full users `marty`,
 * `doc`, `jennifer`, `lorraine` and `george` and the lite user `biff`; core server `hill-valley-1955`, without a
 * license, with the user `george`. Nobody has set a status yet. A server that is not so comes with `terms`.
 */
export interface ContractServer {
  /** Without a trailing slash. It may change with a restart. */
  readonly origin: string;
  readonly credentials: { readonly username: string; readonly password: string };
  /** What may be asked of a server that other people use; without them every clause is checked. */
  readonly terms?: ContractTerms | undefined;
  /** Stops the server and starts it again on what it stored. A server without it skips SET-11. */
  restart?(): Promise<void>;
  close(): Promise<void>;
}

/** What may be asked of a server that is not the suite's own. */
export interface ContractTerms {
  /** Whether anything but GET and HEAD may be sent. */
  readonly allowWrites: boolean;
  /** Whether it must keep our decisions too, where the vendor's pages are silent. */
  readonly strict: boolean;
  /** Who stands for `marty`. */
  readonly marty: { readonly id: string; readonly username: string };
  /** Where a path of the demo directory leads on this server, or why it leads nowhere. */
  locate(path: string): Located;
}

export type Located =
  | { readonly found: true; readonly path: string }
  | { readonly found: false; readonly reason: string };

/** Makes a fresh server; every group of clauses has its own. */
export type CreateContractServer = () => Promise<ContractServer>;

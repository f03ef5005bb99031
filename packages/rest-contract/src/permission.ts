import { beforeEach, type TestContext } from 'vitest';
import { CLAUSES } from './clause-table.ts';
import type { ContractServer } from './contract-server.ts';
import { titleClauses } from './title-clauses.ts';

const NOT_PROMISED = "our decision, where the vendor's pages are silent; CONTRACT_STRICT=1 checks it";
const READ_ONLY = 'it would send more than GET; CONTRACT_ALLOW_WRITES=1 allows it';

const OURS = new Set(CLAUSES.filter(({ ours }) => ours).map(({ id }) => id));

/** What the running test may ask of its server. Each method skips the test, with a reason, where it may not. */
export interface Permission {
  /** The rest of the test is a decision of ours, though its clause as a whole is the vendor's. */
  ours(): void;
  /** The rest of the test needs the suite's own server; the reason says why. */
  demo(reason: string): void;
  /** Where a request may go: nothing but GET and HEAD is let through on a server that is only to be read. */
  pass(method: string, path: string): string;
}

/** The permissions of the enclosing group. A test all of whose clauses are ours is skipped before it begins. */
export function usePermission(getServer: () => ContractServer): Permission {
  let current: TestContext | undefined;
  const skip = (reason: string): never => {
    if (current === undefined) throw new Error('Only a running test can be skipped.');
    return current.skip(reason);
  };
  const ours = () => {
    if (getServer().terms?.strict === false) skip(NOT_PROMISED);
  };
  beforeEach((context) => {
    current = context;
    if (titleClauses(context.task.name).every((clause) => OURS.has(clause))) ours();
  });
  return {
    ours,
    demo(reason) {
      if (getServer().terms !== undefined) skip(reason);
    },
    pass(method, path) {
      const { terms } = getServer();
      if (terms === undefined) return path;
      if (!terms.allowWrites && method !== 'GET' && method !== 'HEAD') return skip(READ_ONLY);
      const located = terms.locate(path);
      return located.found ? located.path : skip(located.reason);
    },
  };
}

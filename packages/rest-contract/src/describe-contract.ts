import { describe } from 'vitest';
import { describeAuthentication } from './clauses/authentication.ts';
import { describeConfigurations } from './clauses/configurations.ts';
import { describeCurl } from './clauses/curl.ts';
import { describeDirectory } from './clauses/directory.ts';
import { describeDurability } from './clauses/durability.ts';
import { describeErrors } from './clauses/errors.ts';
import { describeEventFilters } from './clauses/event-filters.ts';
import { describeEvents } from './clauses/events.ts';
import { describeFeed } from './clauses/feed.ts';
import { describeGet } from './clauses/get.ts';
import { describeIdentity } from './clauses/identity.ts';
import { describeOrder } from './clauses/order.ts';
import { describePaths } from './clauses/paths.ts';
import { describeRefusals } from './clauses/refusals.ts';
import { describeRepresentation } from './clauses/representation.ts';
import { describeSet } from './clauses/set.ts';
import type { CreateContractServer } from './contract-server.ts';

const groups: readonly (readonly [string, (createServer: CreateContractServer) => void])[] = [
  ['paths', describePaths],
  ['representation', describeRepresentation],
  ['GET status', describeGet],
  ['POST status/set', describeSet],
  ['what set refuses', describeRefusals],
  ['configurations behind statuses', describeConfigurations],
  ['durability', describeDurability],
  ['authentication', describeAuthentication],
  ['errors', describeErrors],
  ['order of checks', describeOrder],
  ['directory', describeDirectory],
  ['what lasts', describeIdentity],
  ['events', describeEvents],
  ['filters of events', describeEventFilters],
  ['the event feed', describeFeed],
  ["the page's curl commands", describeCurl],
];

/**
 * The clauses of the REST contract that a server can keep, as one suite of Vitest for any server that has the
 * demo directory. Every title begins with the number of its clause.
 *
 * @example
 * describeContract('the embedded server', createServer);
 */
export function describeContract(name: string, createServer: CreateContractServer): void {
  describe(`${name} keeps the REST contract`, () => {
    for (const [title, describeGroup] of groups) describe(title, () => describeGroup(createServer));
  });
}

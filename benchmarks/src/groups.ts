import { gateways } from './gateways.ts';
import { restClientSets, restClients } from './rest-clients.ts';
import { restServers } from './rest-servers.ts';
import type { Group } from './subject.ts';

/** Everything that is measured. */
export const groups: readonly Group[] = [restServers, restClients, restClientSets, gateways];

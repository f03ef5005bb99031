import { parseTarget } from '@live-status/domain';
import { basicCredentials, createStatusClient } from '@live-status/rest-client';
import { Agent, request } from 'undici';
import type { Group, Running } from './subject.ts';

const PATH = '/communication_manager/rest/live/coreServers/getByName/default/users/getByName/marty/status';
const headers = { authorization: `Basic ${btoa('manager:secret')}` };

/** A status read by a client. Every call stands for itself: sharing calls would make ours look cheaper than it is. */
export const restClients: Group = {
  title: 'Client: read a status',
  subjects: [
    {
      name: 'undici request and JSON.parse',
      role: 'floor',
      async start(upstream) {
        const dispatcher = new Agent({ connections: 64, pipelining: 1 });
        const call = async () => (await request(upstream + PATH, { dispatcher, headers })).body.json();
        return { kind: 'client', call };
      },
    },
    {
      name: 'fetch and JSON.parse',
      role: 'peer',
      start: async (upstream) => ({
        kind: 'client',
        call: async () => (await fetch(upstream + PATH, { headers })).json(),
      }),
    },
    {
      name: '@live-status/rest-client',
      role: 'ours',
      async start(upstream) {
        const baseUrl = `${upstream}/communication_manager`;
        const credentials = basicCredentials('manager', 'secret');
        const client = createStatusClient({ baseUrl, credentials, singleFlight: false });
        const target = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });
        return { kind: 'client', call: () => client.getStatus(target) };
      },
    },
  ],
};

const UPDATE = { name: 'Lunch', type: 'away', note: '', returnTime: -1 } as const;

/** Sets by undici alone; with `reset` each closes its connection. */
async function startSets(upstream: string, reset: boolean): Promise<Running> {
  const dispatcher = new Agent({ connections: 64, pipelining: 1 });
  const all = { ...headers, 'content-type': 'application/json' };
  const options = { method: 'POST', body: JSON.stringify(UPDATE), headers: all, dispatcher, reset } as const;
  return {
    kind: 'client',
    call: async () => (await request(`${upstream}${PATH}/set`, options)).body.dump(),
  };
}

/** A status set by a client: what it costs to choose the connection, beside what a new one for every set would. */
export const restClientSets: Group = {
  title: 'Client: set a status',
  subjects: [
    { name: 'undici request', role: 'floor', start: (upstream) => startSets(upstream, false) },
    {
      name: 'undici request, a new connection for every set',
      role: 'peer',
      start: (upstream) => startSets(upstream, true),
    },
    {
      name: '@live-status/rest-client',
      role: 'ours',
      async start(upstream) {
        const baseUrl = `${upstream}/communication_manager`;
        const client = createStatusClient({ baseUrl, credentials: basicCredentials('manager', 'secret') });
        const target = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });
        return { kind: 'client', call: () => client.setStatus(target, UPDATE) };
      },
    },
  ],
};

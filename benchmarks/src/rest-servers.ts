import { createStatusServer, DEMO_CREDENTIALS, openStatusStore } from '@live-status/rest-server';
import fastify from 'fastify';
import { STATUS, startConstantServer } from './constant-server.ts';
import type { Group, ServerRequest } from './subject.ts';

const PATH = '/communication_manager/rest/live/coreServers/getByName/default/users/getByName/marty/status';
const { username, password } = DEMO_CREDENTIALS;

const read = (origin: string): ServerRequest => ({
  url: origin + PATH,
  method: 'GET',
  headers: { authorization: `Basic ${btoa(`${username}:${password}`)}` },
});

/** A status read from the REST resource. */
export const restServers: Group = {
  title: 'REST: GET status',
  subjects: [
    {
      name: 'node:http, one constant body',
      role: 'floor',
      start: async () => ({ kind: 'server', request: read(await startConstantServer(STATUS)) }),
    },
    {
      name: 'fastify, one constant object',
      role: 'peer',
      async start() {
        const app = fastify();
        app.get('/*', async () => JSON.parse(STATUS));
        return { kind: 'server', request: read(await app.listen({ host: '127.0.0.1', port: 0 })) };
      },
    },
    {
      name: '@live-status/rest-server',
      role: 'ours',
      async start() {
        const store = openStatusStore({ file: ':memory:' });
        const server = createStatusServer({ store, credentials: DEMO_CREDENTIALS });
        const { origin } = await server.listen({ host: '127.0.0.1', port: 0 });
        return { kind: 'server', request: read(origin) };
      },
    },
  ],
};

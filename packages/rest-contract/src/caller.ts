import type { OutgoingHttpHeaders } from 'node:http';
import { decodeUserStatus, type UserStatus } from '@live-status/domain';
import { afterAll, beforeAll, expect } from 'vitest';
import type { ContractServer, CreateContractServer } from './contract-server.ts';
import { type Answer, send } from './send.ts';

/** How the clauses speak to the server of their group. */
export interface Caller {
  readonly server: ContractServer;
  /** Any request, authorised unless the headers say otherwise (`authorization: undefined` leaves it out). */
  call(method: string, path: string, headers?: OutgoingHttpHeaders, body?: string): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** POSTs JSON; a string is sent as it stands. */
  post(path: string, body: unknown): Promise<Answer>;
  /** The decoded status behind a path; fails where the server gives none. */
  read(path: string): Promise<UserStatus>;
}

/** The value of an `Authorization` header for HTTP Basic. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

/** A caller with a server that lives as long as the enclosing group of tests. */
export function useCaller(createServer: CreateContractServer): Caller {
  let running: ContractServer | undefined;
  beforeAll(async () => {
    running = await createServer();
  });
  afterAll(async () => {
    await running?.close();
  });
  const caller: Caller = {
    get server() {
      if (running === undefined) throw new Error('The server runs only while the tests of its group run.');
      return running;
    },
    call(method, path, headers = {}, body = undefined) {
      const { username, password } = caller.server.credentials;
      const all = Object.entries({ authorization: basic(username, password), ...headers });
      const given = Object.fromEntries(all.filter(([, value]) => value !== undefined));
      return send(caller.server.origin, { method, path, headers: given, body });
    },
    get: (path) => caller.call('GET', path, { accept: 'application/json' }),
    post(path, body) {
      const content = typeof body === 'string' ? body : JSON.stringify(body);
      const length = Buffer.byteLength(content);
      return caller.call(
        'POST',
        path,
        { 'content-type': 'application/json', 'content-length': length },
        content,
      );
    },
    async read(path) {
      const answer = await caller.get(path);
      expect(answer).toMatchObject({ status: 200 });
      const decoded = decodeUserStatus(JSON.parse(answer.body));
      if (!decoded.ok) throw new Error(decoded.faults.join(' '));
      return decoded.status;
    },
  };
  return caller;
}

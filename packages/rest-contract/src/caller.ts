import type { OutgoingHttpHeaders } from 'node:http';
import { decodeUserStatus, type UserStatus } from '@live-status/domain';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { basic } from './basic.ts';
import type { ContractServer, CreateContractServer } from './contract-server.ts';
import { expectProblem, type Problem } from './expect-problem.ts';
import type { FeedReader } from './feed-reader.ts';
import { openFeed, UpgradeRefused } from './open-feed.ts';
import { EVENTS } from './paths.ts';
import { type Permission, usePermission } from './permission.ts';
import { type Answer, send } from './send.ts';

/** How the clauses speak to the server of their group. */
export interface Caller extends Pick<Permission, 'ours' | 'demo' | 'pass'> {
  readonly server: ContractServer;
  /** Any request, authorised unless the headers say otherwise (`authorization: undefined` leaves it out). */
  call(method: string, path: string, headers?: OutgoingHttpHeaders, body?: string): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** POSTs JSON; a string is sent as it stands. */
  post(path: string, body: unknown): Promise<Answer>;
  /** POSTs an update that must be applied: 204, or any 2xx where only the vendor's word counts (clause SET-7). */
  set(path: string, update: unknown): Promise<void>;
  /** The decoded status behind a path; fails where the server gives none. */
  read(path: string): Promise<UserStatus>;
  /** A connection of the event feed, until the test is over. A server that is not the suite's own may not offer it. */
  openFeed(): Promise<FeedReader>;
  /** Checks a refusal: its status, and our problem body where the server owes it (clause ERR-2). */
  refused(answer: Answer, status: number, code: string): Problem;
}

const NO_FEED = 'this server offers no event feed to this machine';

/** A caller with a server that lives as long as the enclosing group of tests. */
export function useCaller(createServer: CreateContractServer): Caller {
  let running: ContractServer | undefined;
  beforeAll(async () => {
    running = await createServer();
  });
  afterAll(async () => {
    await running?.close();
  });
  const server = () => {
    if (running === undefined) throw new Error('The server runs only while the tests of its group run.');
    return running;
  };
  const permission = usePermission(server);
  const caller: Caller = {
    ours: permission.ours,
    demo: permission.demo,
    pass: permission.pass,
    get server() {
      return server();
    },
    call(method, path, headers = {}, body = undefined) {
      const { username, password } = caller.server.credentials;
      const all = Object.entries({ authorization: basic(username, password), ...headers });
      const given = Object.fromEntries(all.filter(([, value]) => value !== undefined));
      const allowed = permission.pass(method, path);
      return send(caller.server.origin, { method, path: allowed, headers: given, body });
    },
    get: (path) => caller.call('GET', path, { accept: 'application/json' }),
    post(path, body) {
      const content = typeof body === 'string' ? body : JSON.stringify(body);
      const length = Buffer.byteLength(content);
      const headers = { 'content-type': 'application/json', 'content-length': length };
      return caller.call('POST', path, headers, content);
    },
    async set(path, update) {
      const { status } = await caller.post(path, update);
      if (caller.server.terms?.strict === false) expect(Math.trunc(status / 100)).toBe(2);
      else expect(status).toBe(204);
    },
    async read(path) {
      const answer = await caller.get(path);
      expect(answer).toMatchObject({ status: 200 });
      const decoded = decodeUserStatus(JSON.parse(answer.body));
      if (!decoded.ok) throw new Error(decoded.faults.join(' '));
      return decoded.status;
    },
    async openFeed() {
      const { origin, credentials } = caller.server;
      const authorization = basic(credentials.username, credentials.password);
      try {
        const path = permission.pass('GET', EVENTS);
        const reader = await openFeed(origin, { path, headers: { authorization } });
        onTestFinished(() => void reader.socket.destroy());
        return reader;
      } catch (error) {
        const isWithheld = error instanceof UpgradeRefused && [403, 404].includes(error.status);
        if (isWithheld) permission.demo(NO_FEED);
        throw error;
      }
    },
    refused(answer, status, code) {
      if (caller.server.terms?.strict !== false) return expectProblem(answer, status, code);
      expect(answer).toMatchObject({ status });
      return {};
    },
  };
  return caller;
}

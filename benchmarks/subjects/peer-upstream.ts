// How the plain Yoga and mercurius peers ask the upstream: undici's request, as everybody writes it.
import { GraphQLError } from 'graphql';
import { Pool } from 'undici';
import type { StatusType } from './peer-schema.ts';

/** A status as the REST resource has it. */
export interface RestStatus {
  readonly name: string;
  readonly type: StatusType;
  readonly note: string;
  readonly returnTime: number;
  readonly userCreated: boolean;
}

export interface StatusUpdate {
  readonly name: string;
  readonly type: StatusType;
  readonly note: string;
}

export interface PeerUpstream {
  read(username: string): Promise<RestStatus>;
  set(username: string, update: StatusUpdate): Promise<void>;
}

export function createPeerUpstream(upstream: string, authorization: string): PeerUpstream {
  const { origin, pathname } = new URL(upstream);
  const pool = new Pool(origin, { connections: 64, pipelining: 1 });
  const path = (username: string) =>
    `${pathname}/rest/live/coreServers/getByName/default/users/getByName/${encodeURIComponent(username)}/status`;
  return {
    async read(username) {
      const answer = await pool.request({ method: 'GET', path: path(username), headers: { authorization } });
      if (answer.statusCode !== 200) {
        await answer.body.dump();
        throw refused(answer.statusCode);
      }
      return (await answer.body.json()) as RestStatus;
    },
    async set(username, update) {
      const answer = await pool.request({
        method: 'POST',
        path: `${path(username)}/set`,
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ ...update, returnTime: -1 }),
      });
      await answer.body.dump();
      if (answer.statusCode >= 300) throw refused(answer.statusCode);
    },
  };
}

const refused = (status: number): GraphQLError =>
  new GraphQLError(`The upstream answered ${status}.`, {
    extensions: { code: status === 403 ? 'NOT_LICENSED' : 'UPSTREAM_ERROR' },
  });

import type { RequestListener, ServerResponse } from 'node:http';
import { parseResourcePath, REST_ROOT, type StatusTarget } from '@live-status/domain';
import type { Environment } from '../src/index.ts';
import { listen } from '../src/listen.ts';
import { upstreamAt } from './rest-upstream.ts';

/** A user of a {@link PeopleUpstream}, in whose note the username is. */
export interface PeopleUser {
  readonly id: string;
  readonly userName: string;
}

/** What was asked for. */
export type Asked = 'users' | 'user' | 'status' | 'set';

/** An upstream of one core server, `default` or `c-1`, whose users and answers are a test's, and whose calls are counted. */
export interface PeopleUpstream extends AsyncDisposable {
  readonly variables: Environment;
  /** In the upstream's order. */
  users: readonly PeopleUser[];
  /** Answers in its place where it is given. */
  answerFor: Partial<Record<Asked, RequestListener | undefined>>;
  /** How often each was asked for, and the most lists at once. */
  readonly counts: Record<Asked | 'listsAtOnce', number>;
  /** What was asked for since it was last asked. */
  take(): Partial<Record<Asked, number>>;
}

/** Many users, their ids made of a word and a number. */
export const manyUsers = (count: number, generation = 'id'): PeopleUser[] =>
  Array.from({ length: count }, (_, at) => ({ id: `${generation}-${at}`, userName: `user-${at}` }));

const entryOf = ({ id, userName }: PeopleUser) => ({
  id,
  configurationId: `configuration of ${userName}`,
  userName,
  displayedName: `Name of ${userName}`,
  permissionId: 'permission',
});
const statusOf = ({ id, userName }: PeopleUser) => ({
  id: `status of ${id}`,
  configurationId: 'c',
  name: 'In',
  type: 'available',
  note: userName,
  returnTime: -1,
  userCreated: true,
});

/** Starts one. */
export async function startPeopleUpstream(users: readonly PeopleUser[]): Promise<PeopleUpstream> {
  const counts = { users: 0, user: 0, status: 0, set: 0, listsAtOnce: 0 };
  let taken = { ...counts };
  let lists = 0;
  const find = ({ user: ref }: StatusTarget): PeopleUser | undefined =>
    upstream.users.find((each) => ('id' in ref ? each.id === ref.id : each.userName === ref.username));
  const answer = (response: ServerResponse, body: unknown) => {
    const json = { 'content-type': 'application/json' };
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, json).end(JSON.stringify(body));
  };
  const { origin, close } = await listen(
    (request, response) => {
      const path = parseResourcePath((request.url ?? '').slice(REST_ROOT.length + 1));
      if (path === undefined) return answer(response, undefined);
      const { resource } = path;
      counts[resource] += 1;
      if (resource === 'users') {
        lists += 1;
        counts.listsAtOnce = Math.max(counts.listsAtOnce, lists);
        response.once('close', () => {
          lists -= 1;
        });
      }
      const instead = upstream.answerFor[resource];
      if (instead !== undefined) return instead(request, response);
      if (path.resource === 'users') return answer(response, upstream.users.map(entryOf));
      const user = find(path.target);
      if (user === undefined) return answer(response, undefined);
      if (resource === 'set') return void request.resume().once('end', () => response.writeHead(204).end());
      answer(response, resource === 'user' ? entryOf(user) : statusOf(user));
    },
    '127.0.0.1',
    0,
  );
  const upstream: PeopleUpstream = {
    variables: upstreamAt(origin),
    users,
    answerFor: {},
    counts,
    take() {
      const since = (['users', 'user', 'status', 'set'] as const).map((each) => [
        each,
        counts[each] - taken[each],
      ]);
      taken = { ...counts };
      return Object.fromEntries(since.filter(([, count]) => count !== 0));
    },
    [Symbol.asyncDispose]: () => close(0),
  };
  return upstream;
}

import type { AppliedSet } from '@live-status/rest-contract';

/** What was asked of the upstream. */
export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** An upstream in memory: users, each known by an id and a username, and every set that it ever applied. */
export interface SoakUpstream {
  /** Does what a request asks for, and gives the status and body of its answer. */
  serve(request: UpstreamRequest): { readonly status: number; readonly body: string };
  /** The sets since this was last asked, each with the moment in which it counted. */
  takeApplied(): AppliedSet[];
}

/** Users that are listed, so that whoever is meant by id is known by name. */
export const USERS = 50;
const DIRECTORY = JSON.stringify(
  Array.from({ length: USERS }, (_, number) => ({
    id: `id-${number}`,
    configurationId: `c-${number}`,
    userName: `name-${number}`,
    displayedName: `Number ${number}`,
    permissionId: 'p',
  })),
);

/** Makes one in which nobody has set a status yet. */
export function createSoakUpstream(): SoakUpstream {
  const notes = new Map<string, string>();
  let applied: AppliedSet[] = [];
  return {
    serve({ method, path, body }) {
      if (path.endsWith('/users')) return { status: 200, body: DIRECTORY };
      const user = /users\/(?:getByName\/name-|id-)(\d+)\/status/.exec(path)?.[1] ?? '';
      if (method === 'POST') {
        const { note } = JSON.parse(body);
        notes.set(user, note);
        applied.push({ user, note, at: performance.now() });
        return { status: 204, body: '' };
      }
      const note = notes.get(user);
      // As terse as servers are that leave empty properties out (clause REP-6).
      const status = {
        id: `s-${user}`,
        configurationId: 'c',
        name: 'x',
        type: 'away',
        note,
        userCreated: true,
      };
      return { status: 200, body: JSON.stringify(status) };
    },
    takeApplied() {
      const taken = applied;
      applied = [];
      return taken;
    },
  };
}

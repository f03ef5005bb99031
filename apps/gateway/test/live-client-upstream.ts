import { DEMO_CREDENTIALS } from '@live-status/rest-server';
import { step } from './live-client-picture.ts';
import { type RestUpstream, startRestUpstream } from './rest-upstream.ts';

export const WATCHED = ['marty', 'doc', 'jennifer'] as const;
export type Watched = (typeof WATCHED)[number];

const AUTHORIZATION = `Basic ${btoa(`${DEMO_CREDENTIALS.username}:${DEMO_CREDENTIALS.password}`)}`;

/** An upstream where statuses are set by REST, as phones set them. */
export interface SteppedUpstream extends AsyncDisposable {
  readonly variables: UpstreamVariables;
  /** Sets a user's status to the next step. */
  set(username: Watched): Promise<void>;
  /** What each user has now. */
  shown(): Record<string, string>;
}

/** What leads a gateway to an upstream. */
type UpstreamVariables = Readonly<
  Record<'UPSTREAM_URL' | 'UPSTREAM_AUTH' | 'UPSTREAM_USERNAME' | 'UPSTREAM_PASSWORD', string>
>;

/** The variables that lead a gateway in a process of its own there. */
export const upstreamOf = ({ port }: RestUpstream): UpstreamVariables => ({
  UPSTREAM_URL: `http://127.0.0.1:${port}/communication_manager`,
  UPSTREAM_AUTH: 'service',
  UPSTREAM_USERNAME: DEMO_CREDENTIALS.username,
  UPSTREAM_PASSWORD: DEMO_CREDENTIALS.password,
});

/** Starts one where everybody is at the first step. */
export async function startSteppedUpstream(): Promise<SteppedUpstream> {
  const users = WATCHED.map((username) => ({ username }));
  const upstream = await startRestUpstream({ coreServers: [{ slug: 'default', users }] });
  const variables = upstreamOf(upstream);
  const shown: Record<string, string> = {};
  let last = 0;
  const set = async (username: Watched): Promise<void> => {
    last += 1;
    const name = step(last);
    const path = `rest/live/coreServers/getByName/default/users/getByName/${username}/status/set`;
    const response = await fetch(`${variables.UPSTREAM_URL}/${path}`, {
      method: 'POST',
      headers: { authorization: AUTHORIZATION, 'content-type': 'application/json' },
      body: JSON.stringify({ name, type: 'away', note: '', returnTime: -1 }),
    });
    if (response.status !== 204) throw new Error(`The upstream answered ${response.status}.`);
    shown[username] = name;
  };
  for (const username of WATCHED) await set(username);
  return {
    variables,
    set,
    shown: () => Object.fromEntries(Object.entries(shown).toSorted()),
    [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose](),
  };
}

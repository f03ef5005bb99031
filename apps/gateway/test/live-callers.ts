import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Those who ask once, and hold what they are answered against what they know. */
export interface Callers {
  /** Sets a status through a gateway, whatever becomes of it. */
  set(gateway: object, username: string, note: string): void;
  /** Reads one. */
  read(gateway: object, username: string): void;
  /** Resolves once everybody is answered. */
  settled(): Promise<void>;
  /** How often something was read. */
  reads(): number;
  /** What was answered that must not be. */
  readonly faults: readonly string[];
}

/**
 * Makes callers of whatever gateway is behind an origin. `rankOf` says when a note was set: an answer is never older than a set
 * that the same gateway had acknowledged before it was asked.
 */
export function createCallers(origin: string, rankOf: (note: string) => number): Callers {
  const faults: string[] = [];
  const underWay = new Set<Promise<void>>();
  const acknowledged = new WeakMap<object, Map<string, string>>();
  let reads = 0;

  const begin = (asking: Promise<void>) => {
    underWay.add(asking);
    void asking.finally(() => underWay.delete(asking));
  };
  const judge = (username: string, note: unknown, least: string | undefined) => {
    if (typeof note !== 'string' || least === undefined || rankOf(note) >= rankOf(least)) return;
    faults.push(`${username} was answered as ${note} when ${least} had been set`);
  };
  return {
    faults,
    reads: () => reads,
    set(gateway, username, note) {
      const query = `mutation { setUserStatus(input: { user: { username: "${username}" }, name: "Lunch", type: AWAY, note: "${note}" }) { userStatus { note } } }`;
      const asking = async () => {
        const set = Object((await ask(origin, query)).data).setUserStatus;
        if (set == null) return;
        judge(username, Object(set.userStatus).note, note);
        const ofGateway = acknowledged.get(gateway) ?? new Map<string, string>();
        acknowledged.set(gateway, ofGateway);
        const before = ofGateway.get(username);
        if (before === undefined || rankOf(note) > rankOf(before)) ofGateway.set(username, note);
      };
      begin(asking());
    },
    read(gateway, username) {
      const least = acknowledged.get(gateway)?.get(username);
      const asking = async () => {
        const { data } = await ask(origin, `{ userStatus(user: { username: "${username}" }) { note } }`);
        const note = Object(Object(data).userStatus).note;
        if (note !== undefined) reads += 1;
        judge(username, note, least);
      };
      begin(asking());
    },
    async settled() {
      await Promise.all(underWay);
    },
  };
}

/** What is answered, over a connection of its own; nothing where it is lost. */
async function ask(origin: string, query: string): Promise<{ readonly data?: unknown }> {
  const sent = request(`${origin}/graphql`, {
    agent: false,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  sent.end(JSON.stringify({ query }));
  return new Promise((resolve) => {
    const lose = () => resolve({});
    sent.on('error', lose).on('close', lose);
    sent.on('response', (response) => void text(response).then((body) => resolve(JSON.parse(body)), lose));
  });
}

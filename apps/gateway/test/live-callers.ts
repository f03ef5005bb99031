import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Those who ask once, and hold what they are answered against what they know. */
export interface Callers {
  /** Sets a status through a gateway, whatever becomes of it; who was told that it is set looks at once. */
  set(username: string, note: string): void;
  /** Reads one. */
  read(username: string): void;
  /** Resolves once everybody is answered. */
  settled(): Promise<void>;
  /** How often something was read. */
  reads(): number;
  /** What was answered that must not be. */
  readonly faults: readonly string[];
}

/**
 * Makes callers of whatever gateway is `behind` an origin. `rankOf` says when a note was set: an answer is never older than a set
 * that the same gateway had acknowledged before it was asked.
 */
export function createCallers(
  origin: string,
  rankOf: (note: string) => number,
  behind: () => object | undefined,
): Callers {
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
  const read = (username: string): void => {
    const gateway = behind();
    if (gateway === undefined) return;
    const least = acknowledged.get(gateway)?.get(username);
    const asking = async () => {
      const { data } = await ask(origin, `{ userStatus(user: { username: "${username}" }) { note } }`);
      const note = Object(Object(data).userStatus).note;
      if (note !== undefined) reads += 1;
      judge(username, note, least);
    };
    begin(asking());
  };
  return {
    faults,
    reads: () => reads,
    read,
    set(username, note) {
      const gateway = behind();
      if (gateway === undefined) return;
      const query = `mutation { setUserStatus(input: { user: { username: "${username}" }, name: "Lunch", type: AWAY, note: "${note}" }) { clientMutationId } }`;
      const asking = async () => {
        const { data } = await ask(origin, query);
        if (Object(data).setUserStatus == null) return;
        const ofGateway = acknowledged.get(gateway) ?? new Map<string, string>();
        acknowledged.set(gateway, ofGateway);
        const before = ofGateway.get(username);
        if (before === undefined || rankOf(note) > rankOf(before)) ofGateway.set(username, note);
        if (behind() === gateway) read(username);
      };
      begin(asking());
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
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

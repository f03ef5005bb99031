import type { RecordedCall } from '@live-status/rest-contract';
import { Agent, request } from 'undici';
import { USERS } from './upstream.ts';

/** Everything that the callers of one round saw. */
export interface Round {
  readonly calls: readonly RecordedCall[];
  /** What came of each set, by its note: applied, or the outcome that its error told. */
  readonly outcomes: ReadonlyMap<string, 'APPLIED' | 'NOT_APPLIED' | 'UNKNOWN'>;
  /** What sets were answered with, read back. */
  readonly readBack: readonly { readonly user: string; readonly note: string; readonly shown: string }[];
  /** The codes of errors, with how often each came. */
  readonly codes: ReadonlyMap<string, number>;
  /** Answers that no caller can understand. */
  readonly puzzles: readonly string[];
}

const THINK_MS = 150;

const upTo = (max: number) => Math.floor(Math.random() * (max + 1));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const READ = 'query ($c: CoreServerRef!, $u: UserRef!) { userStatus(coreServer: $c, user: $u) { note } }';
const SET =
  'mutation ($i: SetUserStatusInput!) { written: setUserStatus(input: $i) { userStatus { note } } }';
const UPDATE =
  'mutation ($i: UpdateUserStatusInput!) { written: updateUserStatus(input: $i) { userStatus { note } } }';

interface Shown {
  readonly code: string;
  readonly outcome?: string;
  readonly retryable: boolean;
}

interface Answer {
  readonly data?: {
    readonly userStatus?: { readonly note: string } | null;
    readonly written?: { readonly userStatus: { readonly note: string } | null } | null;
  };
  readonly errors?: readonly { readonly extensions: Shown }[];
}

/** What an answer to a write says of it. */
const outcomeOf = ({ data, errors }: Answer) =>
  data?.written == null ? errors?.[0]?.extensions.outcome : 'APPLIED';
const mayBeTriedAgain = ({ data, errors }: Answer) =>
  data?.written == null && errors?.[0]?.extensions.retryable === true;

let sets = 0;

/** Lets callers read and set, by every kind of reference, until the time is up and each has its last answer. */
export async function callFor(url: string, count: number, durationMs: number): Promise<Round> {
  const calls: RecordedCall[] = [];
  const outcomes = new Map<string, 'APPLIED' | 'NOT_APPLIED' | 'UNKNOWN'>();
  const readBack: { user: string; note: string; shown: string }[] = [];
  const codes = new Map<string, number>();
  const puzzles: string[] = [];
  const dispatcher = new Agent({ connections: count, pipelining: 1 });
  const until = performance.now() + durationMs;

  const ask = async (query: string, variables: object): Promise<Answer> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query, variables });
    const response = await request(url, { method: 'POST', headers, body, dispatcher });
    const text = await response.body.text();
    if (response.statusCode !== 200) puzzles.push(`${response.statusCode} ${text}`);
    return JSON.parse(text);
  };

  /** Writes a note; with a key it is sent once more, and must come to the same where it may not be tried again. */
  const write = async (input: {
    readonly coreServer: object;
    readonly user: object;
    readonly note: string;
  }): Promise<{ readonly answer: Answer; readonly isUpdate: boolean }> => {
    const [query, rest] = Math.random() < 0.5 ? [SET, { name: 'x', type: 'AWAY' }] : [UPDATE, {}];
    const isUpdate = query === UPDATE;
    const isKeyed = Math.random() < 0.5;
    const i = { ...input, ...rest, ...(isKeyed ? { idempotencyKey: input.note } : {}) };
    const answer = await ask(query, { i });
    if (!isKeyed) return { answer, isUpdate };
    const again = await ask(query, { i });
    if (!mayBeTriedAgain(answer) && outcomeOf(again) !== outcomeOf(answer))
      puzzles.push(`${JSON.stringify(answer)} and then ${JSON.stringify(again)}`);
    return { answer: again, isUpdate };
  };

  const callOnce = async (): Promise<void> => {
    // Some users are asked for far more often than others, so that calls meet.
    const number = upTo(upTo(upTo(USERS - 1)));
    const coreServer = Math.random() < 0.5 ? { id: 'c' } : { slug: 'default' };
    const ref = Math.random() < 0.5 ? { id: `id-${number}` } : { username: `name-${number}` };
    const user = String(number);
    const isSet = Math.random() < 0.25;
    sets += 1;
    const note = `n${sets}`;
    const beganAt = performance.now();
    const { answer, isUpdate = false } = isSet
      ? await write({ coreServer, user: ref, note })
      : { answer: await ask(READ, { c: coreServer, u: ref }) };
    const common = { client: 'the gateway', user, beganAt, endedAt: performance.now() };
    for (const { extensions } of answer.errors ?? [])
      codes.set(extensions.code, (codes.get(extensions.code) ?? 0) + 1);
    if (!isSet) {
      calls.push({ ...common, kind: 'read', note: answer.data?.userStatus?.note });
      return;
    }
    const payload = answer.data?.written;
    const outcome = outcomeOf(answer);
    // An update that was not applied may have failed at the read before it: no set began, and none parts reads (clause GET-5).
    if (!(isUpdate && outcome === 'NOT_APPLIED')) calls.push({ ...common, kind: 'set', note });
    if (outcome === 'APPLIED' || outcome === 'NOT_APPLIED' || outcome === 'UNKNOWN')
      outcomes.set(note, outcome);
    else puzzles.push(JSON.stringify(answer));
    if (payload?.userStatus != null) readBack.push({ user, note, shown: payload.userStatus.note });
  };

  const caller = async (): Promise<void> => {
    while (performance.now() < until) {
      await callOnce();
      await pause(upTo(THINK_MS));
    }
  };
  await Promise.all(Array.from({ length: count }, caller));
  await dispatcher.close();
  return { calls, outcomes, readBack, codes, puzzles };
}

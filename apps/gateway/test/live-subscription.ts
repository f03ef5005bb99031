import { expect } from 'vitest';
import { type ToldEvent, type ToldResult, WATCH } from './live-streams.ts';

const PATIENT = { timeout: 15_000, interval: 2 };

/** One subscription over Server-Sent Events, and what it was told. */
export interface Subscription extends AsyncDisposable {
  readonly status: number;
  readonly results: readonly ToldResult[];
  /** Of the events that there were, the notes of one user's changes. */
  changes(username: string): readonly string[];
  /** The codes of all errors. */
  codes(): readonly string[];
  /** Resolves once there is a picture, and nothing says that it may be out of date. */
  isTold(): Promise<void>;
  /** Resolves once the last that was told of a user is that note. */
  sees(username: string, note: string): Promise<void>;
  /** Resolves once an event of that kind was the last but changes. */
  hears(kind: ToldEvent['__typename']): Promise<void>;
  /** Resolves when the stream has ended, with when that was, of `Date.now()`. */
  readonly ended: Promise<number>;
}

/** What is asked for: the document of {@link WATCH} unless another is given. */
export interface Asked {
  readonly users?: readonly ({ readonly username: string } | { readonly id: string })[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: object | undefined;
}

/** Subscribes. What is refused is a subscription that has ended. */
export async function subscribe(
  graphqlUrl: string,
  { users, headers, body }: Asked = {},
): Promise<Subscription> {
  const controller = new AbortController();
  const results: ToldResult[] = [];
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify(body ?? { query: WATCH, variables: { users } }),
    signal: controller.signal,
  });
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const frames = (text + chunk).split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const [, data] = /^data: (.+)$/m.exec(frame) ?? [];
        if (data !== undefined) results.push(JSON.parse(data));
      }
    }
    if (text.startsWith('{')) results.push(JSON.parse(text));
  };
  const ended = read().then(
    () => Date.now(),
    () => Date.now(),
  );
  const events = () => results.flatMap(({ data }) => (data == null ? [] : [data.userStatusEvents]));
  const notes = (username: string) =>
    events()
      .flatMap((event) => {
        if (event.__typename === 'UserStatusChanged') return [event.userStatus];
        return event.__typename === 'UserStatusSnapshot'
          ? event.results.flatMap((result) => ('user' in result ? [result] : []))
          : [];
      })
      .filter(({ user }) => user.username === username);
  const state = () => events().findLast(({ __typename }) => __typename !== 'UserStatusChanged')?.__typename;
  return {
    status: response.status,
    results,
    changes: (username) =>
      events().flatMap((event) =>
        event.__typename === 'UserStatusChanged' && event.userStatus.user.username === username
          ? [event.userStatus.note]
          : [],
      ),
    codes: () => results.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code)),
    isTold: () => expect.poll(state, PATIENT).toMatch(/Snapshot|Fresh/),
    sees: (username, note) => expect.poll(() => notes(username).at(-1)?.note, PATIENT).toBe(note),
    hears: (kind) => expect.poll(state, PATIENT).toBe(kind),
    ended,
    async [Symbol.asyncDispose]() {
      controller.abort();
      await ended;
    },
  };
}

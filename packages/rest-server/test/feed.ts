import { type FeedReader, openFeed } from '@live-status/rest-contract';
import { onTestFinished } from 'vitest';
import { AUTHORIZATION } from './caller.ts';

/** Where the event feed is. */
export const EVENTS = '/communication_manager/ws/event';

/** How a reader differs from a good one. */
export interface ReaderOptions {
  readonly answersPings?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A reader of the event feed with the demo's credentials; its connection is cut when the test is over. */
export async function openReader(port: number, options: ReaderOptions = {}): Promise<FeedReader> {
  const headers = { authorization: AUTHORIZATION, ...options.headers };
  const reader = await openFeed(`http://127.0.0.1:${port}`, { ...options, path: EVENTS, headers });
  onTestFinished(() => void reader.socket.destroy());
  return reader;
}

/** A filter as a reader sends it. */
export function filterBy(...conditions: readonly (readonly [property: string, value: unknown])[]): object {
  return { type: 'filter', filters: conditions.map(([property, value]) => ({ property, value })) };
}

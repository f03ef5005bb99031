import { parseTarget, StatusError, type StatusUpdate } from '@live-status/domain';
import { basicCredentials, createStatusClient } from '@live-status/rest-client';
import {
  createStatusServer,
  DEMO_CREDENTIALS,
  openStatusStore,
  type StatusStore,
} from '@live-status/rest-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTurns, type Turns } from './turns.ts';
import { asNotApplied, type Write, type WriteOptions, writeStatus } from './write-status.ts';

const lunch: StatusUpdate = { name: 'Lunch', type: 'away', note: '', returnTime: -1 };
const available: StatusUpdate = { ...lunch, name: 'Available', type: 'available' };
const of = (username: string) => parseTarget({ coreServer: { slug: 'default' }, user: { username } });
const whole: Write = {
  target: of('marty'),
  change: { isWhole: true, update: lunch },
  expected: undefined,
  isDryRun: false,
  wantsPrevious: false,
};

/** A client of the REST server, turns, and all that happens to both in its order. */
async function start(turns: Turns = createTurns()) {
  const happened: string[] = [];
  const kept = openStatusStore({ file: ':memory:' });
  onTestFinished(() => kept.close());
  const store: StatusStore = {
    ...kept,
    get(...whose) {
      happened.push('read');
      return kept.get(...whose);
    },
    set(...what) {
      happened.push('write');
      kept.set(...what);
    },
  };
  const server = createStatusServer({ store, credentials: DEMO_CREDENTIALS });
  onTestFinished(() => server.close());
  const { origin } = await server.listen({ port: 0 });
  const credentials = basicCredentials(DEMO_CREDENTIALS.username, DEMO_CREDENTIALS.password);
  const client = createStatusClient({ baseUrl: `${origin}/communication_manager`, credentials });
  onTestFinished(() => client.close());
  const options: WriteOptions = {
    client,
    turns: {
      async take(key, signal) {
        const end = await turns.take(key, signal);
        happened.push(`turn of ${key}`);
        return () => {
          happened.push('end');
          end();
        };
      },
    },
    turnKey: 'marty',
    readOptions: () => ({}),
    writeOptions: {},
  };
  return { happened, options };
}

describe('a write', () => {
  test.each<[string, Partial<Write>, readonly string[]]>([
    ['of a whole status reads nothing', {}, ['write']],
    ['that is asked what was there reads before', { wantsPrevious: true }, ['read', 'write']],
    ['that expects something reads before', { expected: { name: 'Available' } }, ['read', 'write']],
    ['of a part reads the rest', { change: { isWhole: false, part: { note: 'x' } } }, ['read', 'write']],
    ['that is a dry run reads alone', { isDryRun: true }, ['read']],
    ['that finds a conflict reads alone', { expected: { name: 'Lunch' } }, ['read']],
    ['of somebody unknown does nothing', { target: of('nobody') }, []],
  ])('%s, in its turn, and ends it', async (_what, more, within) => {
    const { happened, options } = await start();
    await writeStatus({ ...whole, ...more }, options).catch(() => undefined);
    expect(happened).toEqual(['turn of marty', ...within, 'end']);
  });

  test('tells what it wrote and what was there', async () => {
    const { options } = await start();
    const change = { isWhole: false, part: { note: 'Soon' } } as const;
    const written = await writeStatus({ ...whole, change, wantsPrevious: true }, options);
    expect(written).toMatchObject({
      update: { ...available, note: 'Soon' },
      previous: { status: available },
    });
  });

  test('that waits too long for its turn sends nothing', async () => {
    const turns = createTurns(1);
    const { happened, options } = await start(turns);
    const end = await turns.take('marty', undefined);
    await expect(writeStatus(whole, options)).rejects.toMatchObject({
      code: 'OVERLOADED',
      outcome: 'NOT_APPLIED',
    });
    expect(happened).toEqual([]);
    end();
    await writeStatus(whole, options);
    expect(happened).toEqual(['turn of marty', 'write', 'end']);
  });

  test('of a caller who left while it waited sends nothing', async () => {
    const turns = createTurns();
    const { happened, options } = await start(turns);
    const end = await turns.take('marty', undefined);
    const caller = new AbortController();
    const waiting = writeStatus(whole, { ...options, writeOptions: { signal: caller.signal } });
    const reason = new Error('gone');
    caller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    end();
    expect(happened).toEqual([]);
  });
});

test('what fails before a write has applied nothing, and keeps what is known of it', () => {
  const cause = new Error('a socket');
  const known = { upstreamStatus: 500, retryAfterMs: 7, cause };
  const read = new StatusError('UPSTREAM_ERROR', 'It failed.', known);
  const error = asNotApplied(read);
  expect(error).toMatchObject({
    code: 'UPSTREAM_ERROR',
    message: 'It failed.',
    operation: 'write',
    ...known,
  });
  expect(error).toMatchObject({ outcome: 'NOT_APPLIED', retryable: true });
});

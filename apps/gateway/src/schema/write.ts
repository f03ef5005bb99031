import {
  type CoreServerRef,
  isStatusError,
  parseTarget,
  StatusError,
  type StatusTarget,
} from '@live-status/domain';
import type { CallOptions } from '@live-status/rest-client';
import type { Change } from '../writes/change.ts';
import type { Expectation } from '../writes/expectation.ts';
import {
  isWorthRetrying,
  type KeptAnswer,
  keepAnswer,
  type Result,
  restoreAnswer,
} from '../writes/kept-answer.ts';
import { asNotApplied, type Write, writeStatus } from '../writes/write-status.ts';
import { assertMayRead, assertSelf, writeReach } from './access.ts';
import type { GatewayContext } from './context.ts';
import { identify } from './identity.ts';
import { findPreset } from './node.ts';
import type { ReferenceInput } from './reference-input.ts';
import {
  checkKey,
  checkReferences,
  type FindPreset,
  InputIssues,
  parseExpected,
  type WriteInput,
} from './write-input.ts';

/** One mutation of one or more users. */
export interface Mutation {
  /** The field's name: a key that was used for one mutation is not good for another. */
  readonly name: string;
  readonly input: WriteInput;
  /** Where each user stands in the input, and who it is. */
  readonly users: readonly (readonly [readonly (string | number)[], ReferenceInput])[];
  /** What is asked for, every fault of it added to the issues. */
  readonly parse: (issues: InputIssues, find: FindPreset) => Change;
  readonly wantsPrevious: boolean;
}

/** What came of a mutation for one user. */
export interface UserResult {
  readonly target: StatusTarget;
  readonly isDryRun: boolean;
  readonly result: Result;
}

/**
 * Carries a mutation out: one result for each user, in their order; a user who is named twice is written once.
 *
 * @throws StatusError where nothing was done for anybody: `FORBIDDEN`, what is wrong with the input,
 *   `IDEMPOTENCY_KEY_REUSED`, `OVERLOADED`.
 */
export async function mutate(context: GatewayContext, mutation: Mutation): Promise<readonly UserResult[]> {
  const { input, users, wantsPrevious } = mutation;
  const reach = writeReach(context.caller);
  checkKey(input);
  const { change, expected } = parseInput(context, mutation);
  if (input.dryRun || expected !== undefined || wantsPrevious) assertShown(context);
  const options = context.callOptions('write');
  const targets = users.map(([, user]) => parseTarget({ coreServer: input.coreServer, user }, 'write'));
  const write = (target: StatusTarget): Write => ({
    target,
    change,
    expected,
    isDryRun: input.dryRun,
    wantsPrevious,
  });
  const writeAll = (call: CallOptions) =>
    onceEach(context, targets, (target, identity) => writeOne(context, reach, write(target), identity, call));

  const { idempotencyKey } = input;
  const results =
    idempotencyKey == null || input.dryRun
      ? await writeAll(options)
      : await keyed(context, mutation, idempotencyKey, targets, options, writeAll);
  return targets.map((target, index) => ({
    target,
    isDryRun: input.dryRun,
    result: resultAt(results, index),
  }));
}

function parseInput(
  context: GatewayContext,
  { input, users, parse }: Mutation,
): { change: Change; expected: Expectation | undefined } {
  const issues = new InputIssues();
  checkReferences(issues, input.coreServer, users);
  const ref = input.coreServer as CoreServerRef;
  const change = parse(issues, (preset) => findPreset(context, ref, preset));
  const expected = parseExpected(issues, input.expected);
  issues.assertNone();
  return { change, expected };
}

/** Who is shown what is there must be allowed to read it. */
function assertShown({ caller }: GatewayContext): void {
  try {
    assertMayRead(caller);
  } catch (error) {
    throw isStatusError(error) ? asNotApplied(error) : error;
  }
}

async function onceEach(
  context: GatewayContext,
  targets: readonly StatusTarget[],
  write: (target: StatusTarget, identity: StatusTarget) => Promise<Result>,
): Promise<Result[]> {
  const writing = new Map<string, Promise<Result>>();
  return Promise.all(
    targets.map(async (target) => {
      const identity = await identifyForWrite(context, target);
      const key = JSON.stringify(identity);
      const result = writing.get(key) ?? write(target, identity);
      writing.set(key, result);
      return result;
    }),
  );
}

/** Where nobody can be asked who an id is, it is whoever the upstream takes it for. */
async function identifyForWrite(context: GatewayContext, target: StatusTarget): Promise<StatusTarget> {
  try {
    return await identify(context, target);
  } catch (error) {
    if (isStatusError(error)) return target;
    throw error;
  }
}

async function writeOne(
  context: GatewayContext,
  reach: 'all' | 'self',
  write: Write,
  identity: StatusTarget,
  writeOptions: CallOptions,
): Promise<Result> {
  const { client, turns } = context.parts;
  try {
    if (reach === 'self') assertSelf(context.caller, identity.user);
    const readOptions = () => ({ ...context.callOptions('read'), signal: writeOptions.signal });
    const turnKey = JSON.stringify(identity);
    return { written: await writeStatus(write, { client, turns, turnKey, readOptions, writeOptions }) };
  } catch (error) {
    if (isStatusError(error)) return { failure: error };
    throw error;
  }
}

/** Done once for a key: whoever calls again gets what the first call came to. */
async function keyed(
  context: GatewayContext,
  { name, input }: Mutation,
  key: string,
  targets: readonly StatusTarget[],
  options: CallOptions,
  writeAll: (call: CallOptions) => Promise<Result[]>,
): Promise<Result[]> {
  const { idempotencyKey: _key, clientMutationId: _id, ...meant } = input;
  const keep = (results: readonly Result[]): KeptAnswer[] =>
    targets.map((target, index) => keepAnswer(target, resultAt(results, index)));
  const kept = await context.parts.keys.once<KeptAnswer[]>(
    { key, caller: context.callerKey, input: [name, meant] },
    {
      async run() {
        // It is kept what became of it, so it goes on when the caller leaves.
        const results = await writeAll({ ...options, signal: undefined });
        return { answer: keep(results), keep: !results.every(isWorthRetrying) };
      },
      async interrupted() {
        return keep(await Promise.all(targets.map((target) => interruption(context, target))));
      },
      signal: options.signal,
    },
  );
  return kept.map(restoreAnswer);
}

/** What is told of a write that began, and of which nobody knows how it ended. */
async function interruption(context: GatewayContext, target: StatusTarget): Promise<Result> {
  const current = await readCurrent(context, target);
  const shown = current === undefined ? '' : ' extensions.current is what is there now.';
  const message = `An earlier call with this idempotencyKey was interrupted: whether the status was set is not known, and it is not set again.${shown}`;
  return { failure: new StatusError('INTERRUPTED', message, { operation: 'write', current }) };
}

async function readCurrent(context: GatewayContext, target: StatusTarget): Promise<StatusError['current']> {
  try {
    assertMayRead(context.caller);
    return await context.parts.client.getStatus(target, context.callOptions('read'));
  } catch (error) {
    if (isStatusError(error)) return undefined;
    throw error;
  }
}

function resultAt(results: readonly Result[], index: number): Result {
  const result = results[index];
  if (result === undefined) throw new TypeError('A mutation has as many results as users.');
  return result;
}

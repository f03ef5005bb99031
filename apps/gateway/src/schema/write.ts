import { type CoreServerRef, isStatusError, parseTarget, type StatusTarget } from '@live-status/domain';
import type { CallOptions } from '@live-status/rest-client';
import type { Change } from '../writes/change.ts';
import type { Expectation } from '../writes/expectation.ts';
import type { Result } from '../writes/kept-answer.ts';
import { asNotApplied, type Write, writeStatus } from '../writes/write-status.ts';
import { assertMayRead, assertSelf, writeReach } from './access.ts';
import type { GatewayContext } from './context.ts';
import { identify, withUsername } from './identity.ts';
import { keyedResults } from './keyed-results.ts';
import { createFindPreset, type FindPreset } from './preset-input.ts';
import type { ReferenceInput } from './reference-input.ts';
import { checkKey, checkReferences, InputIssues, parseExpected, type WriteInput } from './write-input.ts';

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
    onceEach(context, targets, call.signal, (target, identity, turnKey) =>
      writeOne(context, reach, write(target), identity, turnKey, call),
    );

  const { idempotencyKey } = input;
  const results =
    idempotencyKey == null || input.dryRun
      ? await writeAll(options)
      : await keyedResults(context, mutation, idempotencyKey, targets, options, writeAll);
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
  const change = parse(issues, createFindPreset(context, input.coreServer as CoreServerRef));
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
  signal: AbortSignal | undefined,
  write: (target: StatusTarget, identity: StatusTarget, key: string) => Promise<Result>,
): Promise<Result[]> {
  const writing = new Map<string, Promise<Result>>();
  const writeAs = (target: StatusTarget, identity: StatusTarget) => {
    const key = JSON.stringify(identity);
    const result = writing.get(key) ?? write(target, identity, key);
    writing.set(key, result);
    return result;
  };
  const writeOnce = (target: StatusTarget) => {
    if ('username' in target.user)
      return writeAs(target, withUsername(context, target, target.user.username));
    return identifyForWrite(context, target, signal).then((identity) => writeAs(target, identity));
  };
  const [first, ...others] = targets;
  // Most mutations are of one user.
  if (first !== undefined && others.length === 0) return [await writeOnce(first)];
  return Promise.all(targets.map(writeOnce));
}

/** Where nobody can be asked who an id is, it is whoever the upstream takes it for. */
async function identifyForWrite(
  context: GatewayContext,
  target: StatusTarget,
  signal: AbortSignal | undefined,
): Promise<StatusTarget> {
  // Whoever does not wait for the write does not wait for this either.
  const asker = () => {
    const { options, credentialsKey } = context.asker();
    return { options: { ...options, signal }, credentialsKey };
  };
  try {
    return await identify({ parts: context.parts, asker }, target);
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
  turnKey: string,
  writeOptions: CallOptions,
): Promise<Result> {
  const { client, turns } = context.parts;
  try {
    if (reach === 'self') assertSelf(context.caller, identity.user);
    // What was checked is what is written, whoever the upstream takes an id for.
    const checked = reach === 'self' ? { ...write, target: identity } : write;
    const readOptions = () => ({ ...context.callOptions('read'), signal: writeOptions.signal });
    return { written: await writeStatus(checked, { client, turns, turnKey, readOptions, writeOptions }) };
  } catch (error) {
    if (isStatusError(error)) return { failure: error };
    throw error;
  }
}

function resultAt(results: readonly Result[], index: number): Result {
  const result = results[index];
  if (result === undefined) throw new TypeError('A mutation has as many results as users.');
  return result;
}

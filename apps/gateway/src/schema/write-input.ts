import {
  describeValue,
  isStatusError,
  parseStatusUpdate,
  referenceIssues,
  StatusError,
  type StatusIssue,
  type StatusType,
  type StatusUpdate,
} from '@live-status/domain';
import { idempotencyKeyFault } from '../idempotency/idempotency-key-fault.ts';
import type { Change } from '../writes/change.ts';
import type { Expectation } from '../writes/expectation.ts';
import type { PresetName } from './node-id.ts';
import { parseNodeId } from './node-id.ts';
import type { ReferenceInput } from './reference-input.ts';
import { type ReturnTimeInput, resolveReturnTime } from './return-time-input.ts';

/** What every mutation's input has. */
export interface WriteInput {
  readonly coreServer: ReferenceInput;
  readonly expected?: ExpectedInput | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly dryRun: boolean;
  readonly clientMutationId?: string | null | undefined;
}

/** What the inputs have that say what a status is to be. */
export interface StatusInput extends ReturnTimeInput {
  readonly preset?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly type?: StatusType | null | undefined;
  readonly note?: string | null | undefined;
}

/** What a caller believes is there. */
export interface ExpectedInput extends Omit<ReturnTimeInput, 'returnIn'> {
  readonly name?: string | null | undefined;
  readonly type?: StatusType | null | undefined;
  readonly note?: string | null | undefined;
}

/** Finds a preset by what its id says; undefined where the core server has none such. */
export type FindPreset = (preset: PresetName) => PresetName | undefined;

/** Gathers every fault of an input, so that all are told at once. */
export class InputIssues {
  readonly #issues: StatusIssue[] = [];

  add(issues: readonly StatusIssue[]): void {
    this.#issues.push(...issues);
  }

  /** @throws StatusError with every fault that was found; nothing was sent, so `NOT_APPLIED`. */
  assertNone(): void {
    if (this.#issues.length > 0) throw StatusError.fromIssues(this.#issues, { operation: 'write' });
  }
}

/** The faults of the references of an input. */
export function checkReferences(
  issues: InputIssues,
  coreServer: ReferenceInput,
  users: readonly (readonly [StatusIssue['path'], ReferenceInput])[],
): void {
  issues.add(referenceIssues('coreServer', coreServer, ['input', 'coreServer']));
  for (const [path, user] of users) issues.add(referenceIssues('user', user, path));
}

/** @throws StatusError `BAD_USER_INPUT` for a key that cannot be one. */
export function checkKey({ idempotencyKey }: WriteInput): void {
  const fault = idempotencyKey == null ? undefined : idempotencyKeyFault(idempotencyKey);
  if (fault !== undefined) throw new StatusError('BAD_USER_INPUT', fault, { operation: 'write' });
}

/** The whole status that an input asks for; what it leaves out is cleared. */
export function parseWhole(
  issues: InputIssues,
  input: StatusInput,
  takenAt: Date,
  findPreset: FindPreset,
): Change {
  const chosen = choose(issues, input, findPreset);
  const time = returnTimeOf(issues, input, takenAt);
  if (chosen === undefined) return parsed(issues, { ...NOTHING, note: input.note ?? '', returnTime: time });
  const missing = (['name', 'type'] as const).filter((property) => chosen[property] == null);
  for (const property of missing) issues.add([mustBeGiven(property, input)]);
  const rest = missing.length === 0 ? chosen : { ...NOTHING, ...defined(chosen) };
  return parsed(issues, { ...rest, note: input.note ?? '', returnTime: time });
}

/** The part of a status that an input wants changed: null clears note and return time. */
export function parsePart(
  issues: InputIssues,
  input: StatusInput,
  takenAt: Date,
  findPreset: FindPreset,
): Change {
  const chosen = choose(issues, input, findPreset) ?? {};
  for (const property of ['name', 'type'] as const)
    if (chosen[property] === null) issues.add([mustBeGiven(property, input)]);
  const note = input.note === undefined ? {} : { note: input.note ?? '' };
  const time = returnTimeOf(issues, input, takenAt);
  const given = { ...defined(chosen), ...note, ...(time === undefined ? {} : { returnTime: time }) };
  const { update } = parsed(issues, { ...NOTHING, ...given });
  const part = Object.fromEntries(Object.entries(update).filter(([property]) => property in given));
  return { isWhole: false, part };
}

/** What is expected to be there. */
export function parseExpected(
  issues: InputIssues,
  expected: ExpectedInput | null | undefined,
): Expectation | undefined {
  if (expected == null) return undefined;
  const { name, type, note } = expected;
  const time = resolveReturnTime(expected, new Date(0), ['input', 'expected']);
  if ('issue' in time) issues.add([time.issue]);
  const returnTime = 'issue' in time ? undefined : time.returnTime;
  return {
    ...(name == null ? {} : { name }),
    ...(type == null ? {} : { type }),
    ...(note === undefined ? {} : { note: note ?? '' }),
    ...(returnTime === undefined ? {} : { returnTime }),
  };
}

/** Stands for what is not given, or was found at fault before. */
const NOTHING = { name: '-', type: 'available' } as const;

type Chosen = Pick<StatusInput, 'name' | 'type'>;

/** The name and type that an input gives, by themselves or by a preset; undefined where those are at fault. */
function choose(issues: InputIssues, input: StatusInput, findPreset: FindPreset): Chosen | undefined {
  const { preset, name, type } = input;
  if (preset == null) return { name, type };
  const both = [...(name == null ? [] : (['name'] as const)), ...(type == null ? [] : (['type'] as const))];
  for (const property of both)
    issues.add([issue(property, `${property} must not be given with a preset, which says it; got both.`)]);
  try {
    const found = presetNamed(preset, findPreset);
    return both.length > 0 ? undefined : found;
  } catch (error) {
    if (!isStatusError(error)) throw error;
    issues.add(error.issues);
    return undefined;
  }
}

function presetNamed(id: string, findPreset: FindPreset): PresetName {
  const path = ['input', 'preset'];
  const meaning = parseNodeId(id, path);
  const found = meaning.type === 'StatusPreset' ? findPreset(meaning.preset) : undefined;
  if (found !== undefined) return found;
  const message = `preset must be the id of a preset of this core server (the field presets lists them); got ${describeValue(id)}.`;
  throw StatusError.fromIssues([{ path, code: 'REFERENCE_INVALID', message }]);
}

function returnTimeOf(issues: InputIssues, input: ReturnTimeInput, takenAt: Date): number | undefined {
  const time = resolveReturnTime(input, takenAt);
  if ('returnTime' in time) return time.returnTime;
  issues.add([time.issue]);
  return undefined;
}

function parsed(issues: InputIssues, update: unknown): { isWhole: true; update: StatusUpdate } {
  try {
    return { isWhole: true, update: parseStatusUpdate(update) };
  } catch (error) {
    if (!isStatusError(error)) throw error;
    issues.add(error.issues.map((each) => ({ ...each, path: ['input', ...each.path] })));
    return { isWhole: true, update: parseStatusUpdate(NOTHING) };
  }
}

const CODES = { name: 'STATUS_NAME_INVALID', type: 'STATUS_TYPE_INVALID' } as const;

const issue = (property: 'name' | 'type', message: string): StatusIssue => ({
  path: ['input', property],
  code: CODES[property],
  message,
});

const mustBeGiven = (property: 'name' | 'type', input: StatusInput): StatusIssue =>
  issue(
    property,
    `${property} must be given, or a preset in the place of name and type; got ${input[property] === null ? 'null' : 'nothing'}.`,
  );

const defined = (chosen: Chosen): Chosen =>
  Object.fromEntries(Object.entries(chosen).filter(([, value]) => value != null));

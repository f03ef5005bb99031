import type { InputFieldBuilder, InputRef } from '@pothos/core';
import { faultCode } from '../errors/fault.ts';
import { type BuilderTypes, builder } from './builder.ts';
import type { ReferenceInput } from './reference-input.ts';
import { CoreServerRefInput, DEFAULT_CORE_SERVER, UserRefInput } from './references.ts';
import { StatusTypeRef } from './status-type.ts';
import type { ExpectedInput, StatusInput, WriteInput } from './write-input.ts';

/** The most users of one mutation. */
export const MAX_WRITTEN = 100;

const RETURN_TIME =
  'At most one of returnTime, returnTimestamp and returnIn; none of them means no return time.';

type Fields = InputFieldBuilder<BuilderTypes, 'InputObject'>;

const ExpectedStatusRef: InputRef<ExpectedInput> = builder.inputType('ExpectedStatus', {
  description:
    'What the caller believes is there, as far as it is given; the mutation is refused with CONFLICT where something else is.',
  fields: (t) => ({
    name: t.string(),
    type: t.field({ type: StatusTypeRef }),
    note: t.string({ description: 'Empty or null for none.' }),
    returnTime: t.field({
      type: 'DateTime',
      description: 'Null for none. At most one of returnTime and returnTimestamp.',
    }),
    returnTimestamp: t.field({ type: 'Timestamp' }),
  }),
});

const coreServerField = (t: Fields) =>
  t.field({ type: CoreServerRefInput, required: true, defaultValue: DEFAULT_CORE_SERVER });

const userField = (t: Fields) => t.field({ type: UserRefInput, required: true });

const presetField = (t: Fields) =>
  t.id({
    description: 'The id of a preset of the core server, in the place of name and type.',
    extensions: faultCode('REFERENCE_INVALID'),
  });

const nameField = (t: Fields) =>
  t.string({
    description: '1 to 255 characters without control characters; trimmed.',
    extensions: faultCode('STATUS_NAME_INVALID'),
  });

const NOTE = 'At most 4 096 characters, no control characters but line feed and tab.';

const returnFields = (t: Fields, description: string) => ({
  returnTime: t.field({ type: 'DateTime', description }),
  returnTimestamp: t.field({ type: 'Timestamp' }),
  returnIn: t.field({
    type: 'Duration',
    description: 'How long until the user is back, counted from when the gateway takes the request.',
  }),
});

const wholeFields = (t: Fields) => ({
  preset: presetField(t),
  name: nameField(t),
  type: t.field({ type: StatusTypeRef }),
  note: t.string({
    required: true,
    defaultValue: '',
    description: NOTE,
    extensions: faultCode('STATUS_NOTE_INVALID'),
  }),
  ...returnFields(t, RETURN_TIME),
});

const writeFields = (t: Fields) => ({
  expected: t.field({ type: ExpectedStatusRef }),
  idempotencyKey: t.string({
    description:
      'A text of the caller, 1 to 255 characters of printable ASCII: within 24 hours the same key and input are answered again without a second write.',
  }),
  dryRun: t.boolean({
    required: true,
    defaultValue: false,
    description: 'Checks everything, and says what would be written, without writing it.',
  }),
  clientMutationId: t.string({ description: 'Given back unchanged in the payload.' }),
});

/** The input of a mutation of one user's whole or part status. */
export interface UserWriteInput extends WriteInput, StatusInput {
  readonly user: ReferenceInput;
}

export const SetUserStatusInputRef: InputRef<UserWriteInput> = builder.inputType('SetUserStatusInput', {
  description: 'A whole new status, by preset or by name and type: what is left out is cleared, not kept.',
  fields: (t) => ({
    coreServer: coreServerField(t),
    user: userField(t),
    ...wholeFields(t),
    ...writeFields(t),
  }),
});

export const UpdateUserStatusInputRef: InputRef<UserWriteInput> = builder.inputType('UpdateUserStatusInput', {
  description: 'What is to be changed: the rest is kept.',
  fields: (t) => ({
    coreServer: coreServerField(t),
    user: userField(t),
    preset: presetField(t),
    name: nameField(t),
    type: t.field({ type: StatusTypeRef }),
    note: t.string({
      description: `${NOTE} Null clears it.`,
      extensions: faultCode('STATUS_NOTE_INVALID'),
    }),
    ...returnFields(
      t,
      'At most one of returnTime, returnTimestamp and returnIn; null in any of them clears it.',
    ),
    ...writeFields(t),
  }),
});

/** The input of a mutation that says only whose status is meant. */
export interface ClearInput extends WriteInput {
  readonly user: ReferenceInput;
}

export const ClearUserStatusInputRef: InputRef<ClearInput> = builder.inputType('ClearUserStatusInput', {
  description: 'Whose status goes back to the default preset.',
  fields: (t) => ({ coreServer: coreServerField(t), user: userField(t), ...writeFields(t) }),
});

/** The input of a mutation of several users. */
export interface BatchInput extends WriteInput, StatusInput {
  readonly users: readonly ReferenceInput[];
}

export const SetUserStatusesInputRef: InputRef<BatchInput> = builder.inputType('SetUserStatusesInput', {
  description: `One whole new status for at most ${MAX_WRITTEN} users.`,
  fields: (t) => ({
    coreServer: coreServerField(t),
    users: t.field({ type: [UserRefInput], required: true }),
    ...wholeFields(t),
    ...writeFields(t),
  }),
});

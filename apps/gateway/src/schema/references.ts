import type { InputRef } from '@pothos/core';
import { faultCode } from '../errors/fault.ts';
import { builder } from './builder.ts';
import type { ReferenceInput } from './reference-input.ts';

/** The input `CoreServerRef`. */
export const CoreServerRefInput: InputRef<ReferenceInput> = builder.inputType('CoreServerRef', {
  description: 'One core server, by exactly one of its id or its slug.',
  isOneOf: true,
  extensions: faultCode('REFERENCE_INVALID', 'coreServer'),
  fields: (t) => ({ id: t.id(), slug: t.string() }),
});

/** The input `UserRef`. */
export const UserRefInput: InputRef<ReferenceInput> = builder.inputType('UserRef', {
  description: 'One user of a core server, by exactly one of its id or its username.',
  isOneOf: true,
  extensions: faultCode('REFERENCE_INVALID', 'user'),
  fields: (t) => ({ id: t.id(), username: t.string() }),
});

/** The core server meant where none is given. */
export const DEFAULT_CORE_SERVER = { slug: 'default' } as const;

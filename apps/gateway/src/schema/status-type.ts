import { STATUS_TYPE_INFO, STATUS_TYPES, type StatusType } from '@live-status/domain';
import type { EnumRef, ObjectRef } from '@pothos/core';
import { faultCode } from '../errors/fault.ts';
import { type BuilderTypes, builder } from './builder.ts';

const values = Object.fromEntries(
  STATUS_TYPES.map((type) => [
    type.toUpperCase(),
    { value: type, description: STATUS_TYPE_INFO[type].description },
  ]),
);

/** The enum `StatusType`; inside the gateway its values are those of the wire. */
export const StatusTypeRef: EnumRef<BuilderTypes, StatusType> = builder.enumType('StatusType', {
  description: 'The eleven types of a live status. They choose an icon and change no call flow.',
  extensions: faultCode('STATUS_TYPE_INVALID'),
  values,
});

/** What a program needs to offer a status type to a person. */
export const StatusTypeInfoRef: ObjectRef<BuilderTypes, StatusType> = builder
  .objectRef<StatusType>('StatusTypeInfo')
  .implement({
    description: 'One status type and what a person is shown of it.',
    fields: (t) => ({
      type: t.field({ type: StatusTypeRef, resolve: (type) => type }),
      wireName: t.string({ description: 'As in the REST resource: lower case.', resolve: (type) => type }),
      label: t.string({ resolve: (type) => STATUS_TYPE_INFO[type].label }),
      description: t.string({ resolve: (type) => STATUS_TYPE_INFO[type].description }),
    }),
  });

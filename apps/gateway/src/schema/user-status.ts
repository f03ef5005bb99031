import { returnTimeToDate, type StatusTarget, type UserStatus } from '@live-status/domain';
import type { CallOptions } from '@live-status/rest-client';
import type { InterfaceRef, ObjectRef } from '@pothos/core';
import { assertMayRead } from './access.ts';
import { type BuilderTypes, builder } from './builder.ts';
import type { GatewayContext } from './context.ts';
import { formatNodeId } from './node-id.ts';
import { StatusTypeRef } from './status-type.ts';

/** A status together with whose it is and when it was read. */
export interface ObservedStatus {
  readonly target: StatusTarget;
  readonly status: UserStatus;
  readonly observedAt: Date;
}

/**
 * Reads a status from the upstream.
 *
 * @throws StatusError `FORBIDDEN`, `UNAUTHENTICATED`, and what the client throws.
 */
export async function observe(
  context: GatewayContext,
  target: StatusTarget,
  options: CallOptions = readOptions(context),
): Promise<ObservedStatus> {
  const status = await context.client.getStatus(target, options);
  return { target, status, observedAt: new Date() };
}

/** @throws StatusError where this caller may read nothing at all. */
export function readOptions({ caller, callOptions }: GatewayContext): CallOptions {
  assertMayRead(caller);
  return callOptions('read');
}

/** The interface `Node`: what can be read again by its id alone. */
export const NodeRef: InterfaceRef<BuilderTypes, ObservedStatus> = builder
  .interfaceRef<ObservedStatus>('Node')
  .implement({
    description: 'Anything that can be read again by its id.',
    resolveType: () => 'UserStatus',
    fields: (t) => ({
      id: t.id({
        description:
          'Opaque, and lasting: made of the core server and user as they were asked for, so that client caches outlive a restart of the upstream.',
        resolve: ({ target }) => formatNodeId(target),
      }),
    }),
  });

/** The object `UserStatus`. */
export const UserStatusRef: ObjectRef<BuilderTypes, ObservedStatus> = builder
  .objectRef<ObservedStatus>('UserStatus')
  .implement({
    description: 'The live status of one user.',
    interfaces: [NodeRef],
    fields: (t) => ({
      statusId: t.id({
        description: "The REST resource's id of the status. It changes when the upstream restarts.",
        resolve: ({ status }) => status.id,
      }),
      configurationId: t.id({
        description: 'The id of the configuration behind the status.',
        resolve: ({ status }) => status.configurationId,
      }),
      name: t.string({ resolve: ({ status }) => status.name }),
      type: t.field({ type: StatusTypeRef, resolve: ({ status }) => status.type }),
      note: t.string({
        description: 'Empty where no note is set.',
        resolve: ({ status }) => status.note,
      }),
      returnTime: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When the user means to be back; null where no return time is set.',
        resolve: ({ status }) => returnTimeToDate(status.returnTime) ?? null,
      }),
      returnTimestamp: t.field({
        type: 'Timestamp',
        nullable: true,
        description: 'The same as a Unix timestamp in milliseconds; null where no return time is set.',
        resolve: ({ status }) => returnTimeToDate(status.returnTime)?.getTime() ?? null,
      }),
      userCreated: t.boolean({
        description: 'True for a custom status set by the user, false for a pre-configured one.',
        resolve: ({ status }) => status.userCreated,
      }),
      observedAt: t.field({
        type: 'DateTime',
        description: 'When the gateway read this from the upstream.',
        resolve: ({ observedAt }) => observedAt,
      }),
    }),
  });

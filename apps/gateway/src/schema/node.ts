import type { CoreServerRef, StatusTarget } from '@live-status/domain';
import type { InterfaceRef } from '@pothos/core';
import type { Preset } from '../people/presets.ts';
import { assertMayRead } from './access.ts';
import { type BuilderTypes, builder } from './builder.ts';
import type { GatewayContext } from './context.ts';
import { identify } from './identity.ts';
import {
  formatCoreServerId,
  formatNodeId,
  formatPresetId,
  type NodeMeaning,
  type PresetName,
  parseNodeId,
} from './node-id.ts';
import { type ObservedStatus, readStatus } from './observed-status.ts';
import { listedPerson, Person, readUser } from './person.ts';

/** A preset, and of which core server it is. */
export interface PresetOf {
  readonly coreServer: CoreServerRef;
  readonly preset: Preset;
}

/** A core server, as it is told apart from others. */
export interface CoreServerNode {
  readonly coreServer: CoreServerRef;
}

/** Whatever can be read again by its id. */
export type Node = ObservedStatus | Person | PresetOf | CoreServerNode;

/** The interface `Node`: what can be read again by its id alone. */
export const NodeRef: InterfaceRef<BuilderTypes, Node> = builder.interfaceRef<Node>('Node').implement({
  description: 'Anything that can be read again by its id.',
  resolveType: typeOf,
  fields: (t) => ({
    id: t.id({
      description:
        'Opaque, and lasting: made of names that outlive a restart of the upstream, whichever reference was used, so that client caches do too. For a user, and their status, the core server and the username; where the upstream does not say who a user id is, that id.',
      resolve: (node, _args, context) => idOf(context, node),
    }),
  }),
});

function typeOf(node: Node): 'User' | 'UserStatus' | 'StatusPreset' | 'CoreServer' {
  if (node instanceof Person) return 'User';
  if ('status' in node) return 'UserStatus';
  return 'preset' in node ? 'StatusPreset' : 'CoreServer';
}

/** @throws StatusError where the upstream must be asked who a user id is, and cannot be at the moment. */
function idOf(context: GatewayContext, node: Node): string | Promise<string> {
  if (node instanceof Person) return idOfUser(context, 'User', node.target);
  if ('status' in node) return idOfUser(context, 'UserStatus', node.target, node.moment);
  const coreServer = context.parts.coreServers.identify(node.coreServer);
  return 'preset' in node ? formatPresetId(coreServer, node.preset) : formatCoreServerId(coreServer);
}

function idOfUser(
  context: GatewayContext,
  type: 'User' | 'UserStatus',
  target: StatusTarget,
  moment?: ObservedStatus['moment'],
): string | Promise<string> {
  const identity = identify(context, target);
  return identity instanceof Promise
    ? identity.then((known) => formatNodeId(type, known, moment))
    : formatNodeId(type, identity, moment);
}

/**
 * Reads what an id stands for; null where it is known to be there no more.
 *
 * @throws StatusError `REFERENCE_INVALID`, and what reading it throws.
 */
export async function readNode(context: GatewayContext, id: string): Promise<Node | null> {
  const meaning: NodeMeaning = parseNodeId(id);
  if ('target' in meaning) {
    const { type, target } = meaning;
    if (type === 'UserStatus') return readStatus(context, target);
    return listedPerson(target.coreServer, await readUser(context, target));
  }
  assertMayRead(context.caller);
  const { coreServer } = meaning;
  if (meaning.type === 'CoreServer') return { coreServer };
  const preset = findPreset(context, coreServer, meaning.preset);
  return preset === undefined ? null : { coreServer, preset };
}

/** The preset of a core server that has a name and type. */
export function findPreset(
  { parts: { presets } }: GatewayContext,
  coreServer: CoreServerRef,
  { name, type }: PresetName,
): Preset | undefined {
  return presets.of(coreServer).find((each) => each.name === name && each.type === type);
}

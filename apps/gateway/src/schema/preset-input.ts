import { type CoreServerRef, describeValue, isStatusError, StatusError } from '@live-status/domain';
import type { GatewayContext } from './context.ts';
import { findPreset } from './node.ts';
import { type NodeMeaning, type PresetName, parseNodeId } from './node-id.ts';

/** Finds a preset by its id. @throws StatusError `REFERENCE_INVALID` where the core server has none of this id. */
export type FindPreset = (id: string) => PresetName;

/** Finds presets of the core server of an input. */
export function createFindPreset(context: GatewayContext, coreServer: CoreServerRef): FindPreset {
  const path = ['input', 'preset'];
  return (id) => {
    const meaning = meaningOf(id);
    const found =
      meaning?.type === 'StatusPreset' && mayBeSame(context, meaning.coreServer, coreServer)
        ? findPreset(context, coreServer, meaning.preset)
        : undefined;
    if (found !== undefined) return found;
    const message = `preset must be the id of a preset of this core server (the field presets lists them); got ${describeValue(id)}.`;
    throw StatusError.fromIssues([{ path, code: 'REFERENCE_INVALID', message }]);
  };
}

/** What an id means; undefined where it is none, such as the name of a preset. */
function meaningOf(id: string): NodeMeaning | undefined {
  try {
    return parseNodeId(id);
  } catch (error) {
    if (isStatusError(error)) return undefined;
    throw error;
  }
}

/** Whether two references may mean one core server: which slug an id has is not known of every one. */
function mayBeSame({ parts }: GatewayContext, one: CoreServerRef, other: CoreServerRef): boolean {
  const [a, b] = [parts.coreServers.identify(one), parts.coreServers.identify(other)];
  if ('id' in a) return !('id' in b) || a.id === b.id;
  return !('slug' in b) || a.slug === b.slug;
}

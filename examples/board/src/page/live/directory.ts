import { isStatusType, type StatusType } from '../state/status.ts';
import type { Ask } from './ask.ts';
import { fieldsOf, listOf, textOf } from './fields.ts';

/** A status that people choose from. */
export interface Choice {
  /** What tells it from the others. */
  readonly id: string;
  readonly name: string;
  readonly type: StatusType;
  /** Whether the gateway knows it by its id. */
  readonly isPreset: boolean;
}

/** Who there is, what they choose from, and how the types are called. */
export interface Directory {
  /** Display names by username. */
  readonly names: ReadonlyMap<string, string>;
  /** The presets; where there are none, the types. */
  readonly choices: readonly Choice[];
  readonly labels: ReadonlyMap<StatusType, string>;
}

const FIRST = `query BoardDirectory($after: String) {
  presets { id name type }
  statusTypes { type label }
  users(first: 500, after: $after) { nodes { username displayName } pageInfo { hasNextPage endCursor } }
}`;
const NEXT = `query BoardUsers($after: String) {
  users(first: 500, after: $after) { nodes { username displayName } pageInfo { hasNextPage endCursor } }
}`;

/** Reads all of it, page by page. @throws Refusal */
export async function loadDirectory(ask: Ask): Promise<Directory> {
  const names = new Map<string, string>();
  const first = await ask(FIRST);
  for (let page = first; ; ) {
    const { nodes, pageInfo } = fieldsOf(page['users']);
    for (const node of listOf(nodes)) {
      const { username, displayName } = fieldsOf(node);
      names.set(textOf(username), textOf(displayName));
    }
    const { hasNextPage, endCursor } = fieldsOf(pageInfo);
    if (hasNextPage !== true) break;
    page = await ask(NEXT, { after: endCursor });
  }
  const types = listOf(first['statusTypes']).flatMap(parseType);
  const presets = listOf(first['presets']).flatMap(parsePreset);
  return {
    names,
    labels: new Map(types.map(({ name, type }) => [type, name])),
    choices: presets.length > 0 ? presets : types,
  };
}

function parseType(value: unknown): Choice[] {
  const { type, label } = fieldsOf(value);
  return isStatusType(type) ? [{ id: type, name: textOf(label), type, isPreset: false }] : [];
}

function parsePreset(value: unknown): Choice[] {
  const { id, name, type } = fieldsOf(value);
  return isStatusType(type) ? [{ id: textOf(id), name: textOf(name), type, isPreset: true }] : [];
}

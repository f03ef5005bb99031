import {
  type CoreServerRef,
  isStatusError,
  isStatusType,
  parseCoreServerRef,
  parseTarget,
  StatusError,
  type StatusTarget,
  type StatusType,
} from '@live-status/domain';

/** What an id stands for. */
export type NodeMeaning =
  | { readonly type: 'UserStatus' | 'User'; readonly target: StatusTarget }
  | { readonly type: 'StatusPreset'; readonly coreServer: CoreServerRef; readonly preset: PresetName }
  | { readonly type: 'CoreServer'; readonly coreServer: CoreServerRef };

/** What identifies a preset on its core server. */
export interface PresetName {
  readonly name: string;
  readonly type: StatusType;
}

/** A status that is not the one that is there now: a cache must not take it for that. */
export type Moment = 'previous' | 'planned';

/**
 * The opaque id of a user or of their status: made of what outlives the ids of the upstream, which change when it restarts
 * (clause ID-1).
 */
export function formatNodeId(
  type: 'UserStatus' | 'User',
  { coreServer, user }: StatusTarget,
  moment?: Moment,
): string {
  return encode([type, ...entryOf(coreServer), ...entryOf(user), ...(moment === undefined ? [] : [moment])]);
}

export function formatPresetId(coreServer: CoreServerRef, { name, type }: PresetName): string {
  return encode(['StatusPreset', ...entryOf(coreServer), name, type]);
}

export function formatCoreServerId(coreServer: CoreServerRef): string {
  return encode(['CoreServer', ...entryOf(coreServer)]);
}

/**
 * What an id means; `path` is where it was given.
 *
 * @throws StatusError `REFERENCE_INVALID` where this API did not give the id out, or it is that of a status as it was or would be.
 */
export function parseNodeId(id: string, path: readonly string[] = ['id']): NodeMeaning {
  const parts = decode(id);
  const moment = parts[0] === 'UserStatus' && parts.length === MOMENT + 1 ? parts[MOMENT] : undefined;
  const meaning = meaningOf(moment === undefined ? parts : parts.slice(0, MOMENT));
  if (meaning === undefined) throw unknownId(path);
  if (moment === undefined) return meaning;
  throw moment === 'previous' || moment === 'planned' ? notThere(path) : unknownId(path);
}

/** Where the moment stands that the id of a status may have. */
const MOMENT = 5;

function meaningOf([type, coreServerKey, coreServerValue, ...rest]: unknown[]): NodeMeaning | undefined {
  if (typeof coreServerKey !== 'string') return undefined;
  const coreServer = { [coreServerKey]: coreServerValue };
  const [first, second] = rest;
  try {
    if (type === 'CoreServer' && rest.length === 0)
      return { type, coreServer: parseCoreServerRef(coreServer) };
    if (typeof first !== 'string' || rest.length !== 2) return undefined;
    if (type === 'UserStatus' || type === 'User')
      return { type, target: parseTarget({ coreServer, user: { [first]: second } }) };
    if (type === 'StatusPreset' && isStatusType(second))
      return { type, coreServer: parseCoreServerRef(coreServer), preset: { name: first, type: second } };
  } catch (error) {
    // Whatever a path cannot hold is of no id that was given out.
    if (!isStatusError(error)) throw error;
  }
  return undefined;
}

const entryOf = (ref: object): readonly [string, unknown] => {
  const [[key, value] = ['', '']] = Object.entries(ref);
  return [key, value];
};

const encode = (parts: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

function decode(id: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(id, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

const invalid = (path: readonly string[], message: string): StatusError =>
  StatusError.fromIssues([{ path, code: 'REFERENCE_INVALID', message }]);

const unknownId = (path: readonly string[]): StatusError =>
  invalid(path, `The id is not one that this API gave out: it must be the id of a node.`);

const notThere = (path: readonly string[]): StatusError =>
  invalid(
    path,
    'The id is that of a status as it was, or would be: only the one that is there can be read again.',
  );

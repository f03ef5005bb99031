import { describeValue, parseStatusUpdate, StatusError } from '@live-status/domain';
import type { ConfiguredPresets, Preset } from '../people/presets.ts';

/**
 * The presets of a file: a JSON list of `{name, type, configurationId?, isDefault?}` for every core server, or an object of
 * such lists by the slug or id of a core server, where `*` stands for all others.
 *
 * @throws SyntaxError that says what is wrong with the file.
 */
export function parsePresets(text: string): ConfiguredPresets {
  const content = parseJson(text);
  if (Array.isArray(content)) return { everywhere: parseList('the list', content), byCoreServer: new Map() };
  if (typeof content !== 'object' || content === null)
    throw new SyntaxError(
      `must hold a JSON list of presets, or an object of lists by core server; got ${describeValue(content)}.`,
    );
  const lists = new Map(
    Object.entries(content).map(([name, list]): [string, Preset[]] => {
      const where = describeValue(name);
      if (!Array.isArray(list))
        throw new SyntaxError(`must have a list of presets at ${where}; got ${describeValue(list)}.`);
      return [name, parseList(where, list)];
    }),
  );
  const everywhere = lists.get('*') ?? [];
  lists.delete('*');
  return { everywhere, byCoreServer: lists };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError('must hold JSON; got something else.');
  }
}

function parseList(where: string, list: readonly unknown[]): Preset[] {
  const presets = list.map((item, index) => parsePreset(`${where}, preset ${index + 1}`, item));
  const names = presets.map(({ name, type }) => JSON.stringify([name, type]));
  const twice = presets.find((_, index) => names.indexOf(names[index] ?? '') !== index);
  if (twice !== undefined)
    throw new SyntaxError(
      `must not have a preset twice; in ${where} got ${describeValue(twice.name)} again.`,
    );
  if (presets.filter(({ isDefault }) => isDefault).length > 1)
    throw new SyntaxError(`must have at most one preset with isDefault in ${where}; got several.`);
  return presets;
}

const PROPERTIES = ['name', 'type', 'configurationId', 'isDefault'];

function parsePreset(where: string, item: unknown): Preset {
  const fail = (what: string): never => {
    throw new SyntaxError(`${what} (${where}).`);
  };
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    return fail(`must have presets that are objects; got ${describeValue(item)}`);
  const given: Readonly<Record<string, unknown>> = { ...item };
  const unknown = Object.keys(given).find((key) => !PROPERTIES.includes(key));
  if (unknown !== undefined)
    fail(`must have presets of ${PROPERTIES.join(', ')} alone; got ${describeValue(unknown)}`);
  const { configurationId, isDefault = false } = given;
  if (configurationId !== undefined && typeof configurationId !== 'string')
    return fail(`must have a text as configurationId; got ${describeValue(configurationId)}`);
  if (typeof isDefault !== 'boolean')
    return fail(`must have true or false as isDefault; got ${describeValue(isDefault)}`);
  try {
    const { name, type } = parseStatusUpdate({ name: given['name'], type: given['type'] });
    return { name, type, configurationId, isDefault };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return fail(`must have presets that can be set: ${error.message.replace(/\.$/, '')}`);
  }
}

import { describe, expect, test } from 'vitest';
import { parsePresets } from './presets.ts';

const parse = (value: unknown) => parsePresets(JSON.stringify(value));
const LUNCH = { name: 'Lunch', type: 'away' };
const HOME = { name: 'Home', type: 'xa', configurationId: 'c-1', isDefault: true };
const lunch = { ...LUNCH, configurationId: undefined, isDefault: false };

describe('presets', () => {
  test('in a list are those of every core server, in its order', () => {
    const { everywhere, byCoreServer } = parse([LUNCH, HOME]);
    expect(everywhere).toEqual([lunch, HOME]);
    expect(byCoreServer.size).toBe(0);
  });

  test('by core server are its own, and * stands for all others', () => {
    const { everywhere, byCoreServer } = parse({ default: [LUNCH], '*': [HOME], other: [] });
    expect(everywhere).toEqual([HOME]);
    expect([...byCoreServer]).toEqual([
      ['default', [lunch]],
      ['other', []],
    ]);
  });

  test('without * there are none for all others', () => {
    expect(parse({ default: [LUNCH] }).everywhere).toEqual([]);
    expect(parse({})).toEqual({ everywhere: [], byCoreServer: new Map() });
    expect(parse([])).toEqual({ everywhere: [], byCoreServer: new Map() });
  });

  test('a core server may be called whatever an object has already', () => {
    const { byCoreServer } = parsePresets('{"__proto__": [], "constructor": [{"name":"In","type":"chat"}]}');
    expect([...byCoreServer.keys()]).toEqual(['__proto__', 'constructor']);
  });

  test('have names as they would be set: without space around', () => {
    expect(parse([{ ...LUNCH, name: ' Lunch ' }]).everywhere).toEqual([lunch]);
  });

  test('of one name differ in type', () => {
    expect(parse([LUNCH, { ...LUNCH, type: 'dnd' }]).everywhere).toHaveLength(2);
  });
});

describe('a file that cannot be used says what is wrong, where', () => {
  test.each<[string, RegExp]>([
    ['[', /^must hold JSON; got something else\.$/],
    ['"x"', /^must hold a JSON list of presets, or an object of lists by core server; got "x"\.$/],
    ['null', /^must hold a JSON list .*; got null\.$/],
    ['{"default": {}}', /^must have a list of presets at "default"; got /],
    ['{"default": null}', /^must have a list of presets at "default"; got null\.$/],
    ['[7]', /^must have presets that are objects; got 7 \(the list, preset 1\)\.$/],
    ['[[]]', /^must have presets that are objects; got .* \(the list, preset 1\)\.$/],
    ['[null]', /^must have presets that are objects; got null/],
    [
      '[{"name":"a","type":"away","colour":"red"}]',
      /^must have presets of name, type, configurationId, isDefault alone; got "colour" \(the list, preset 1\)\.$/,
    ],
    ['[{"name":"a","type":"away","configurationId":7}]', /^must have a text as configurationId; got 7/],
    ['[{"name":"a","type":"away","isDefault":"yes"}]', /^must have true or false as isDefault; got "yes"/],
    ['[{"type":"away"}]', /^must have presets that can be set: .*name.* \(the list, preset 1\)\.$/],
    ['[{"name":"a"}]', /^must have presets that can be set: .*type/],
    ['[{"name":"a","type":"AWAY"}]', /^must have presets that can be set: .*type.*"AWAY"/],
    ['[{"name":" ","type":"away"}]', /^must have presets that can be set: /],
    ['{"default":[{"name":"a","type":"away"},{"name":7,"type":"away"}]}', /\("default", preset 2\)\.$/],
    [
      '[{"name":"a","type":"away"},{"name":"a ","type":"away"}]',
      /^must not have a preset twice; in the list got "a" again\.$/,
    ],
    [
      '{"x":[{"name":"a","type":"away","isDefault":true},{"name":"b","type":"away","isDefault":true}]}',
      /^must have at most one preset with isDefault in "x"; got several\.$/,
    ],
  ])('%s', (text, message) => {
    expect(() => parsePresets(text)).toThrow(SyntaxError);
    expect(() => parsePresets(text)).toThrow(message);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseReaderMessage } from './parse-reader-message.ts';

const filter = (...filters: unknown[]) => JSON.stringify({ type: 'filter', filters });

test('EVT-2 a filter is its conditions, of text, number or boolean; what else it has is ignored', () => {
  const conditions = [
    { property: 'a', value: 'b' },
    { property: 'a', value: 1.5 },
    { property: '', value: false },
  ];
  const text = filter(...conditions.map((condition) => ({ ...condition, more: 1 })));
  expect(parseReaderMessage(text)).toEqual({ ok: true, conditions });
  expect(parseReaderMessage(filter())).toEqual({ ok: true, conditions: [] });
});

test.each([
  ['', 'The message cannot be read as JSON.'],
  ['{"type":"filter"', 'The message cannot be read as JSON.'],
  ['null', 'the message: expected an object with "type" and "filters", got null.'],
  ['[]', 'the message: expected an object with "type" and "filters", got an array.'],
  ['{"filters":[]}', 'type: expected "filter", got nothing.'],
  ['{"type":"subscribe","filters":[]}', 'type: expected "filter", got "subscribe".'],
  ['{"type":"filter"}', 'filters: expected an array, got nothing.'],
  [filter('a'), 'filters[0]: expected an object with "property" and "value", got "a".'],
  [
    filter({ property: 'a', value: 'b' }, { value: 'b' }),
    'filters[1].property: expected a text, got nothing.',
  ],
  [
    filter({ property: 'a', value: null }),
    'filters[0].value: expected a text, a number, true or false, got null.',
  ],
  [
    filter({ property: 'a', value: {} }),
    'filters[0].value: expected a text, a number, true or false, got an object.',
  ],
])('the message %s is told why it is none', (text, fault) => {
  expect(parseReaderMessage(text)).toEqual({ ok: false, fault });
});

test('whatever a reader says, it is a filter or is told in one short line why not', () => {
  const part = fc.oneof(fc.jsonValue(), fc.constantFrom('filter', 'property', 'value'));
  const shaped = fc.record(
    {
      type: fc.oneof(fc.constant('filter'), part),
      filters: fc.oneof(part, fc.array(fc.record({ property: part, value: part }, { requiredKeys: [] }))),
    },
    { requiredKeys: [] },
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    shaped.map((value) => JSON.stringify(value)),
  );
  const property = fc.property(text, (given) => {
    const message = parseReaderMessage(given);
    if (message.ok) return;
    expect(message.fault).toMatch(/^[^\r\n]{1,500}$/);
  });
  fc.assert(property, { numRuns: 1000 });
});

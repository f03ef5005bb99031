import { expect, test } from 'vitest';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { expectProblem, issuePaths } from '../expect-problem.ts';
import { BACK_IN_TIME, MARTY } from '../paths.ts';

const { name, ...WITHOUT_NAME } = BACK_IN_TIME;
const { type, ...WITHOUT_TYPE } = BACK_IN_TIME;

const timed = (returnTime: string) =>
  `{"name":"${name}","type":"${type}","note":"","returnTime":${returnTime}}`;

const faults: readonly (readonly [clause: string, code: string, body: unknown])[] = [
  ['SET-3', 'STATUS_NAME_INVALID', WITHOUT_NAME],
  ['SET-3', 'STATUS_NAME_INVALID', { ...BACK_IN_TIME, name: null }],
  ['SET-3', 'STATUS_NAME_INVALID', { ...BACK_IN_TIME, name: 7 }],
  ['SET-4', 'STATUS_TYPE_INVALID', WITHOUT_TYPE],
  ['SET-4', 'STATUS_TYPE_INVALID', { ...BACK_IN_TIME, type: null }],
  ['SET-5', 'STATUS_TYPE_INVALID', { ...BACK_IN_TIME, type: 'AWAY' }],
  ['SET-5', 'STATUS_TYPE_INVALID', { ...BACK_IN_TIME, type: ' away' }],
  ['SET-5', 'STATUS_TYPE_INVALID', { ...BACK_IN_TIME, type: 'toString' }],
  ['SET-5', 'STATUS_TYPE_INVALID', { ...BACK_IN_TIME, type: ['away'] }],
  ['SET-6', 'RETURN_TIME_INVALID', timed('8640000000000001')],
  ['SET-6', 'RETURN_TIME_INVALID', timed('-8640000000000001')],
  ['SET-6', 'RETURN_TIME_INVALID', timed('9223372036854775807')],
  ['SET-6', 'RETURN_TIME_INVALID', timed('1e400')],
  ['SET-6', 'RETURN_TIME_INVALID', timed('1.5')],
  ['SET-6', 'RETURN_TIME_INVALID', timed('"499132800"')],
  ['SET-6', 'RETURN_TIME_INVALID', timed('"NaN"')],
  ['SET-6', 'RETURN_TIME_INVALID', timed('"1985-10-26T01:20:00Z"')],
  ['SET-6', 'RETURN_TIME_INVALID', timed('null')],
  ['SET-6', 'RETURN_TIME_INVALID', timed('true')],
  ['SET-6', 'RETURN_TIME_INVALID', timed('[1]')],
  ['SET-9', 'STATUS_NAME_INVALID', { ...BACK_IN_TIME, name: '' }],
  ['SET-9', 'STATUS_NAME_INVALID', { ...BACK_IN_TIME, name: ' \t\n' }],
  ['SET-9', 'STATUS_NAME_INVALID', { ...BACK_IN_TIME, name: 'x'.repeat(256) }],
  ['SET-9', 'STATUS_NAME_INVALID', { ...BACK_IN_TIME, name: 'a\nb' }],
  ['SET-9', 'STATUS_NAME_INVALID', { ...BACK_IN_TIME, name: 'a\u0000b' }],
  ['SET-9', 'STATUS_NOTE_INVALID', { ...BACK_IN_TIME, note: 'x'.repeat(4097) }],
  ['SET-9', 'STATUS_NOTE_INVALID', { ...BACK_IN_TIME, note: 'a\rb' }],
  ['SET-9', 'STATUS_NOTE_INVALID', { ...BACK_IN_TIME, note: '\u007f' }],
  ['SET-9', 'STATUS_NOTE_INVALID', { ...BACK_IN_TIME, note: null }],
];

const titled = faults.map(([clause, code, body]) => {
  const shown = typeof body === 'string' ? body : JSON.stringify(body);
  return { clause, code, body, shown: shown.length > 120 ? `${shown.slice(0, 120)}…` : shown };
});

export function describeRefusals(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  test.each(titled)('$clause 422 $code for $shown, and nothing is changed', async ({ code, body }) => {
    const before = await caller.read(MARTY);
    expectProblem(await caller.post(`${MARTY}/set`, body), 422, code);
    expect(await caller.read(MARTY)).toEqual(before);
  });

  test.each(['NaN', 'Infinity', '-', '01', '0x10'])(
    'SET-6 %s is not even JSON, and is refused as malformed',
    async (written) => {
      expectProblem(await caller.post(`${MARTY}/set`, timed(written)), 412, 'MALFORMED_JSON');
    },
  );

  test.each(['{}', '[]', 'null', '"Lunch"', '7'])(
    'SET-3 and SET-4 the body %s has neither name nor type, and both are reported',
    async (body) => {
      const problem = expectProblem(await caller.post(`${MARTY}/set`, body), 422, 'VALIDATION_FAILED');
      expect(issuePaths(problem)).toEqual(['name', 'type']);
    },
  );

  test('ERR-3 all faults of one body are reported together', async () => {
    const body = { name: '', type: 'lunch', note: 7, returnTime: '1' };
    const problem = expectProblem(await caller.post(`${MARTY}/set`, body), 422, 'VALIDATION_FAILED');
    expect(issuePaths(problem)).toEqual(['name', 'type', 'note', 'returnTime']);
  });
}

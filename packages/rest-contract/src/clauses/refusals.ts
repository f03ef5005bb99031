import { expect, test } from 'vitest';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { issuePaths } from '../expect-problem.ts';
import { MARTY } from '../paths.ts';

/** One property of a good body, written as JSON, that makes it a bad one; without the writing it is left out. */
type Fault = readonly [clause: string, code: string, property: string, written?: string];

/** What the vendor's page itself names. */
const documented: readonly Fault[] = [
  ['SET-3', 'STATUS_NAME_INVALID', 'name'],
  ['SET-4', 'STATUS_TYPE_INVALID', 'type'],
  ['SET-5', 'STATUS_TYPE_INVALID', 'type', '"lunch"'],
  ['SET-6', 'RETURN_TIME_INVALID', 'returnTime', '9223372036854775808'],
  ['SET-6', 'RETURN_TIME_INVALID', 'returnTime', '"tomorrow"'],
];

const values = (clause: string, code: string, property: string, ...written: readonly string[]): Fault[] =>
  written.map((text) => [clause, code, property, text]);

const long = (length: number) => JSON.stringify('x'.repeat(length));

/** What we refuse as well. */
const ours: readonly Fault[] = [
  ...values('SET-3', 'STATUS_NAME_INVALID', 'name', 'null', '7'),
  ...values('SET-4', 'STATUS_TYPE_INVALID', 'type', 'null'),
  ...values('SET-5', 'STATUS_TYPE_INVALID', 'type', '""', '"AWAY"', '" away"', '"toString"', '["away"]'),
  ...values(
    ...(['SET-6', 'RETURN_TIME_INVALID', 'returnTime'] as const),
    ...['8640000000000001', '-8640000000000001', '9223372036854775807', '1e400', '1.5'],
    ...['""', '"499132800"', '"NaN"', '"1985-10-26T01:20:00Z"', 'null', 'true', '[1]', '{}'],
  ),
  ...values(
    ...(['SET-9', 'STATUS_NAME_INVALID', 'name'] as const),
    ...['""', '" \\t\\n"', long(256), '"a\\nb"', '"a\\tb"', '"a\\u0000b"', '"a\\u0085b"'],
  ),
  ...values(
    ...(['SET-9', 'STATUS_NOTE_INVALID', 'note'] as const),
    ...[long(4097), '"a\\rb"', '"\\u0000"', '"\\u007f"', '"\\u0085"', 'null'],
  ),
];

function bodyWith(property: string, written: string | undefined): string {
  const good = { name: '"Went back in time"', type: '"away"', note: '""', returnTime: '499132800' };
  const pairs = Object.entries({ ...good, [property]: written }).filter(([, text]) => text !== undefined);
  return `{${pairs.map(([name, text]) => `"${name}":${text}`).join()}}`;
}

const withTitle = ([clause, code, property, written]: Fault) => {
  const short =
    written !== undefined && written.length > 80 ? `of ${written.length - 2} characters` : written;
  return [clause, code, `${property} ${short ?? 'left out'}`, bodyWith(property, written)] as const;
};

export function describeRefusals(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  const isRefused = async (body: string, code: string) => {
    const before = await caller.read(MARTY);
    caller.refused(await caller.post(`${MARTY}/set`, body), 422, code);
    expect(await caller.read(MARTY)).toEqual(before);
  };

  test.each(documented.map(withTitle))(
    '%s 422 %s: %s, and nothing is changed',
    async (_clause, code, _fault, body) => isRefused(body, code),
  );

  test.each(ours.map(withTitle))(
    '%s 422 %s as well: %s, and nothing is changed',
    async (_clause, code, _fault, body) => {
      caller.ours();
      await isRefused(body, code);
    },
  );

  test.each(['NaN', 'Infinity', '-', '01', '0x10'])(
    'SET-6 the return time %s is not even JSON, and is refused as malformed',
    async (written) => {
      caller.ours();
      const body = bodyWith('returnTime', written);
      caller.refused(await caller.post(`${MARTY}/set`, body), 412, 'MALFORMED_JSON');
    },
  );

  test.each(['{}', '[]', 'null', '"Lunch"', '7'])(
    'SET-3 and SET-4 the body %s has neither name nor type, and both are reported',
    async (body) => {
      caller.ours();
      const problem = caller.refused(await caller.post(`${MARTY}/set`, body), 422, 'VALIDATION_FAILED');
      expect(issuePaths(problem)).toEqual(['name', 'type']);
    },
  );

  test('ERR-3 all faults of one body are reported together', async () => {
    const body = { name: '', type: 'lunch', note: 7, returnTime: '1' };
    const problem = caller.refused(await caller.post(`${MARTY}/set`, body), 422, 'VALIDATION_FAILED');
    expect(issuePaths(problem)).toEqual(['name', 'type', 'note', 'returnTime']);
  });
}

import { expect, test } from 'vitest';
import { STATUS_ERROR_CODES } from './error-table.ts';
import { isStatusError, StatusError, type StatusIssue } from './status-error.ts';
import { STATUS_TYPES } from './status-type.ts';

const nameIssue: StatusIssue = { path: ['name'], code: 'STATUS_NAME_INVALID', message: 'No name.' };
const typeIssue: StatusIssue = { path: ['type'], code: 'STATUS_TYPE_INVALID', message: 'No type.' };

test.each(STATUS_ERROR_CODES)(
  '%s makes an error that is one, and whose JSON has no cause and no stack',
  (code) => {
    const cause = new Error('https://manager:secret@example.test');
    const error = new StatusError(code, 'It failed.', { cause });
    expect(isStatusError(error)).toBe(true);
    expect(error).toMatchObject({ name: 'StatusError', code, message: 'It failed.', cause });
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(JSON.stringify(error)).not.toContain('status-error');
  },
);

test.each([
  ['UPSTREAM_BUSY', 'read', true, undefined],
  ['UPSTREAM_BUSY', 'write', true, 'NOT_APPLIED'],
  ['UPSTREAM_TIMEOUT', 'read', true, undefined],
  ['UPSTREAM_TIMEOUT', 'write', false, 'UNKNOWN'],
  ['NOT_LICENSED', 'read', false, undefined],
  ['NOT_LICENSED', 'write', false, 'NOT_APPLIED'],
  ['BAD_USER_INPUT', 'write', false, undefined],
] as const)('%s of a %s: retryable is %s, the outcome %s', (code, operation, retryable, outcome) => {
  expect(new StatusError(code, 'It failed.', { operation })).toMatchObject({ operation, retryable, outcome });
});

test('an outcome that is surer than the table is kept for a write, and none is made up for a read', () => {
  const options = { outcome: 'NOT_APPLIED' } as const;
  const write = new StatusError('UPSTREAM_BAD_RESPONSE', 'Redirected.', { ...options, operation: 'write' });
  const read = new StatusError('UPSTREAM_BAD_RESPONSE', 'Redirected.', options);
  expect(write.outcome).toBe('NOT_APPLIED');
  expect(read.outcome).toBeUndefined();
});

test('an error is one of a read unless it is said to be one of a write', () => {
  expect(new StatusError('UPSTREAM_TIMEOUT', 'It failed.')).toMatchObject({
    operation: 'read',
    retryable: true,
  });
});

test('a type that is at fault brings the valid types, even where no issue says more', () => {
  expect(new StatusError('STATUS_TYPE_INVALID', 'It failed.').allowed).toEqual(STATUS_TYPES);
});

test('an error without a cause has no cause property', () => {
  expect(Object.hasOwn(new StatusError('NOT_FOUND', 'It failed.'), 'cause')).toBe(false);
});

test('issues of one kind give their own code', () => {
  const error = StatusError.fromIssues([nameIssue, { ...nameIssue, message: 'Again.' }]);
  expect(error).toMatchObject({
    code: 'STATUS_NAME_INVALID',
    message: 'No name. Again.',
    allowed: undefined,
  });
});

test('issues of several kinds give VALIDATION_FAILED, and a type at fault brings the valid types', () => {
  const error = StatusError.fromIssues([nameIssue, typeIssue], { operation: 'write' });
  expect(error).toMatchObject({ code: 'VALIDATION_FAILED', allowed: STATUS_TYPES, outcome: 'NOT_APPLIED' });
  expect(error.issues).toEqual([nameIssue, typeIssue]);
});

test('no issues give VALIDATION_FAILED, so that a refusal always has a code', () => {
  expect(StatusError.fromIssues([])).toMatchObject({ code: 'VALIDATION_FAILED', message: '', issues: [] });
});

test('the JSON form has what is known and leaves out what is not', () => {
  const options = { upstreamStatus: 503, retryAfterMs: 2000 };
  expect(JSON.parse(JSON.stringify(new StatusError('UPSTREAM_BUSY', 'Busy.', options)))).toEqual({
    code: 'UPSTREAM_BUSY',
    message: 'Busy.',
    retryable: true,
    ...options,
  });
  expect(JSON.parse(JSON.stringify(StatusError.fromIssues([typeIssue])))).toEqual({
    code: 'STATUS_TYPE_INVALID',
    message: 'No type.',
    retryable: false,
    issues: [typeIssue],
    allowed: [...STATUS_TYPES],
  });
});

test('a conflict says what is there instead, and of that only what can be set', () => {
  const current = { name: 'Lunch', type: 'away', note: 'Back at one', returnTime: -1 } as const;
  const read = { ...current, id: 's-1', configurationId: 'c-1', userCreated: true };
  const error = new StatusError('CONFLICT', 'Somebody was first.', { operation: 'write', current: read });
  expect(error.current).toEqual(current);
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    code: 'CONFLICT',
    message: 'Somebody was first.',
    retryable: false,
    outcome: 'NOT_APPLIED',
    current,
  });
  expect(new StatusError('CONFLICT', 'Somebody was first.').current).toBeUndefined();
});

test.each<[unknown]>([[new Error('x')], [{ code: 'NOT_FOUND' }], [undefined]])(
  '%o is not a StatusError',
  (value) => {
    expect(isStatusError(value)).toBe(false);
  },
);

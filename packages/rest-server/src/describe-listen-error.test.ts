import { expect, test } from 'vitest';
import { describeListenError } from './describe-listen-error.ts';

const address = { address: '10.0.0.1', port: 80 };

test.each([
  ['EADDRINUSE', address, '--port: 10.0.0.1:80 is in use by another program; name another port.'],
  ['EACCES', address, '--port: no permission to listen on 10.0.0.1:80; name a port from 1024 on.'],
  ['EADDRNOTAVAIL', address, '--host: 10.0.0.1 is no address of this machine.'],
  ['ENOTFOUND', { hostname: 'nowhere.invalid' }, '--host: nowhere.invalid is no address of this machine.'],
  ['EMFILE', {}, 'The server could not be started: too many files'],
])('%s is told by the option to change', (code, more, line) => {
  expect(describeListenError(Object.assign(new Error('too many files'), { code, ...more }))).toBe(line);
});

test('what is no error is not shown', () => {
  expect(describeListenError('secret')).toBe('The server could not be started.');
});

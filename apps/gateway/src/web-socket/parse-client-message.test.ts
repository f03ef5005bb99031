import { expect, test } from 'vitest';
import { parseClientMessage } from './parse-client-message.ts';

test.each([
  ['{"type":"connection_init"}', { type: 'connection_init', payload: {} }],
  ['{"type":"connection_init","payload":null}', { type: 'connection_init', payload: {} }],
  ['{"type":"connection_init","payload":{"a":1}}', { type: 'connection_init', payload: { a: 1 } }],
  ['{"type":"ping"}', { type: 'ping', payload: undefined }],
  ['{"type":"ping","payload":{"a":1}}', { type: 'ping', payload: { a: 1 } }],
  ['{"type":"pong","payload":{"a":1}}', { type: 'pong' }],
  ['{"type":"complete","id":"é","more":1}', { type: 'complete', id: 'é' }],
  ['{"type":"subscribe","id":"1","payload":{}}', { type: 'subscribe', id: '1', payload: {} }],
])('%s is a message', (text, message) => {
  expect(parseClientMessage(text)).toStrictEqual({ ok: true, message });
});

test.each([
  ['', 'Messages must be JSON objects'],
  ['1', 'Messages must be JSON objects'],
  ['"ping"', 'Messages must be JSON objects'],
  ['[{"type":"ping"}]', 'Messages must be JSON objects'],
  ['{"type":"Ping"}', 'Unknown type of message'],
  ['{"type":["ping"]}', 'Unknown type of message'],
  ['{"__proto__":{"type":"ping"}}', 'Unknown type of message'],
  ['{"type":"connection_init","payload":[]}', 'The payload must be an object'],
  ['{"type":"ping","payload":"x"}', 'The payload must be an object'],
  ['{"type":"pong","payload":0}', 'The payload must be an object'],
  ['{"type":"subscribe","payload":{}}', 'The id must be a string of 1 to 128 characters'],
  ['{"type":"subscribe","id":1,"payload":{}}', 'The id must be a string of 1 to 128 characters'],
  ['{"type":"subscribe","id":"1","payload":null}', 'The payload must be an object'],
  ['{"type":"complete","id":""}', 'The id must be a string of 1 to 128 characters'],
])('%s is none', (text, fault) => {
  expect(parseClientMessage(text)).toStrictEqual({ ok: false, fault });
});

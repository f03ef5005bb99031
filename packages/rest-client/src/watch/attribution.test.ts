import { parseCoreServerRef } from '@live-status/domain';
import { expect, test } from 'vitest';
import { userId } from '../../test/names.ts';
import { createAttribution } from './attribution.ts';

const marty = userId('u-1');
const other = userId('u-2');
const from = (coreServerId: string, id = marty) => ({ coreServerId, userId: id });

test('a core server that was given by its id is that one and no other', () => {
  const attribution = createAttribution(parseCoreServerRef({ id: 'c-1' }));
  expect(attribution.judge(from('c-1'), undefined)).toBe('ours');
  expect(attribution.judge(from('c-2'), marty)).toBe('foreign');
  attribution.startOver();
  expect(attribution.judge(from('c-1'), undefined)).toBe('ours');
});

test('ID-2 the live id of a user proves which core server is ours', () => {
  const attribution = createAttribution(parseCoreServerRef({ slug: 'default' }));
  expect(attribution.judge(from('c-1'), undefined)).toBe('unknown');
  expect(attribution.judge(from('c-2', other), marty)).toBe('unknown');
  expect(attribution.judge(from('c-1'), marty)).toBe('ours');
  expect(attribution.judge(from('c-1', other), undefined)).toBe('ours');
  expect(attribution.judge(from('c-2', other), other)).toBe('foreign');
});

test('ID-1 what was found out counts until the next connection', () => {
  const attribution = createAttribution(parseCoreServerRef({ slug: 'default' }));
  attribution.learn('c-2', false);
  expect(attribution.judge(from('c-2', other), marty)).toBe('foreign');
  attribution.learn('c-1', true);
  expect(attribution.judge(from('c-3'), marty)).toBe('foreign');
  attribution.startOver();
  expect(attribution.judge(from('c-2'), undefined)).toBe('unknown');
  expect(attribution.judge(from('c-3'), marty)).toBe('ours');
});

test('ID-2 a live id proves more than what was found out by asking about somebody else', () => {
  const attribution = createAttribution(parseCoreServerRef({ slug: 'default' }));
  attribution.learn('c-1', false);
  expect(attribution.judge(from('c-1', other), marty)).toBe('foreign');
  expect(attribution.judge(from('c-1'), marty)).toBe('ours');
  expect(attribution.judge(from('c-1', other), marty)).toBe('ours');
});

test('so many others are kept in mind and no more', () => {
  const attribution = createAttribution(parseCoreServerRef({ slug: 'default' }));
  for (let number = 0; number < 1001; number += 1) attribution.learn(`c-${number}`, false);
  expect(attribution.judge(from('c-999'), undefined)).toBe('foreign');
  expect(attribution.judge(from('c-1000'), undefined)).toBe('unknown');
});

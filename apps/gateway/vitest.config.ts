import { createRequire } from 'node:module';
import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

// graphql's "module" entry would be a second graphql next to the one that Yoga and Pothos load: its classes and
// theirs would not be the same.
const graphql = createRequire(import.meta.url).resolve('graphql');
const alias = [{ find: /^graphql$/, replacement: graphql }];

/** What a client can see is tested once more with every request sent through Yoga. */
const SEEN_BY_CLIENTS = [
  ...['attacks', 'audits', 'board', 'canary', 'clients', 'early-refusals', 'input-faults', 'limits'],
  ...['operation', 'people', 'tokens', 'upstream', 'user-status', 'web-safety', 'writes'],
].map((name) => `test/${name}.test.ts`);

const everything: ViteUserConfig = mergeConfig(base, { resolve: { alias } });
const project = (name: string, include: string[] | undefined, env: Record<string, string> = {}) => ({
  ...everything,
  test: { ...everything.test, name, env, include: include ?? everything.test?.include ?? [] },
});

const config: ViteUserConfig = {
  test: {
    projects: [
      project('both doors', undefined),
      project('Yoga alone', SEEN_BY_CLIENTS, { TEST_DOORS: 'yoga' }),
    ],
  },
};

export default config;

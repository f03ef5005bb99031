import { createRequire } from 'node:module';
import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

// graphql's "module" entry would be a second graphql next to the one that Yoga and Pothos load: its classes and
// theirs would not be the same.
const graphql = createRequire(import.meta.url).resolve('graphql');
const alias = [{ find: /^graphql$/, replacement: graphql }];

const config: ViteUserConfig = mergeConfig(base, { resolve: { alias } });

export default config;

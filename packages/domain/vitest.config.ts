import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

const config: ViteUserConfig = mergeConfig(base, { test: { coverage: { thresholds: { 100: true } } } });

export default config;

import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

// Minutes long, and so no part of the tests: "pnpm run soak" runs it.
const config: ViteUserConfig = mergeConfig(base, {});
config.test = { ...config.test, include: ['test/soak/soak.ts'] };

export default config;

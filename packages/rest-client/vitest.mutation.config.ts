import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

// The tests beside the sources judge the mutants: those in test/ wait for deadlines, which takes too long so often.
const config: ViteUserConfig = mergeConfig(base, { test: { exclude: ['test/**'] } });

export default config;

import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { SkipReporter } from './src/real/skip-reporter.ts';

const conditions = ['@live-status/source'];

/** The suite against a server that the environment names; `contract:real` starts it. */
const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['src/real/real-server.contract.ts'],
    reporters: ['verbose', new SkipReporter()],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;

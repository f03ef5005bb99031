import { defineConfig, type ViteUserConfig } from 'vitest/config';

// Packages are tested from their sources: a test never sees a stale build.
const conditions = ['@live-status/source'];

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    coverage: { include: ['src/**/*.ts'], exclude: ['src/**/*.test.ts'], reporter: ['text', 'html'] },
  },
});

export default config;

import { defineConfig } from 'vitest/config';

// One embedded PostgreSQL serves the whole run; see test/support/global-setup.ts.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'verifier/src/**/*.test.ts', 'sdk/src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    restoreMocks: true,
  },
});

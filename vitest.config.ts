import { defineConfig } from 'vitest/config';

// One embedded PostgreSQL serves the whole run; see test/support/global-setup.ts.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'verifier/src/**/*.test.ts', 'sdk/src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/seed-properties.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // They end what hangs; nothing is measured by them. On a machine with two busy cores a journey takes ten times as long as on a quiet one.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    restoreMocks: true,
  },
});

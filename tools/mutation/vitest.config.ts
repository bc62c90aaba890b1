import { defineConfig } from 'vitest/config';

// Only tests of the law that are the same on every run: a mutant must be killed by a case, not by luck. The scenarios are run by the
// test of docs/law.md, which compares the rules that speak in each of them, in one test instead of hundreds.
export default defineConfig({
  test: {
    include: ['src/contexts/law/**/*.test.ts'],
    exclude: [
      'src/contexts/law/judge-properties.test.ts',
      'src/contexts/law/vocabulary.test.ts',
      'src/contexts/law/explain-agrees.test.ts',
      'src/contexts/law/scenarios.test.ts',
    ],
    pool: 'threads',
    testTimeout: 60_000,
  },
});

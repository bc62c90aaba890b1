import { defineConfig } from 'vitest/config';

// Only the tests of the law that are the same on every run: a mutant must be killed by a case, not by luck.
export default defineConfig({
  test: {
    include: ['src/contexts/law/**/*.test.ts'],
    exclude: [
      'src/contexts/law/judge-properties.test.ts',
      'src/contexts/law/vocabulary.test.ts',
      'src/contexts/law/law-page.test.ts',
    ],
    pool: 'threads',
    testTimeout: 60_000,
  },
});

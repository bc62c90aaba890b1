import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { lawPage } from './law-page.ts';

it('is the page that is committed (run `npm run law-page` after changing a rule)', () => {
  expect(readFileSync(new URL('../../../docs/law.md', import.meta.url), 'utf8')).toBe(lawPage());
});

import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ERASERS } from '../../src/contexts/rights/index.ts';

/** Contexts that hold nothing of an individual's: rules, the register, staff and their trail. */
const WITHOUT_PEOPLE = ['access', 'law', 'register'];

it('erasing a person reaches every context that holds something of people', () => {
  const folders = readdirSync(new URL('../../src/contexts/', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect([...ERASERS, ...WITHOUT_PEOPLE].sort()).toEqual(folders.sort());
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verify } from '../../verifier/src/verify.ts';
import { makeGoldenBundles } from '../support/golden-bundles.ts';

// To add golden bundles of a new form: give a folder here, rename what it writes, and put it into verifier/golden with what is expected of it. Nothing
// that is there is ever written again: old bundles in the hands of people don't change either.
const folder = process.env['ZHINUO_GOLDEN'];

describe('bundles of every form, made today', () => {
  it('verify against the key of their log', async () => {
    const made = await makeGoldenBundles();
    expect(made.map(({ name }) => name)).toEqual(['v2-person', 'v2-redacted', 'v2-activity']);
    for (const { name, text, key } of made) {
      expect(verify(text, { key }), name).toMatchObject({ ok: true, signer: { verified: true } });
      if (folder === undefined) continue;
      writeFileSync(join(folder, `${name}.json`), text, { flag: 'wx' });
      writeFileSync(join(folder, `${name}.key`), key, { flag: 'wx' });
    }
  });
});

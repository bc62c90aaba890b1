import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verify, verifyWithTimestamps } from '../../verifier/src/verify.ts';
import { makeAttestedBundle, makeGoldenBundles, makeWordingBundle } from '../support/golden-bundles.ts';

// To add golden bundles of a new form: give a folder here, rename what it writes, and put it into verifier/golden with what is expected of it. Nothing
// that is there is ever written again: old bundles in the hands of people don't change either.
const folder = process.env['ZHINUO_GOLDEN'];

function keep(name: string, content: string): void {
  if (folder !== undefined) writeFileSync(join(folder, name), content, { flag: 'wx' });
}

describe('bundles of every form, made today', () => {
  it('verify against the key of their log', async () => {
    const made = await makeGoldenBundles();
    expect(made.map(({ name }) => name)).toEqual(['v2-person', 'v2-redacted', 'v2-activity']);
    for (const { name, text, key } of [...made, await makeWordingBundle()]) {
      expect(verify(text, { key }), name).toMatchObject({ ok: true, signer: { verified: true } });
      keep(`${name}.json`, text);
      keep(`${name}.key`, key);
    }
  });

  it.each(['v2-attested', 'v2-answered', 'v2-sm2'] as const)(
    'verify with their time-stamp and cosignature (%s)',
    async (form) => {
      const { name, text, key, attested } = await makeAttestedBundle(form);
      const { roots = '', witness = '' } = attested ?? {};
      const verdict = await verifyWithTimestamps(text, { key, witness, tsaRoots: roots });
      expect(verdict).toMatchObject({ ok: true, proven: { timestamps: [{}], cosignatures: [{}] } });
      const told = verdict.ok ? verdict.account.en : '';
      expect(told.includes('no certificate was revoked (CRL, OCSP)')).toBe(form !== 'v2-attested');
      expect(told.includes('SM2 with SM3')).toBe(form === 'v2-sm2');
      keep(`${name}.json`, text);
      keep(`${name}.key`, key);
      keep(`${name}.roots`, roots);
      keep(`${name}.witness`, witness);
    },
  );
});

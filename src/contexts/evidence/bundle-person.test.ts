import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT, type BundleLine, openBundleLine, replaceAt } from '../../../test/support/bundle-line.ts';
import { PERSON_A } from '../../../test/support/evidence-house.ts';
import { verify } from '../../../verifier/src/verify.ts';
import type { Json } from '../../platform/crypto/index.ts';
import type { Redaction } from './index.ts';

let line: BundleLine;
let text: string;
beforeAll(async () => {
  line = await openBundleLine();
  text = await line.issue({ related: [line.notice] });
});
afterAll(() => line.house.close());

describe('a redacted bundle', () => {
  const redaction: Redaction = {
    categories: ['channel'],
    withholds: (_, payload) => JSON.stringify(payload).includes('"channel"'),
  };

  it('verifies, shows nothing of what is withheld, and tells how many openings that are', async () => {
    const redacted = await line.issue({ redaction });
    expect(redacted).not.toContain('"channel":');
    expect(text).toContain('"channel":');
    const verdict = verify(redacted);
    expect(verdict.ok ? verdict.account.en : verdict.reason).toMatch(/withholds the openings of 2 of \d+ entries/);
    expect(verdict.ok ? verdict.account.zh : '').toContain('出具方保留了 2 条的内容');
    const { bundle } = JSON.parse(redacted) as { bundle: { related: { opening: unknown; member: unknown }[] } };
    expect(bundle.related.filter(({ opening }) => opening === null)).toMatchObject([{ member: null }]);
  });

  it('never withholds what the chain needs, whatever is chosen', async () => {
    const all = await line.issue({ pages: [], redaction: { categories: ['channel'], withholds: () => true } });
    expect(verify(all)).toMatchObject({ ok: true });
    expect(all).toContain('"successor"');
    expect(all).not.toContain('"activity"');
  });

  it('cannot be made of a full one, nor lose its mark, by whoever signs', () => {
    const changes: ((bundle: Record<string, Json>) => void)[] = [
      (bundle) => replaceAt(bundle, ['keys', 0, 'entries', 1, 'opening'], null),
      (bundle) => {
        replaceAt(bundle, ['redacted'], ['channel']);
        replaceAt(bundle, ['keys', 0, 'entries', 0, 'opening'], null);
      },
      (bundle) => replaceAt(bundle, ['redacted'], ['use', 'channel']),
      (bundle) => replaceAt(bundle, ['redacted'], ['use', 'use']),
    ];
    for (const change of changes)
      expect(verify(line.resealed(text, change)), String(change)).toMatchObject({ ok: false });
    expect(verify(line.resealed(text, (bundle) => replaceAt(bundle, ['redacted'], ['channel', 'use'])))).toMatchObject({
      ok: true,
    });
  });
});

describe('the account in a bundle', () => {
  it('is refused by issuer and verifier if it could run something or reach a network', async () => {
    const bad = ['<script>1</script>', '<META http-equiv="refresh">', '<iframe src="x">', '<link rel="x">', '<form>'];
    for (const html of bad) {
      const account = { ...ACCOUNT, zh: ACCOUNT.zh + html };
      const issued = await line.house.database.transaction((tx) => line.house.evidence.endKey(tx, PERSON_A));
      const parts = await line.house.database.transaction((tx) => line.house.evidence.personBundle(tx, issued));
      expect(() => line.house.evidence.sealBundle({ parts, notices: [], account })).toThrow('still document');
      const changed = line.resealed(text, (bundle) => replaceAt(bundle, ['account'], account));
      expect(verify(changed)).toMatchObject({ ok: false, reason: { code: 'account' } });
    }
    expect(verify(line.resealed(text, (bundle) => replaceAt(bundle, ['account', 'en'], ACCOUNT.zh)))).toMatchObject({
      ok: false,
    });
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Proven, verify, verifyWithTimestamps } from './verify.ts';
import { shownWordings } from './wordings.ts';

const folder = new URL('../golden/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && !name.endsWith('.expected.json'))
  .map((name) => name.replace('.json', ''));

/** What must never change in how a bundle is read. */
function factsOf({
  subject,
  bundle,
  checkpoint,
  keys,
  related,
  people,
  counts,
  redacted,
  pages,
  completeness,
  timestamps,
  cosignatures,
}: Proven) {
  const entries = [...keys.flatMap((key) => key.entries), ...related, ...people];
  const wordings = shownWordings(entries, pages);
  return {
    subject,
    bundle,
    log: [checkpoint.origin, checkpoint.size],
    keys: keys.length,
    entries: entries.map(({ kind, index, time, payload }) => [kind, index ?? 'promised', time, payload !== undefined]),
    counts: counts ?? null,
    redacted,
    pages: pages.map(({ hash }) => hash),
    covered: completeness?.covered ?? null,
    // The first bundles had none, and what is expected of them is never written again.
    ...(timestamps.length === 0
      ? {}
      : { stamped: timestamps.map(({ size, token }) => [size, token.tsa, token.time.toISOString()]) }),
    ...(cosignatures.length === 0 ? {} : { cosigned: cosignatures }),
    ...(wordings.length === 0 ? {} : { wordings: wordings.map(({ id, locale }) => [id, locale]) }),
  };
}

/** What a golden bundle is held to: its key and, where there are such files, the roots of its time-stamps and its witness. */
async function judged(name: string) {
  const given = (ending: string) => (existsSync(new URL(`${name}.${ending}`, folder)) ? read(`${name}.${ending}`) : '');
  const [roots, witness] = [given('roots'), given('witness')];
  const options = { key: read(`${name}.key`), ...(witness === '' ? {} : { witness }) };
  const text = read(`${name}.json`);
  return roots === '' ? verify(text, options) : verifyWithTimestamps(text, { ...options, tsaRoots: roots });
}

/** Bytes from one change to the next; the mutation rounds of the faults change every one. */
const STEP = 29;

describe('golden bundles', () => {
  it('are there in both versions', () => {
    expect(names).toEqual(
      expect.arrayContaining([
        ...['v1-person', 'v2-activity', 'v2-answered', 'v2-attested', 'v2-person', 'v2-redacted'],
        ...['v2-sm2', 'v2-wording'],
      ]),
    );
  });

  it.each(names)('%s verifies against its key, and is read as it was when it was made', async (name) => {
    const verdict = await judged(name);
    expect(verdict).toMatchObject({ ok: true, signer: { verified: true } });
    if (verdict.ok) expect(factsOf(verdict.proven)).toEqual(JSON.parse(read(`${name}.expected.json`)));
  });

  it('says who stamped and cosigned the attested one, refuses others in their place, and says when nothing is stamped', async () => {
    const text = read('v2-attested.json');
    const key = read('v2-attested.key');
    const told = async (bundle: string) => {
      const verdict = await verifyWithTimestamps(bundle, { tsaRoots: read('v2-attested.roots') });
      return verdict.ok ? verdict.account : { zh: verdict.reason.zh, en: verdict.reason.en };
    };
    expect(await told(text)).toMatchObject({ en: expect.stringContaining('verified up to a given root') });
    const without = await told(read('v2-person.json'));
    expect(without.en).toContain('Time-stamps: NONE');
    expect(without.zh).toContain('时间戳：无');
    const unjudged = verify(text, { key });
    expect(unjudged.ok ? unjudged.account.en : '').toContain('the authority was NOT VERIFIED');
    const stranger = 'witness.example/w1+05a4155f+BAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB';
    expect(verify(text, { key, witness: stranger })).toMatchObject({ reason: { code: 'witness' } });
    expect(verify(read('v2-person.json'), { witness: read('v2-attested.witness') })).toMatchObject({
      reason: { code: 'witness' },
    });
  });

  it('says as of when the certificates behind the stamp of the answered one were not revoked', async () => {
    const verdict = await judged('v2-answered');
    expect(verdict.ok && verdict.account.en).toMatch(
      /as of 2026-11-\S+ \S+ \S+ no certificate was revoked \(CRL, OCSP\)/,
    );
  });

  it('says that the one stamped with SM2 was verified up to its root, and refuses it under another', async () => {
    const verdict = await judged('v2-sm2');
    expect(verdict.ok && verdict.account.en).toMatch(/\(Test TSA, SM2 with SM3, verified up to a given root; as of /);
    const other = await verifyWithTimestamps(read('v2-sm2.json'), { tsaRoots: read('v2-answered.roots') });
    expect(other).toMatchObject({ ok: false, reason: { code: 'timestamp' } });
  });

  it('shows the wording that was tried in its own words', () => {
    const verdict = verify(read('v2-wording.json'), { key: read('v2-wording.key') });
    expect(verdict.ok && verdict.account.zh).toContain('plain/b (zh-CN)  code=b; words.ask.en=May we send you news?');
  });

  it('refuses a time-stamp and a cosignature from the future', () => {
    const text = read('v2-answered.json');
    const [key, witness] = [read('v2-answered.key'), read('v2-answered.witness')];
    const { issued } = JSON.parse(text).bundle as { issued: string };
    const early = new Date(Date.parse(issued) - 3_600_000);
    // Everything in it is of one hour; with a clock an hour behind, the first that is found is refused.
    expect(verify(text, { key, witness, now: early })).toMatchObject({ reason: { code: 'future' } });
    expect(verify(text, { key, witness, now: new Date(issued) })).toMatchObject({ ok: true });
  });

  it.each(names)('%s is refused after a byte of it is changed', (name) => {
    const original = Buffer.from(read(`${name}.json`).trimEnd());
    for (let at = 0; at < original.length; at += STEP) {
      const changed = Buffer.from(original);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(verify(changed.toString('utf8')).ok, String(at)).toBe(false);
    }
  });
});

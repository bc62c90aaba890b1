import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  at,
  type BundleLine,
  openBundleLine,
  PAGE_HASH,
  type Path,
  replaceAt,
} from '../../../test/support/bundle-line.ts';
import { type EvidenceHouse, PERSON_A, PERSON_B } from '../../../test/support/evidence-house.ts';
import { verify } from '../../../verifier/src/verify.ts';
import { canonicalJson, type Json } from '../../platform/crypto/index.ts';

let line: BundleLine;
let house: EvidenceHouse;
let text: string;

beforeAll(async () => {
  line = await openBundleLine();
  house = line.house;
  text = await line.issue({ related: [line.notice] });
});
afterAll(() => house.close());

const issue = (how: Parameters<BundleLine['issue']>[0]) => line.issue(how);
const resealed = (change: (bundle: Record<string, Json>) => void) => line.resealed(text, change);

function leaves(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return inner.flatMap(([name, item]) => leaves(item as Json, [...path, name]));
}

function branches(value: Json, path: Path = []): Path[] {
  const inner = typeof value !== 'object' || value === null ? [] : Object.entries(value);
  return [path, ...inner.flatMap(([name, item]) => branches(item as Json, [...path, name]))];
}

function other(value: Json, place: number): Json {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return 'x';
  if (value === '') return 'x';
  const where = place % value.length;
  const character = value[where] === 'A' ? 'B' : 'A';
  return value.slice(0, where) + character + value.slice(where + 1);
}

describe('a bundle', () => {
  it('verifies offline, says that the signer was not verified, and shows the fingerprint', () => {
    const verdict = verify(text, { now: house.clock.now() });
    const fingerprint = createHash('sha256').update(house.service.signingKey.publicKey).digest('hex');
    expect(verdict).toMatchObject({ ok: true, signer: { verified: false, fingerprints: [fingerprint] } });
    const account = verdict.ok ? verdict.account : { zh: '', en: '' };
    expect(account.en).toContain('NOT VERIFIED');
    expect(account.en).toContain('activity=marketing');
    expect(account.zh).toContain('发布告知');
    expect(account.en).toContain(PAGE_HASH);
  });

  it('verifies against the log’s key in every form of key file, and against no other key', () => {
    const key = house.evidence.verifierKey();
    const raw = house.service.signingKey.publicKey;
    const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]).toString('base64')}\n-----END PUBLIC KEY-----\n`;
    for (const file of [`# the log\n${key}\n`, raw.toString('hex'), pem])
      expect(verify(text, { key: file })).toMatchObject({ ok: true, signer: { verified: true } });
    const refusals = [
      ['00'.repeat(32), 'untrusted'],
      [key.replace('example.com', 'example.org'), 'key-file'],
      ['nonsense', 'key-file'],
      ['', 'key-file'],
    ] as const;
    for (const [file, code] of refusals)
      expect(verify(text, { key: file })).toMatchObject({ ok: false, reason: { code } });
  });

  it('holds nothing of another person', () => {
    expect(text).not.toContain(PERSON_B);
  });

  it('shows every entry in its place, and that an epoch’s map holds them and no further one', () => {
    const { bundle } = JSON.parse(text) as { bundle: { keys: { entries: { index: unknown; promise: unknown }[] }[] } };
    const entries = bundle.keys[0]?.entries ?? [];
    expect(entries).toHaveLength(4);
    expect(entries.every(({ index, promise }) => typeof index === 'number' && promise === null)).toBe(true);
    const verdict = verify(text);
    expect(verdict.ok ? verdict.account.en : '').toContain('this person’s 4 are all in it');
  });

  it('carries a promise for what is not merged yet, and says so', async () => {
    const promised = await issue({ covered: false });
    const { bundle } = JSON.parse(promised) as {
      bundle: { keys: { entries: { index: unknown; promise: unknown }[] }[] };
    };
    const entries = bundle.keys[1]?.entries ?? [];
    expect(entries.map(({ index, promise }) => [index === null, promise === null])).toEqual([
      [true, false],
      [true, false],
    ]);
    const verdict = verify(promised);
    expect(verdict.ok ? verdict.account.en : verdict.reason).toContain('2 of them are not in the log yet');
  });

  it('proves that the log still begins with the checkpoint of an earlier bundle', async () => {
    const later = await issue({});
    const key = house.evidence.verifierKey();
    const first = verify(text, { key });
    const remembered = (first.ok ? first.remember : undefined) ?? '';
    const verdict = verify(later, { key, remembered });
    expect(verdict).toMatchObject({ ok: true });
    expect(verify(later)).toMatchObject({ ok: true, remember: undefined });
    expect(verify(text, { remembered: (verdict.ok ? verdict.remember : undefined) ?? '' })).toMatchObject({
      ok: false,
      reason: { code: 'rolled-back' },
    });
    const forked = remembered.replace(
      /(\\n\d+\\n)(.)/,
      (_, size: string, letter: string) => `${size}${letter === 'A' ? 'B' : 'A'}`,
    );
    expect(forked).not.toBe(remembered);
    for (const bundle of [text, later])
      expect(verify(bundle, { remembered: forked })).toMatchObject({ ok: false, reason: { code: 'forked' } });
  });

  it('links nothing later: the next one shows another key, committed to by this one', async () => {
    await house.database.transaction((tx) =>
      house.evidence.recordAct(tx, { kind: 'withdrawal', person: PERSON_A, payload: { activity: 'marketing' } }),
    );
    const second = await issue({});
    expect(verify(second)).toMatchObject({ ok: true });
    const keys = (file: string) => (JSON.parse(file) as { bundle: { keys: { key: string }[] } }).bundle.keys;
    const shown = keys(second).length;
    expect(shown).toBeGreaterThan(1);
    expect(keys(second)[0]?.key).toBe(keys(text)[0]?.key);
    expect(text).not.toContain(keys(second)[1]?.key);
    // A withdrawal cannot be left out: neither alone nor with its whole key.
    const file = JSON.parse(second) as { bundle: { keys: { entries: unknown[] }[] } };
    for (const cut of [() => file.bundle.keys.at(-1)?.entries.splice(1, 1), () => file.bundle.keys.pop()]) {
      cut();
      const bytes = Buffer.from(`zhinuo.bundle.v2\n${canonicalJson(file.bundle as unknown as Json)}`);
      const { signingKey } = house.service;
      const signature = { key: signingKey.id, signature: signingKey.sign(bytes).toString('base64url') };
      expect(verify(canonicalJson({ bundle: file.bundle as unknown as Json, signature }))).toMatchObject({ ok: false });
    }
  });

  it('is not sealed with a page that no entry names', async () => {
    await expect(issue({ pages: ['<p>never shown</p>'] })).rejects.toThrow('commits to one of its pages');
  });

  it('never carries somebody else’s receipt', async () => {
    const receipt = await house.database.transaction((tx) =>
      house.evidence.recordAct(tx, { kind: 'consent', person: PERSON_B, payload: {} }),
    );
    await expect(issue({ related: [receipt.id] })).rejects.toMatchObject({ code: 'evidence.unknown-receipt' });
  });
});

describe('the verifier', () => {
  it('refuses a bundle after any of its fields is changed', () => {
    const paths = leaves(JSON.parse(text) as Json);
    expect(paths.length).toBeGreaterThan(60);
    for (const [place, path] of paths.entries()) {
      const file = JSON.parse(text) as Json;
      replaceAt(file, path, other(at(file, path), place));
      expect(verify(canonicalJson(file)), path.join('.')).toMatchObject({ ok: false });
    }
  });

  it('refuses changed facts even when the log’s own key signs the changed bundle', () => {
    const { bundle } = JSON.parse(text) as { bundle: Record<string, Json> };
    const facts = leaves(bundle).filter(([name]) => name !== 'issued' && name !== 'account');
    for (const [place, path] of facts.entries()) {
      const changed = resealed((root) => replaceAt(root, path, other(at(root, path), place)));
      expect(verify(changed), path.join('.')).toMatchObject({ ok: false });
    }
  });

  it('refuses bundles from which an entry was taken, doubled, moved or given to somebody else, though signed again', () => {
    type Keys = { keys: { entries: Json[] }[]; related: { member: Json }[] };
    const changes: ((bundle: Keys) => void)[] = [
      (bundle) => bundle.keys[0]?.entries.pop(),
      (bundle) => bundle.keys[0]?.entries.shift(),
      (bundle) => bundle.keys[0]?.entries.splice(1, 1),
      (bundle) => bundle.keys[0]?.entries.push(bundle.keys[0].entries[2] as Json),
      (bundle) => bundle.keys[0]?.entries.reverse(),
      (bundle) => bundle.keys.pop(),
      (bundle) => bundle.keys.push(structuredClone(bundle.keys[0]) as Keys['keys'][0]),
      (bundle) => Object.assign(bundle, { subject: { person: PERSON_B } }),
      (bundle) => Object.assign(bundle, { redacted: ['use'], completeness: null, keys: [] }),
      (bundle) => Object.assign(bundle, { extra: 1 }),
      (bundle) => bundle.related.push({ ...(bundle.keys[0]?.entries[1] as object), member: null }),
      (bundle) => Object.assign(bundle.related.find((entry) => entry.member !== null) ?? {}, { member: null }),
      (bundle) =>
        Object.assign(bundle, { notices: [{ hash: createHash('sha256').update('x').digest('hex'), html: 'x' }] }),
    ];
    expect(verify(resealed(() => undefined))).toMatchObject({ ok: true });
    for (const change of changes)
      expect(verify(resealed((bundle) => change(bundle as unknown as Keys))), String(change)).toMatchObject({
        ok: false,
      });
  });

  it('refuses any part put in the place of another, though signed again', () => {
    const { bundle } = JSON.parse(text) as { bundle: Record<string, Json> };
    const parts = branches(bundle).filter(([name]) =>
      ['keys', 'related', 'signers', 'inclusion', 'completeness', 'subject'].includes(String(name)),
    );
    fc.assert(
      fc.property(fc.nat(parts.length - 1), fc.nat(parts.length - 1), (to, from) => {
        const changed = resealed((root) =>
          replaceAt(root, parts[to] as Path, structuredClone(at(root, parts[from] as Path))),
        );
        const same = canonicalJson((JSON.parse(changed) as { bundle: Json }).bundle) === canonicalJson(bundle);
        // Without it the bundle claims less, and its account says less.
        fc.pre(
          !(parts[to]?.length === 1 && parts[to]?.[0] === 'completeness' && at(bundle, parts[from] as Path) === null),
        );
        expect(verify(changed).ok).toBe(same);
      }),
      { numRuns: 1500 },
    );
  });

  it('accepts no text in which any byte of a fact is changed, and never throws', () => {
    const original = Buffer.from(text);
    fc.assert(
      fc.property(fc.nat(original.length - 2), fc.integer({ min: 1, max: 255 }), (where, flip) => {
        const changed = Buffer.from(original);
        changed[where] = (changed[where] ?? 0) ^ flip;
        expect(verify(changed.toString('utf8')).ok).toBe(false);
      }),
      { numRuns: 1500 },
    );
  });

  it('refuses truncated, doubled, nested, future and foreign texts with a reason in both languages', () => {
    const cases: [string, string][] = [
      ['', 'json-syntax'],
      [text.slice(0, -3), 'json-syntax'],
      [text + text, 'json-syntax'],
      [`\ufeff${text}`, 'json-syntax'],
      ['['.repeat(100_000), 'json-depth'],
      [text.replace('{"bundle":', '{"bundle":1,"bundle":'), 'json-duplicate'],
      ['{"a":1.0}', 'json-number'],
      ['{"a":"\\ud800"}', 'json-text'],
      ['{}', 'structure'],
      ['null', 'structure'],
    ];
    for (const [broken, code] of cases) {
      const verdict = verify(broken);
      expect(verdict).toMatchObject({ ok: false, reason: { code } });
      expect(verdict.ok ? '' : verdict.reason.zh && verdict.reason.en).not.toBe('');
    }
    const earlier = new Date(house.clock.now().getTime() - 3_600_000);
    expect(verify(text, { now: earlier })).toMatchObject({ ok: false, reason: { code: 'future' } });
  });

  it('does not care how the file is laid out', () => {
    expect(verify(JSON.stringify(JSON.parse(text), null, 2))).toMatchObject({ ok: true });
  });
});

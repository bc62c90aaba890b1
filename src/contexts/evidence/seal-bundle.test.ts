import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A, PERSON_B } from '../../../test/support/evidence-house.ts';
import { verify } from '../../../verifier/src/verify.ts';
import { canonicalJson, type Json } from '../../platform/crypto/index.ts';
import type { MemberPlace } from './index.ts';

const PAGE = '<!doctype html><title>告知</title><p>我们为营销目的处理您的手机号。</p>';
const PAGE_HASH = createHash('sha256').update(PAGE).digest('hex');

let house: EvidenceHouse;
let text: string;
let place: MemberPlace;
const MEMBERS = Buffer.from((PERSON_B + PERSON_A).replaceAll('-', ''), 'hex');

async function recordLine(): Promise<string> {
  return house.database.transaction(async (tx) => {
    const notice = await house.evidence.recordAct(tx, {
      kind: 'notice-published',
      payload: { notice: 'privacy', version: 1, html: PAGE_HASH },
    });
    await house.evidence.recordActs(tx, [
      { kind: 'presentation', person: PERSON_A, payload: { notice: 'privacy', version: 1, page: PAGE_HASH } },
      { kind: 'consent', person: PERSON_A, payload: { activity: 'marketing', answer: 'granted', channel: 'sms' } },
      { kind: 'consent', person: PERSON_B, payload: { activity: 'marketing', answer: 'granted' } },
    ]);
    const { receipt } = await house.evidence.recordUseBatch(tx, {
      payload: { activity: 'marketing', operation: 'send', channel: 'sms' },
      members: [MEMBERS],
    });
    place = {
      receipt: receipt.id,
      position: 1,
      ids: async (start, end) => MEMBERS.subarray(start * 16, end * 16),
    };
    return notice.id;
  });
}

async function issue(related: string[], pages: string[] = [PAGE]): Promise<string> {
  return house.database.transaction(async (tx) => {
    const parts = await house.evidence.personBundle(tx, PERSON_A, { related, places: [place] });
    const notices = pages.map((html) => ({ html }));
    return house.evidence.sealBundle({ parts, notices, account: { zh: '情况说明', en: 'Account' } });
  });
}

beforeAll(async () => {
  house = await openEvidenceHouse();
  const notice = await recordLine();
  await house.evidence.mergePending();
  text = await issue([notice]);
});
afterAll(() => house.close());

function resealed(change: (bundle: Record<string, Json>) => void): string {
  const { bundle } = JSON.parse(text) as { bundle: Record<string, Json> };
  change(bundle);
  const bytes = Buffer.from(`zhinuo.bundle.v1\n${canonicalJson(bundle)}`);
  const { signingKey } = house.service;
  const signature = { key: signingKey.id, signature: signingKey.sign(bytes).toString('base64url') };
  return canonicalJson({ bundle, signature });
}

type Path = (string | number)[];

function leaves(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return inner.flatMap(([name, item]) => leaves(item as Json, [...path, name]));
}

function branches(value: Json, path: Path = []): Path[] {
  const inner = typeof value !== 'object' || value === null ? [] : Object.entries(value);
  return [path, ...inner.flatMap(([name, item]) => branches(item as Json, [...path, name]))];
}

function at(root: Json, path: Path): Json {
  return path.reduce<Json>((value, name) => (value as Record<string | number, Json>)[name] as Json, root);
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

function replaceAt(root: Json, path: Path, value: Json): void {
  const parent = at(root, path.slice(0, -1)) as Record<string | number, Json>;
  parent[path.at(-1) as string] = value;
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

  it('carries a promise for what is not merged yet, and a place for what is', () => {
    const { bundle } = JSON.parse(text) as { bundle: { keys: { entries: { place: unknown; promise: unknown }[] }[] } };
    const entries = bundle.keys[0]?.entries ?? [];
    expect(entries.map((entry) => entry.place === null)).toEqual([false, false, false, true]);
    expect(entries.map((entry) => entry.promise === null)).toEqual([true, true, true, false]);
  });

  it('links nothing later: the next one shows another key, committed to by this one', async () => {
    await house.database.transaction((tx) =>
      house.evidence.recordAct(tx, { kind: 'withdrawal', person: PERSON_A, payload: { activity: 'marketing' } }),
    );
    await house.evidence.mergePending();
    const second = await issue([]);
    expect(verify(second)).toMatchObject({ ok: true });
    const keys = (file: string) => (JSON.parse(file) as { bundle: { keys: { key: string }[] } }).bundle.keys;
    expect(keys(second)).toHaveLength(2);
    expect(keys(second)[0]?.key).toBe(keys(text)[0]?.key);
    expect(text).not.toContain(keys(second)[1]?.key);
    // A withdrawal cannot be left out: neither alone nor with its whole key.
    const file = JSON.parse(second) as { bundle: { keys: { entries: unknown[] }[] } };
    for (const cut of [() => file.bundle.keys[1]?.entries.splice(1, 1), () => file.bundle.keys.splice(1, 1)]) {
      cut();
      const bytes = Buffer.from(`zhinuo.bundle.v1\n${canonicalJson(file.bundle as unknown as Json)}`);
      const { signingKey } = house.service;
      const signature = { key: signingKey.id, signature: signingKey.sign(bytes).toString('base64url') };
      expect(verify(canonicalJson({ bundle: file.bundle as unknown as Json, signature }))).toMatchObject({ ok: false });
    }
  });

  it('is not sealed with a page that no entry names', async () => {
    await expect(issue([], ['<p>never shown</p>'])).rejects.toThrow('commits to one of its pages');
  });

  it('never carries somebody else’s receipt', async () => {
    const receipt = await house.database.transaction((tx) =>
      house.evidence.recordAct(tx, { kind: 'consent', person: PERSON_B, payload: {} }),
    );
    await expect(issue([receipt.id])).rejects.toMatchObject({ code: 'evidence.unknown-receipt' });
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
      (bundle) => Object.assign(bundle, { person: PERSON_B }),
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
    const parts = branches(bundle).filter(([name]) => name === 'keys' || name === 'related' || name === 'signers');
    fc.assert(
      fc.property(fc.nat(parts.length - 1), fc.nat(parts.length - 1), (to, from) => {
        const changed = resealed((root) =>
          replaceAt(root, parts[to] as Path, structuredClone(at(root, parts[from] as Path))),
        );
        const same = canonicalJson((JSON.parse(changed) as { bundle: Json }).bundle) === canonicalJson(bundle);
        // The related entries make no claim to be complete: leaving out or doubling a whole one is not a changed fact.
        const whole = parts[to]?.length === 2 && parts[from]?.length === 2 && parts[to]?.[0] === 'related';
        fc.pre(!whole && !(parts[to]?.length === 1 && parts[to]?.[0] === 'related'));
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

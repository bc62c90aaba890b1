import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canonical, parseStrictly } from './strict-json.ts';
import { verify } from './verify.ts';

// Golden bundles signed again by keys of this test, so that what a dishonest issuer would write can be written.
const ORIGIN = 'example.com/evidence';
const read = (name: string) => readFileSync(new URL(`../golden/${name}.json`, import.meta.url), 'utf8');
const jcs = (value: unknown) => canonical(parseStrictly(JSON.stringify(value), ''));
const sha256 = (...parts: (string | Uint8Array)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

function keyOf(fill: number) {
  // RFC 8410: the PKCS #8 form of an Ed25519 key is this prefix and the 32 bytes of its seed.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, fill)]);
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  const id = sha256(raw).toString('hex').slice(0, 32);
  const noteId = (name: string) => sha256(name, '\n', Uint8Array.of(1), raw).subarray(0, 4);
  return {
    id,
    signer: { id, publicKey: raw.toString('base64url') },
    hex: raw.toString('hex'),
    sign: (message: string) => sign(null, Buffer.from(message), secret),
    line: (name: string) =>
      `${name}+${noteId(name).toString('hex')}+${Buffer.concat([Uint8Array.of(1), raw]).toString('base64')}`,
    noteId,
  };
}
type Key = ReturnType<typeof keyOf>;
const [own, other] = [keyOf(1), keyOf(2)];

interface Entry {
  entry: string;
  index: number | null;
  readonly opening: { readonly salt: string; payload: unknown } | null;
  promise: unknown;
}

interface Bundle {
  signers: unknown[];
  checkpoint: string;
  inclusion: string[];
  completeness: unknown;
  readonly keys: { readonly entries: Entry[] }[];
  readonly related: (Entry & { member: unknown })[];
  history: unknown[];
  people: unknown[];
}

function checkpointOf(size: number | string, root: string): string {
  const body = `${ORIGIN}\n${size}\n${root}\n`;
  const blob = Buffer.concat([own.noteId(ORIGIN), own.sign(body)]).toString('base64');
  return `${body}\n— ${ORIGIN} ${blob}\n`;
}

function bundleOf(name: string): Bundle {
  const { bundle } = JSON.parse(read(name)) as { bundle: Bundle };
  const [, size = '', root = ''] = bundle.checkpoint.split('\n');
  bundle.checkpoint = checkpointOf(size, root);
  bundle.signers = [own.signer];
  bundle.history = [];
  return bundle;
}

function promised(entry: Entry, n: number | null, key: Key = own): void {
  const { commitment, tag } = JSON.parse(entry.entry) as { commitment: string; tag: string | null };
  const mergeBy = '2026-11-11T12:10:00.000Z';
  const leafHash = sha256(Uint8Array.of(0), entry.entry).toString('base64url');
  const said = jcs({ commitment, key: key.id, leafHash, mergeBy, n, tag });
  entry.index = null;
  entry.promise = { key: key.id, mergeBy, signature: key.sign(`zhinuo.receipt.v1\n${said}`).toString('base64url') };
}

function say(entry: Entry, payload: unknown): void {
  if (entry.opening === null) throw new Error('the opening is withheld');
  entry.opening.payload = payload;
  const commitment = createHmac('sha256', Buffer.from(entry.opening.salt, 'base64url')).update(jcs(payload));
  entry.entry = jcs({ ...(JSON.parse(entry.entry) as object), commitment: commitment.digest('base64url') });
}

function promiseAll(bundle: Bundle): void {
  for (const { entries } of bundle.keys) for (const [at, entry] of entries.entries()) promised(entry, at + 1);
  for (const entry of bundle.related) promised(entry, null);
  bundle.inclusion = [];
  bundle.completeness = null;
}

function judged(bundle: Bundle, key: string, by: Key = own) {
  const signature = by.sign(`zhinuo.bundle.v2\n${jcs(bundle)}`).toString('base64url');
  return verify(JSON.stringify({ bundle, signature: { key: by.id, signature } }), { key });
}

function codeOf(...told: Parameters<typeof judged>): string {
  const verdict = judged(...told);
  return verdict.ok ? 'ok' : verdict.reason.code;
}

describe('a bundle signed again', () => {
  it('holds under the key that it is signed with, given with the name of the log or without any', () => {
    expect(codeOf(bundleOf('v2-person'), own.line(ORIGIN))).toBe('ok');
    expect(codeOf(bundleOf('v2-person'), own.hex)).toBe('ok');
    expect(codeOf(bundleOf('v2-person'), own.line('example.com/other'))).toBe('untrusted');
    expect(codeOf(bundleOf('v2-person'), other.line(ORIGIN))).toBe('untrusted');
  });

  it('is refused where a key that is trusted for another log signs it, or a promise in it', () => {
    const both = (name: string | undefined) =>
      `${own.line(ORIGIN)}\n${name === undefined ? other.hex : other.line(name)}`;
    const signedBy = (name: string | undefined) => {
      const bundle = bundleOf('v2-person');
      bundle.signers = [own.signer, other.signer];
      return codeOf(bundle, both(name), other);
    };
    expect([signedBy(ORIGIN), signedBy(undefined), signedBy('example.com/other')]).toEqual(['ok', 'ok', 'untrusted']);
    const promisedBy = (name: string) => {
      const bundle = bundleOf('v2-person');
      promiseAll(bundle);
      promised(bundle.related.at(-1) as Entry, null, other);
      bundle.signers = [own.signer, other.signer];
      return codeOf(bundle, both(name));
    };
    expect([promisedBy(ORIGIN), promisedBy('example.com/other')]).toEqual(['ok', 'untrusted']);
  });

  it('is refused when it shows one promised entry twice', () => {
    const bundle = bundleOf('v2-person');
    promiseAll(bundle);
    expect(codeOf(bundle, own.hex)).toBe('ok');
    bundle.related.push(bundle.related.at(-1) as Bundle['related'][number]);
    expect(codeOf(bundle, own.hex)).toBe('order');
  });

  it('is refused when an earlier key was ended for something that is no id of a bundle', () => {
    const ended = (id: string) => {
      const bundle = bundleOf('v2-redacted');
      const last = bundle.keys[0]?.entries.at(-1) as Entry;
      say(last, { ...(last.opening?.payload as object), bundle: id });
      promiseAll(bundle);
      return codeOf(bundle, own.hex);
    };
    expect(ended('01890000-0000-7000-8000-00000000000b')).toBe('ok');
    expect(ended('a bundle')).toBe('structure');
  });

  it('is refused when its empty log has another root than the empty tree', () => {
    const bundle = bundleOf('v2-person');
    promiseAll(bundle);
    bundle.checkpoint = checkpointOf(0, sha256().toString('base64'));
    expect(codeOf(bundle, own.hex)).toBe('ok');
    bundle.checkpoint = checkpointOf(0, Buffer.alloc(32).toString('base64'));
    expect(codeOf(bundle, own.hex)).toBe('checkpoint');
  });

  it('is refused when entries that concern nobody stand under a key of the person', () => {
    const under = (kind: string) => {
      const bundle = bundleOf('v2-person');
      const entry = bundle.keys[0]?.entries[1] as Entry;
      entry.entry = jcs({ ...(JSON.parse(entry.entry) as object), kind });
      promiseAll(bundle);
      return codeOf(bundle, own.hex);
    };
    expect([under('presentation'), under('epoch'), under('signing-key')]).toEqual(['ok', 'chain', 'chain']);
  });

  it('is refused when a succession of keys is for what is no name of a log', () => {
    const joined = (origin: string) => {
      const bundle = bundleOf('v2-person');
      const said = { from: own.signer, origin, overlapUntil: '2026-11-18T00:00:00.000Z', to: other.signer, v: 1 };
      const message = `zhinuo.signing-key.v1\n${jcs(said)}`;
      const [from, to] = [own, other].map((key) => key.sign(message).toString('base64url'));
      const entry = structuredClone(bundle.related.at(-1)) as Bundle['related'][number];
      const id = '01890000-0000-7000-8000-00000000000b';
      entry.entry = jcs({ ...(JSON.parse(entry.entry) as object), id, kind: 'signing-key' });
      say(entry, { ...said, signatures: { from, to } });
      bundle.related.push(entry);
      promiseAll(bundle);
      return codeOf(bundle, own.hex);
    };
    expect([joined(ORIGIN), joined('example.com/other'), joined('a name'), joined('')]).toEqual([
      'ok',
      'ok',
      'structure',
      'structure',
    ]);
  });

  it('is refused when a use batch of an activity commits to members of no known form', () => {
    const committed = (more: object) => {
      const bundle = bundleOf('v2-activity');
      const batch = bundle.related.find(({ entry }) => entry.includes('"kind":"use-batch"')) as Entry;
      say(batch, { ...(batch.opening?.payload as object), ...more });
      for (const entry of bundle.related) promised(entry, null);
      bundle.people = [];
      bundle.inclusion = [];
      return codeOf(bundle, own.hex);
    };
    const root = Buffer.alloc(32).toString('base64url');
    expect(committed({ members: { root, size: 0 } })).toBe('ok');
    for (const more of [
      { v: 3 },
      { members: null },
      { members: { root, size: -1 } },
      { members: { root: 'AA', size: 1 } },
    ])
      expect(committed(more), JSON.stringify(more)).toBe('structure');
  });

  it('does not say that the log commits to an epoch that is only promised', () => {
    const bundle = bundleOf('v2-redacted');
    const merged = judged(bundle, own.hex);
    expect(merged.ok && merged.account.en).toContain('the log itself commits');
    // Its epoch is the last of thirteen leaves, a subtree by itself: without its place, its hash is the last of the proof.
    const epoch = bundle.related.at(-1) as Entry;
    bundle.inclusion.push(sha256(Uint8Array.of(0), epoch.entry).toString('base64url'));
    promised(epoch, null);
    const waiting = judged(bundle, own.hex);
    expect(waiting.ok && waiting.proven.completeness).toMatchObject({ covered: 7, promised: true });
    expect(waiting.ok && waiting.account.en).toContain('the signer promises (the epoch is not in the log yet');
    expect(waiting.ok && waiting.account.en).not.toContain('the log itself commits');
    expect(waiting.ok && waiting.account.zh).not.toContain('日志自身承诺');
  });
});

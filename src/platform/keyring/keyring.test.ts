import { createPublicKey, verify } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../clock.ts';
import { Failure } from '../failure.ts';
import { type Keyring, newRootKey, openKeyring, readRootKeyFile } from './index.ts';

const clock = new ManualClock('2026-11-11T12:00:00Z');
const PERSON = '01930000-0000-7000-8000-000000000001';
const OTHER = '01930000-0000-7000-8000-000000000002';
const base = mkdtempSync(join(tmpdir(), 'zhinuo-keyring-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let made = 0;
function newDirectory(): string {
  made += 1;
  return join(base, `keys-${made}`);
}

function open(directory: string): Keyring {
  return openKeyring({ directory, clock });
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
  return 'no failure';
}

describe('the key directory', () => {
  it('is private to its account, file by file', () => {
    const directory = newDirectory();
    open(directory).vault.unseal(newRootKey());
    for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
      const stat = statSync(join(directory, name));
      expect([name, stat.mode & 0o777]).toEqual([name, stat.isDirectory() ? 0o700 : 0o600]);
    }
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it('is refused when other accounts can read it', () => {
    const directory = newDirectory();
    open(directory);
    chmodSync(join(directory, 'service.json'), 0o640);
    expect(codeOf(() => open(directory))).toBe('keyring.too-open');
    chmodSync(join(directory, 'service.json'), 0o600);
    chmodSync(directory, 0o755);
    expect(codeOf(() => open(directory))).toBe('keyring.too-open');
  });

  it('drops the draft of a process that was killed before its rename, and keeps the file', () => {
    const directory = newDirectory();
    const before = open(directory).service.signingKey.id;
    writeFileSync(join(directory, '.service.json.draft-0123456789abcdef'), '{"format":', { mode: 0o600 });
    expect(open(directory).service.signingKey.id).toBe(before);
    expect(readdirSync(directory).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('holds no secret of the vault ring in clear', () => {
    const directory = newDirectory();
    const root = newRootKey();
    const ring = open(directory).vault;
    ring.unseal(root);
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFileSync(join(directory, name), 'utf8'));
    for (const secret of [root, ring.indexKey('mobile')])
      for (const text of files) {
        expect(text).not.toContain(secret.toString('hex'));
        expect(text).not.toContain(secret.toString('base64url'));
      }
  });
});

describe('the service ring', () => {
  it('gives the same keys after a restart, without the root key', () => {
    const directory = newDirectory();
    const first = open(directory).service;
    const again = open(directory).service;
    expect(again.key('unsubscribe')).toEqual(first.key('unsubscribe'));
    expect(again.key('unsubscribe')).not.toEqual(first.key('receipts'));
    expect(again.unsealSmall('staff', first.sealSmall('staff', Buffer.from('值')))?.toString()).toBe('值');
  });

  it('signs with Ed25519 so that anyone with the raw public key can check', () => {
    const { signingKey } = open(newDirectory()).service;
    const message = Buffer.from('entry');
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), signingKey.publicKey]);
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    expect(verify(null, message, publicKey, signingKey.sign(message))).toBe(true);
    expect(verify(null, Buffer.from('other'), publicKey, signingKey.sign(message))).toBe(false);
    expect(signingKey.id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('opens nothing under another label, another ring, or after any bit is flipped', () => {
    const ring = open(newDirectory()).service;
    const sealed = ring.sealSmall('staff', Buffer.from('secret'));
    expect(ring.unsealSmall('instant', sealed)).toBeUndefined();
    expect(open(newDirectory()).service.unsealSmall('staff', sealed)).toBeUndefined();
    expect(ring.unsealSmall('staff', Buffer.of(0))).toBeUndefined();
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(ring.unsealSmall('staff', changed)).toBeUndefined();
    }
  });

  it('refuses a file that was cut, changed or written by a newer version', () => {
    const directory = newDirectory();
    open(directory);
    const path = join(directory, 'service.json');
    const text = readFileSync(path, 'utf8');
    for (const bad of [text.slice(0, 40), text.replace('"version": 1', '"version": 2'), '{}', '']) {
      writeFileSync(path, bad);
      expect(codeOf(() => open(directory))).toBe('keyring.damaged-file');
    }
  });
});

describe('the signing keys of the service ring', () => {
  it('are only ever appended; the prepared one signs nothing before it is used, and what the file lacks is refused', () => {
    const directory = join(base, 'signing-keys');
    const { service } = openKeyring({ directory, clock });
    const old = service.signingKey;
    expect(JSON.parse(readFileSync(join(directory, 'service.json'), 'utf8'))).toMatchObject({ version: 1 });
    const next = service.prepareSigningKey();
    expect(service.prepareSigningKey().id).toBe(next.id);
    expect(service.signingKey.id).toBe(old.id);
    expect(JSON.parse(readFileSync(join(directory, 'service.json'), 'utf8'))).toMatchObject({
      version: 2,
      signing: old.id,
      signingKeys: [{ id: old.id }, { id: next.id }],
    });
    const again = openKeyring({ directory, clock }).service;
    expect(again.signingKey.id).toBe(old.id);
    expect(again.key('x')).toEqual(service.key('x'));
    expect([again.useSigningKey('0'.repeat(32)), again.useSigningKey(next.id)]).toEqual([false, true]);
    expect(again.signingKey.publicKey).toEqual(next.publicKey);
    expect(again.signingKeys.map(({ id }) => id)).toEqual([old.id, next.id]);
  });
});

describe('the vault ring', () => {
  it('refuses everything with a sealed failure until the root key is there, and again after sealing', () => {
    const { vault } = open(newDirectory());
    const acts = [
      () => vault.id(),
      () => vault.currentGeneration(),
      () => vault.wrap(PERSON, Buffer.alloc(32)),
      () => vault.unwrap(PERSON, 1, Buffer.alloc(61)),
      () => vault.indexKey('mobile'),
      () => vault.indexKeys('mobile'),
    ];
    expect(acts.map(codeOf)).toEqual(acts.map(() => 'keyring.sealed'));
    vault.unseal(newRootKey());
    expect(acts.map(codeOf)).toEqual(acts.map(() => 'no failure'));
    vault.seal();
    expect(vault.isSealed()).toBe(true);
    expect(acts.map(codeOf)).toEqual(acts.map(() => 'keyring.sealed'));
  });

  it('opens after a restart what it wrapped, with the same root key only', () => {
    const directory = newDirectory();
    const root = newRootKey();
    const first = open(directory).vault;
    expect(first.isNew()).toBe(true);
    first.unseal(root);
    const { generation, wrapped } = first.wrap(PERSON, Buffer.alloc(32, 5));
    const again = open(directory).vault;
    expect(again.isNew()).toBe(false);
    expect(codeOf(() => again.unseal(newRootKey()))).toBe('keyring.wrong-root-key');
    expect(again.isSealed()).toBe(true);
    again.unseal(root);
    expect(again.id()).toBe(first.id());
    expect(again.currentGeneration()).toEqual({ id: 1, createdAt: clock.now() });
    expect(again.indexKey('mobile')).toEqual(first.indexKey('mobile'));
    expect(again.unwrap(PERSON, generation, wrapped)).toEqual(Buffer.alloc(32, 5));
  });

  it('opens nothing for another person, generation or ring, or after any bit is flipped', () => {
    const root = newRootKey();
    const ring = open(newDirectory()).vault;
    ring.unseal(root);
    const { wrapped } = ring.wrap(PERSON, Buffer.alloc(32, 5));
    expect(ring.unwrap(OTHER, 1, wrapped)).toBeUndefined();
    expect(ring.unwrap(PERSON, 2, wrapped)).toBeUndefined();
    const stranger = open(newDirectory()).vault;
    stranger.unseal(root);
    expect(stranger.unwrap(PERSON, 1, wrapped)).toBeUndefined();
    for (let bit = 0; bit < wrapped.length * 8; bit += 1) {
      const changed = Buffer.from(wrapped);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(ring.unwrap(PERSON, 1, changed)).toBeUndefined();
    }
  });

  it('separates the index keys of fields', () => {
    const ring = open(newDirectory()).vault;
    ring.unseal(newRootKey());
    expect(ring.indexKey('mobile')).not.toEqual(ring.indexKey('email'));
    expect(ring.indexKeys('mobile')).toEqual([{ generation: 1, key: ring.indexKey('mobile') }]);
  });

  it('refuses key files that were changed, exchanged or lost, instead of making new ones', () => {
    const root = newRootKey();
    const whole = newDirectory();
    open(whole).vault.unseal(root);
    const stranger = newDirectory();
    open(stranger).vault.unseal(root);
    const file = 'generations/00000001.json';
    const cases: [string, (directory: string) => void][] = [
      ['keyring.missing-file', (directory) => rmSync(join(directory, file))],
      ['keyring.missing-file', (directory) => rmSync(join(directory, 'indexes/00000001.json'))],
      ['keyring.missing-file', (directory) => rmSync(join(directory, 'vault.json'))],
      ['keyring.damaged-file', (directory) => cpSync(join(stranger, file), join(directory, file))],
      ['keyring.damaged-file', (directory) => cpSync(join(directory, 'indexes/00000001.json'), join(directory, file))],
      [
        'keyring.damaged-file',
        (directory) => cpSync(join(directory, file), join(directory, 'generations/00000002.json')),
      ],
    ];
    for (const [code, damage] of cases) {
      const directory = newDirectory();
      cpSync(whole, directory, { recursive: true });
      chmodSync(directory, 0o700);
      damage(directory);
      const ring = open(directory).vault;
      expect(codeOf(() => ring.unseal(root))).toBe(code);
      expect(ring.isSealed()).toBe(true);
    }
  });

  it('is founded whole after a kill at any step of the first unsealing', () => {
    const root = newRootKey();
    const whole = newDirectory();
    open(whole).vault.unseal(root);
    const ready = readFileSync(join(whole, 'vault.json'), 'utf8');
    const creating = JSON.stringify({ ...JSON.parse(ready), state: 'creating', generation: 0, index: 0 });
    const steps: [string, string][] = [
      ['.vault.json.draft-0123456789abcdef', ready.slice(0, 30)],
      ['vault.json', creating],
      ['indexes/.00000001.json.draft-0123456789abcdef', '{'],
      ['indexes/00000001.json', readFileSync(join(whole, 'indexes/00000001.json'), 'utf8')],
      ['generations/.00000001.json.draft-0123456789abcdef', '{'],
      ['generations/00000001.json', readFileSync(join(whole, 'generations/00000001.json'), 'utf8')],
      ['.vault.json.draft-0123456789abcdef', ready],
      ['vault.json', ready],
    ];
    for (let killed = 0; killed <= steps.length; killed += 1) {
      const directory = newDirectory();
      for (const part of ['', 'indexes', 'generations']) mkdirSync(join(directory, part), { mode: 0o700 });
      for (const [name, text] of steps.slice(0, killed)) writeFileSync(join(directory, name), text, { mode: 0o600 });
      const ring = open(directory).vault;
      ring.unseal(root);
      const { generation, wrapped } = ring.wrap(PERSON, Buffer.alloc(32, killed));
      const again = open(directory).vault;
      again.unseal(root);
      expect(again.unwrap(PERSON, generation, wrapped)).toEqual(Buffer.alloc(32, killed));
    }
  });
});

describe('the root key', () => {
  it('is read from a file of 64 hexadecimal digits and nothing else', () => {
    const path = join(base, 'root.hex');
    writeFileSync(path, `${'ab'.repeat(32)}\n`);
    expect(readRootKeyFile(path)).toEqual(Buffer.alloc(32, 0xab));
    for (const bad of ['ab'.repeat(31), 'xy'.repeat(32), '']) {
      writeFileSync(path, bad);
      expect(codeOf(() => readRootKeyFile(path))).toBe('keyring.malformed-root-key');
    }
  });

  it('is sealed with a passphrase and opened by it alone', async () => {
    const directory = newDirectory();
    const keyring = open(directory);
    const root = newRootKey();
    await expect(keyring.openRootKey('口令一二三四五六七八九十一二')).rejects.toMatchObject({
      code: 'keyring.no-sealed-root',
    });
    await expect(keyring.sealRootKey('太短', root)).rejects.toMatchObject({ code: 'keyring.weak-passphrase' });
    await keyring.sealRootKey('口令一二三四五六七八九十ＡＢ', root);
    expect(keyring.hasSealedRoot()).toBe(true);
    // Full-width letters are the same passphrase as half-width ones.
    expect(await keyring.openRootKey('口令一二三四五六七八九十AB')).toEqual(root);
    await expect(keyring.openRootKey('口令一二三四五六七八九十AC')).rejects.toMatchObject({
      code: 'keyring.wrong-passphrase',
    });
    await expect(keyring.sealRootKey('another passphrase', newRootKey())).rejects.toMatchObject({
      code: 'keyring.sealed-root-exists',
    });
    const path = join(directory, 'root.sealed');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"t": 3', '"t": 2'));
    await expect(keyring.openRootKey('口令一二三四五六七八九十AB')).rejects.toMatchObject({
      code: 'keyring.wrong-passphrase',
    });
    writeFileSync(path, text.replace('"m": 65536', '"m": 999999999'));
    await expect(keyring.openRootKey('口令一二三四五六七八九十AB')).rejects.toMatchObject({
      code: 'keyring.damaged-file',
    });
  });
});

import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pretendedKms } from '../../../test/support/pretended-kms.ts';
import { ManualClock } from '../clock.ts';
import {
  newRootKey,
  openKeyring,
  type RootKeyPort,
  replaceRootKey,
  rootKeyInFile,
  rootKeyUnderKms,
  unsealFrom,
  VaultRing,
} from './index.ts';
import { writeKeyFile } from './key-file.ts';

const clock = new ManualClock('2026-11-22T12:00:00Z');
const PERSON = '01930000-0000-7000-8000-000000000001';
const base = mkdtempSync(join(tmpdir(), 'zhinuo-rotation-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let made = 0;
function newDirectory(): string {
  made += 1;
  return join(base, `keys-${made}`);
}

function copyOf(directory: string): string {
  const copy = newDirectory();
  cpSync(directory, copy, { recursive: true });
  chmodSync(copy, 0o700);
  return copy;
}

/** A writer of key files that ends the process before its nth write, or right after it. */
function killedAt(writes: number, after: boolean): typeof writeKeyFile {
  let left = writes;
  return (path, content) => {
    left -= 1;
    if (left === 0 && !after) throw new Error('killed');
    writeKeyFile(path, content);
    if (left === 0) throw new Error('killed');
  };
}

function filePort(rootKey: Uint8Array): RootKeyPort & { path: string } {
  made += 1;
  const path = join(base, `root-${made}.hex`);
  writeFileSync(path, Buffer.from(rootKey).toString('hex'), { mode: 0o600 });
  return { ...rootKeyInFile(path), path };
}

/** A ring of two generations and two index secrets, with something wrapped under each. */
function worn(rootKey: Uint8Array) {
  const directory = newDirectory();
  openKeyring({ directory, clock });
  const ring = new VaultRing(directory, clock);
  ring.unseal(rootKey);
  const first = ring.wrap(PERSON, Buffer.alloc(32, 1));
  const oldIndex = ring.indexKeys('mobile');
  ring.add('generations');
  ring.add('indexes');
  const second = ring.wrap(PERSON, Buffer.alloc(32, 2));
  const opens = (other: VaultRing) => {
    expect(other.unwrap(PERSON, first.generation, first.wrapped)).toEqual(Buffer.alloc(32, 1));
    expect(other.unwrap(PERSON, second.generation, second.wrapped)).toEqual(Buffer.alloc(32, 2));
    expect(other.indexKeys('mobile').at(-1)).toEqual(oldIndex[0]);
    expect(other.indexKeys('mobile')).toHaveLength(2);
  };
  return { directory, ring, opens };
}

describe('generations and index secrets', () => {
  it('are added: the old ones go on opening, the newest is written under, digests of addresses stay as they were', () => {
    const root = newRootKey();
    const { directory, ring, opens } = worn(root);
    expect([ring.current('generations'), ring.current('indexes')]).toEqual([2, 2]);
    const again = new VaultRing(directory, clock);
    again.unseal(root);
    opens(again);
    expect(again.indexKeys('mobile').map(({ generation }) => generation)).toEqual([2, 1]);
    expect(again.indexKey('mobile')).toEqual(ring.indexKeys('mobile')[1]?.key);
  });

  it('are followed by another server with the same key directory, also when it meets what it does not know', () => {
    const root = newRootKey();
    const { directory, ring } = worn(root);
    const other = new VaultRing(directory, clock);
    other.unseal(root);
    ring.add('generations');
    const { generation, wrapped } = ring.wrap(PERSON, Buffer.alloc(32, 3));
    expect(other.unwrap(PERSON, generation, wrapped)).toEqual(Buffer.alloc(32, 3));
    expect(other.wrap(PERSON, Buffer.alloc(32)).generation).toBe(3);
    ring.destroy('generations', 1);
    other.follow();
    expect(other.held('generations').map(({ id }) => id)).toEqual([2, 3]);
  });

  it('are destroyed on disk and in memory, never the one in use and never the one of the addresses', () => {
    const root = newRootKey();
    const { directory, ring } = worn(root);
    const old = ring.wrap(PERSON, Buffer.alloc(32, 9));
    for (const [kind, id] of [
      ['generations', 2],
      ['generations', 7],
      ['indexes', 1],
      ['indexes', 2],
    ] as const)
      expect(() => ring.destroy(kind, id)).toThrow(expect.objectContaining({ code: 'keyring.in-use' }));
    const file = join(directory, 'generations/00000001.json');
    expect(existsSync(file)).toBe(true);
    ring.destroy('generations', 1);
    ring.destroy('generations', 1);
    expect(existsSync(file)).toBe(false);
    expect(ring.unwrap(PERSON, 1, old.wrapped)).toBeUndefined();
    expect(ring.unwrap(PERSON, 2, old.wrapped)).toEqual(Buffer.alloc(32, 9));
  });

  it('are added whole after a kill at any write', () => {
    const root = newRootKey();
    const { directory, opens } = worn(root);
    for (const kind of ['generations', 'indexes'] as const)
      for (const writes of [1, 2])
        for (const after of [false, true]) {
          const copy = copyOf(directory);
          const killed = new VaultRing(copy, clock, killedAt(writes, after));
          killed.unseal(root);
          expect(() => killed.add(kind)).toThrow('killed');
          const next = new VaultRing(copy, clock);
          next.unseal(root);
          next.add(kind);
          expect(next.current(kind)).toBe(writes === 2 && after ? 4 : 3);
          if (kind === 'generations') opens(next);
          const { generation, wrapped } = next.wrap(PERSON, Buffer.alloc(32, 4));
          expect(next.unwrap(PERSON, generation, wrapped)).toEqual(Buffer.alloc(32, 4));
        }
  });
});

describe('replacing the root key', () => {
  it('leaves everything open with the new one and nothing with the old one', async () => {
    const root = newRootKey();
    const { directory, ring, opens } = worn(root);
    const port = filePort(root);
    await replaceRootKey(ring, port);
    opens(ring);
    const next = await port.open();
    expect(next).not.toEqual(root);
    const again = new VaultRing(directory, clock);
    expect(() => again.unseal(root)).toThrow(expect.objectContaining({ code: 'keyring.wrong-root-key' }));
    await unsealFrom(again, port);
    opens(again);
    expect(ring.add('generations').id).toBe(3);
    expect(readdirSync(directory)).not.toContain('root.next.json');
  });

  it('can be killed at any write: the key that is kept opens everything, and the next start finishes it', async () => {
    const root = newRootKey();
    const { directory, opens } = worn(root);
    for (let writes = 1; writes <= 6; writes += 1)
      for (const after of [false, true]) {
        const copy = copyOf(directory);
        const port = filePort(root);
        const killed = new VaultRing(copy, clock, killedAt(writes, after));
        killed.unseal(root);
        await expect(replaceRootKey(killed, port)).rejects.toThrow('killed');
        const next = new VaultRing(copy, clock);
        await unsealFrom(next, port);
        opens(next);
        const begun = writes > 1 || after;
        expect((await port.open()).equals(root)).toBe(!begun);
        expect(next.rootUnsettled()).toBe(false);
        const last = new VaultRing(copy, clock);
        await unsealFrom(last, port);
        opens(last);
      }
  });

  it('can be killed while the new key is put away: the old one still opens, and trying again ends it', async () => {
    const root = newRootKey();
    const { directory, opens } = worn(root);
    for (const kept of [false, true]) {
      const copy = copyOf(directory);
      const port = filePort(root);
      const fails = {
        ...port,
        async replace(next: Uint8Array) {
          if (kept) await port.replace(next);
          throw new Error('killed');
        },
      };
      const ring = new VaultRing(copy, clock);
      ring.unseal(root);
      await expect(replaceRootKey(ring, fails)).rejects.toThrow('killed');
      opens(ring);
      await replaceRootKey(ring, port);
      expect(await port.open()).not.toEqual(root);
      const next = new VaultRing(copy, clock);
      await unsealFrom(next, port);
      opens(next);
      expect(() => new VaultRing(copy, clock).unseal(root)).toThrow(
        expect.objectContaining({ code: 'keyring.wrong-root-key' }),
      );
    }
  });

  it("refuses another deployment's key before anything is written", async () => {
    const root = newRootKey();
    const { directory, ring, opens } = worn(root);
    const before = readFileSync(join(directory, 'vault.json'), 'utf8');
    await expect(replaceRootKey(ring, filePort(newRootKey()))).rejects.toMatchObject({
      code: 'keyring.wrong-root-key',
    });
    expect(readFileSync(join(directory, 'vault.json'), 'utf8')).toBe(before);
    expect(readdirSync(directory)).not.toContain('root.next.json');
    opens(ring);
  });

  it('changes the passphrase with it', async () => {
    const directory = newDirectory();
    const keyring = openKeyring({ directory, clock });
    const root = newRootKey();
    await keyring.sealRootKey('the first passphrase', root);
    keyring.vault.unseal(root);
    const { generation, wrapped } = keyring.vault.wrap(PERSON, Buffer.alloc(32, 5));
    expect(() => keyring.underPassphrase('the first passphrase', 'short')).toThrow(
      expect.objectContaining({ code: 'keyring.weak-passphrase' }),
    );
    await replaceRootKey(keyring.vault, keyring.underPassphrase('the first passphrase', 'the second passphrase'));
    await expect(keyring.openRootKey('the first passphrase')).rejects.toMatchObject({
      code: 'keyring.wrong-passphrase',
    });
    const again = openKeyring({ directory, clock });
    await unsealFrom(again.vault, again.underPassphrase('the second passphrase'));
    expect(again.vault.unwrap(PERSON, generation, wrapped)).toEqual(Buffer.alloc(32, 5));
  });
});

describe('a key management service', () => {
  it('keeps the root key behind wrap and unwrap, and refuses what is not its own', async () => {
    const directory = newDirectory();
    openKeyring({ directory, clock });
    const kms = pretendedKms('key-1');
    const port = rootKeyUnderKms(directory, kms, newRootKey);
    const ring = new VaultRing(directory, clock);
    await unsealFrom(ring, port);
    const { generation, wrapped } = ring.wrap(PERSON, Buffer.alloc(32, 6));
    await replaceRootKey(ring, port);
    const again = new VaultRing(directory, clock);
    await unsealFrom(again, rootKeyUnderKms(directory, kms));
    expect(again.unwrap(PERSON, generation, wrapped)).toEqual(Buffer.alloc(32, 6));
    expect(kms.calls.filter((call) => call === 'wrap')).toHaveLength(2);
    const refused = { code: 'keyring.kms-refused' };
    await expect(rootKeyUnderKms(directory, pretendedKms('key-1')).open()).rejects.toMatchObject(refused);
    await expect(rootKeyUnderKms(directory, pretendedKms('key-2')).open()).rejects.toMatchObject(refused);
    const file = join(directory, 'root.kms.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"key": "key-1"', '"key": "key-3"'));
    await expect(rootKeyUnderKms(directory, { ...kms, key: 'key-3' }).open()).rejects.toMatchObject(refused);
    writeFileSync(file, '{}');
    await expect(port.open()).rejects.toMatchObject({ code: 'keyring.damaged-file' });
  });
});

import * as hpke from 'hpke';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../../test/support/test-vault.ts';
import { createSealedInbox, type SealedInbox } from './sealed-inbox.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

// RFC 9180, appendix A.3.1: base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM.
const RFC = {
  info: '4f6465206f6e2061204772656369616e2055726e',
  ikmR: '668b37171f1072f3cf12ea8a236a45df23fc13b82af3609ad1e354f6ef817550',
  skRm: 'f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2',
  pkRm:
    '04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a82' +
    '6a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0',
  enc:
    '04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9' +
    '8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4',
  aad: '436f756e742d30',
  pt: '4265617574792069732074727574682c20747275746820626561757479',
  ct: '5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434',
};

describe('HPKE', () => {
  it('derives the keys and opens the ciphertext of RFC 9180, A.3.1', async () => {
    const suite = new hpke.CipherSuite(hpke.KEM_DHKEM_P256_HKDF_SHA256, hpke.KDF_HKDF_SHA256, hpke.AEAD_AES_128_GCM);
    const pair = await suite.DeriveKeyPair(hex(RFC.ikmR), true);
    expect(Buffer.from(await suite.SerializePrivateKey(pair.privateKey)).toString('hex')).toBe(RFC.skRm);
    expect(Buffer.from(await suite.SerializePublicKey(pair.publicKey)).toString('hex')).toBe(RFC.pkRm);
    const opened = await suite.Open(pair, hex(RFC.enc), hex(RFC.ct), { info: hex(RFC.info), aad: hex(RFC.aad) });
    expect(Buffer.from(opened).toString('hex')).toBe(RFC.pt);
  });

  it('derives the keys of the suite that the inbox uses (A.3 with AES-256-GCM)', async () => {
    const { inboxSuite } = await import('./hpke-suite.ts');
    const ikm = 'a0ce15d49e28bd47a18a97e147582d814b08cbe00109fed5ec27d1b4e9f6f5e3';
    const pair = await inboxSuite.DeriveKeyPair(hex(ikm), true);
    expect(Buffer.from(await inboxSuite.SerializePrivateKey(pair.privateKey)).toString('hex')).toBe(
      '317f915db7bc629c48fe765587897e01e282d3e8445f79f27f65d031a88082b2',
    );
    expect(Buffer.from(await inboxSuite.SerializePublicKey(pair.publicKey)).toString('hex')).toBe(
      '04abc7e49a4c6b3566d77d0304addc6ed0e98512ffccf505e6a8e3eb25c685136f' +
        '853148544876de76c0f2ef99cdc3a05ccf5ded7860c7c021238f9e2073d2356c',
    );
  });
});

let bench: TestVault;
let inbox: SealedInbox;
beforeAll(async () => {
  bench = await openTestVault();
  inbox = createSealedInbox({ ring: bench.keyring.vault, macKey: Buffer.alloc(32, 3), log: bench.log });
});
afterAll(() => bench.close());

const act = <T>(work: Parameters<TestVault['database']['transaction']>[0]) =>
  bench.database.transaction(work) as Promise<T>;

describe('the sealed inbox', () => {
  it('is closed before the vault has ever published a key', async () => {
    await expect(act((tx) => inbox.seal(tx, 'a', Buffer.of(1)))).rejects.toMatchObject({
      code: 'vault.inbox-closed',
      kind: 'sealed',
    });
  });

  it('seals while the vault is sealed and opens after, also what was sealed before a rotation', async () => {
    await act((tx) => inbox.publish(tx));
    bench.keyring.vault.seal();
    const sealed = await act<Buffer>((tx) => inbox.seal(tx, 'form|1', Buffer.from('表单')));
    await expect(inbox.open('form|1', sealed)).rejects.toMatchObject({ code: 'keyring.sealed' });
    bench.keyring.vault.unseal(bench.rootKey);
    bench.keyring.vault.add('generations');
    await act((tx) => inbox.publish(tx));
    expect((await inbox.open('form|1', sealed))?.toString()).toBe('表单');
    const later = await act<Buffer>((tx) => inbox.seal(tx, 'form|1', Buffer.from('表单')));
    expect([sealed.readUInt32BE(1), later.readUInt32BE(1)]).toEqual([1, 2]);
  });

  it('opens nothing under another label, for another deployment, cut, or with any bit flipped', async () => {
    const sealed = await act<Buffer>((tx) => inbox.seal(tx, 'form|1', Buffer.from('x')));
    expect(await inbox.open('form|2', sealed)).toBeUndefined();
    for (const length of [0, 1, 5, 69, 70, sealed.length - 1])
      expect(await inbox.open('form|1', sealed.subarray(0, length))).toBeUndefined();
    for (let bit = 0; bit < sealed.length * 8; bit += 5) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await inbox.open('form|1', changed)).toBeUndefined();
    }
    const other = await openTestVault();
    try {
      const stranger = createSealedInbox({ ring: other.keyring.vault, macKey: Buffer.alloc(32, 3), log: other.log });
      expect(await stranger.open('form|1', sealed)).toBeUndefined();
    } finally {
      await other.close();
    }
  });

  it("refuses a public key that somebody else's hand put there, with an alarm", async () => {
    await act((tx) =>
      tx.execute(`update vault.inbox_key set public_key = set_byte(public_key, 9, get_byte(public_key, 9) # 1)`),
    );
    await expect(act((tx) => inbox.seal(tx, 'a', Buffer.of(1)))).rejects.toMatchObject({
      code: 'vault.inbox-key-damaged',
    });
    expect(bench.logLines.join('')).toContain('"what":"inbox key"');
    await act((tx) => inbox.publish(tx));
    expect(await act<Buffer>((tx) => inbox.seal(tx, 'a', Buffer.of(1)))).toBeInstanceOf(Buffer);
  });
});

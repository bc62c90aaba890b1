import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import { newRootKey, openKeyring } from '../../platform/keyring/index.ts';
import { createVault } from './index.ts';

let bench: TestVault;
let one = '';
let two = '';
beforeAll(async () => {
  bench = await openTestVault();
});
afterAll(() => bench.close());

beforeEach(async () => {
  await bench.database.transaction(async (tx) => {
    [one = '', two = ''] = await bench.newPersons(tx, 2);
    const permit = await bench.collect(tx, [one, two], ['name', 'city']);
    await bench.vault.storeFields(
      tx,
      permit,
      [one, two].flatMap((person, index) => [
        { person, field: 'name', value: `张${'一二'.charAt(index)}` },
        { person, field: 'city', value: `城市${index}` },
      ]),
    );
  });
  bench.logLines.length = 0;
});

function alter(sql: string, values: unknown[] = [one, two]): Promise<number> {
  return bench.database.transaction((tx) => tx.execute(sql, values));
}

// A server without the opened keys in its memory, as after a restart.
function read(person: string): Promise<unknown> {
  return bench.database.transaction(async (tx) =>
    bench.anotherServer().open(tx, await bench.use(tx, [person], ['name', 'city']), [person], ['name', 'city']),
  );
}

const DAMAGED = { code: 'vault.value-damaged' };

describe('a changed database', () => {
  it('opens as it was written (the control of these tests)', async () => {
    expect(await read(one)).toEqual(new Map([[one, { name: '张一', city: '城市0' }]]));
  });

  it('does not open when ciphertexts are exchanged between people', async () => {
    await alter(
      `update vault.field f set ciphertext = g.ciphertext from vault.field g
       where f.field = 'name' and g.field = 'name' and (f.person, g.person) in (($1, $2), ($2, $1))`,
    );
    await expect(read(one)).rejects.toMatchObject(DAMAGED);
    await expect(read(two)).rejects.toMatchObject(DAMAGED);
  });

  it('does not open when ciphertexts are exchanged between fields of one person', async () => {
    await alter(
      `update vault.field f set ciphertext = g.ciphertext from vault.field g
       where f.person = $1 and g.person = $1 and f.field <> g.field`,
      [one],
    );
    await expect(read(one)).rejects.toMatchObject(DAMAGED);
  });

  it('does not open when an older version is put back in the place of the newer', async () => {
    await alter('create table old_version as select * from vault.field', []);
    await bench.database.transaction(async (tx) => {
      const permit = await bench.collect(tx, [one], ['name']);
      await bench.vault.storeFields(tx, permit, [{ person: one, field: 'name', value: '张三' }]);
    });
    await alter(
      `update vault.field f set ciphertext = o.ciphertext from old_version o
       where f.person = $1 and o.person = $1 and f.field = 'name' and o.field = 'name'`,
      [one],
    );
    await alter('drop table old_version', []);
    await expect(read(one)).rejects.toMatchObject(DAMAGED);
  });

  it('does not open when keys are exchanged between people, or moved to another generation', async () => {
    await alter(
      `update vault.person_key f set wrapped = g.wrapped from vault.person_key g
       where (f.person, g.person) in (($1, $2), ($2, $1))`,
    );
    await expect(read(one)).rejects.toMatchObject(DAMAGED);
    await alter('update vault.person_key set generation = 2 where person = $1', [two]);
    await expect(read(two)).rejects.toMatchObject(DAMAGED);
  });

  it('does not open with any one bit of a value or key flipped', async () => {
    const length = 1 + 12 + Buffer.byteLength('张一') + 16;
    for (let bit = 0; bit < length * 8; bit += 7) {
      await alter(
        `update vault.field set ciphertext = set_bit(ciphertext, $2, 1 - get_bit(ciphertext, $2)) where person = $1 and field = 'name'`,
        [one, bit],
      );
      await expect(read(one)).rejects.toMatchObject(DAMAGED);
      await alter(
        `update vault.field set ciphertext = set_bit(ciphertext, $2, 1 - get_bit(ciphertext, $2)) where person = $1 and field = 'name'`,
        [one, bit],
      );
    }
    expect(await read(one)).toBeInstanceOf(Map);
    await alter(
      'update vault.person_key set wrapped = set_bit(wrapped, 200, 1 - get_bit(wrapped, 200)) where person = $1',
      [one],
    );
    await expect(read(one)).rejects.toMatchObject(DAMAGED);
  });

  it('raises an alarm that names the field and neither person nor value', async () => {
    await alter(
      `update vault.field set ciphertext = substring(ciphertext from 1 for 20) where person = $1 and field = 'name'`,
      [one],
    );
    await expect(read(one)).rejects.toMatchObject(DAMAGED);
    expect(bench.logLines.join('')).toMatch(/"alarm":"vault.integrity","what":"name"/);
    expect(bench.logLines.join('')).not.toContain(one);
  });
});

describe('another key directory', () => {
  it('is refused, for writing and for reading', async () => {
    const keyring = openKeyring({ directory: `${bench.keyDirectory}-other`, clock: bench.clock });
    keyring.vault.unseal(newRootKey());
    const { clock, gate, evidence } = bench;
    const log = { error: () => undefined } as never;
    const stranger = createVault({ clock, ring: keyring.vault, gate, evidence, log });
    await bench.database.transaction(async (tx) => {
      await expect(stranger.createPersons(tx, 1)).rejects.toMatchObject({ code: 'vault.foreign-ring' });
      const permit = await bench.use(tx, [one], ['name']);
      await expect(stranger.open(tx, permit, [one], ['name'])).rejects.toMatchObject(DAMAGED);
    });
  });
});

describe('a sealed ring', () => {
  it('refuses everything and has forgotten the opened keys', async () => {
    await read(one);
    const file = bench.vault.sealBlob('x', Buffer.of(1));
    bench.keyring.vault.seal();
    const sealed = { code: 'keyring.sealed', kind: 'sealed' };
    await bench.database.transaction(async (tx) => {
      const use = await bench.use(tx, [one], ['name']);
      const collect = await bench.collect(tx, [one], ['name']);
      await expect(bench.vault.open(tx, use, [one], ['name'])).rejects.toMatchObject(sealed);
      await expect(bench.vault.createPersons(tx, 1)).rejects.toMatchObject(sealed);
      const value = { person: one, field: 'name', value: '张三' } as const;
      await expect(bench.vault.storeFields(tx, collect, [value])).rejects.toMatchObject(sealed);
      await expect(bench.vault.findByIndex(tx, 'mobile', '13800138000')).rejects.toMatchObject(sealed);
      await expect(bench.vault.sealForPerson(tx, one, 'behaviour', Buffer.of(1))).rejects.toMatchObject(sealed);
    });
    expect(() => bench.vault.sealBlob('x', Buffer.of(1))).toThrow(expect.objectContaining(sealed));
    expect(() => bench.vault.openBlob('x', file)).toThrow(expect.objectContaining(sealed));
    expect(() => bench.vault.sealStream('x')).toThrow(expect.objectContaining(sealed));
    await expect(pipeline([file], bench.vault.openStream('x'), new PassThrough())).rejects.toMatchObject(sealed);
    expect(() => bench.vault.standingDigest('mobile', '13800138000')).toThrow(expect.objectContaining(sealed));
    bench.keyring.vault.unseal(bench.rootKey);
    expect(await read(one)).toBeInstanceOf(Map);
  });
});

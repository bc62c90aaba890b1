import { createCipheriv, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fieldBound } from '../../src/contexts/vault/domain/additional-data.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { seal } from '../../src/platform/crypto/index.ts';
import { newRootKey, openKeyring } from '../../src/platform/keyring/index.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';

const PEOPLE = numberOption('people', 20_000);
const FIELDS = ['name', 'mobile', 'email', 'address', 'city'] as const;
const VALUE = Buffer.alloc(32, 7);

/** Encrypting a person's five fields with a key that is still wrapped, against the same cipher calls with keys at hand. */
export const vaultEncrypt: Benchmark = {
  name: 'vault-encrypt',
  what: `32-byte fields, five a person, ${PEOPLE} people whose keys are still wrapped`,
  control: 'a raw loop of node:crypto AES-256-GCM over the same values with the keys unwrapped',
  unit: 'fields',
  async prepare() {
    const directory = mkdtempSync(join(tmpdir(), 'zhinuo-bench-encrypt-'));
    const { vault: ring } = openKeyring({ directory, clock: systemClock });
    ring.unseal(newRootKey());
    const people = Array.from({ length: PEOPLE }, () => {
      const [person, key] = [randomUUID(), randomBytes(32)];
      return { person, key, ...ring.wrap(person, key) };
    });
    let bytes = 0;
    const subject = async (): Promise<number> => {
      const id = ring.id();
      for (const { person, generation, wrapped } of people) {
        const key = ring.unwrap(person, generation, wrapped);
        if (key === undefined) throw new Error('a key does not open');
        for (const field of FIELDS) bytes += seal(key, VALUE, fieldBound(id, person, field, 1)).length;
      }
      return PEOPLE * FIELDS.length;
    };
    const control = async (): Promise<number> => {
      for (const { person, key } of people)
        for (const field of FIELDS) {
          const nonce = randomBytes(12);
          const cipher = createCipheriv('aes-256-gcm', key, nonce);
          cipher.setAAD(Buffer.from(`${person}|${field}|1`, 'utf8'));
          const sealed = Buffer.concat([nonce, cipher.update(VALUE), cipher.final(), cipher.getAuthTag()]);
          bytes += sealed.length;
        }
      return PEOPLE * FIELDS.length;
    };
    return {
      subject,
      control,
      async close() {
        if (bytes === 0) throw new Error('nothing was encrypted');
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
};

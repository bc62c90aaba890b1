import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { systemClock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';
import { openVaultHouse } from '../vault-house.ts';

const PEOPLE = numberOption('people', 100_000);

/** Walking all keys of people from one generation to the next, against decrypting and encrypting them in memory. */
export const vaultRotation: Benchmark = {
  name: 'vault-rotation',
  what: `a rotation of the generation over ${PEOPLE} keys of people in PostgreSQL, without its rests`,
  control: 'decrypting and encrypting as many 32-byte keys in memory with node:crypto',
  unit: 'keys',
  async prepare() {
    const house = await openVaultHouse();
    const { database, vault } = house;
    for (let at = 0; at < PEOPLE; at += 5000)
      await database.transaction((tx) => vault.createPersons(tx, Math.min(5000, PEOPLE - at)));
    await database.transaction((tx) => tx.execute('analyze vault.person_key')).catch(() => undefined);
    const [old, next] = [randomBytes(32), randomBytes(32)];
    const wrapped = Array.from({ length: PEOPLE }, () => {
      const person = newId(systemClock);
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', old, nonce);
      cipher.setAAD(Buffer.from(person));
      return {
        person,
        nonce,
        body: Buffer.concat([cipher.update(randomBytes(32)), cipher.final()]),
        tag: cipher.getAuthTag(),
      };
    });
    let bytes = 0;
    const subject = async (): Promise<number> => {
      await database.transaction((tx) => vault.keys.begin(tx, 'generations', 'bench'));
      while (await database.transaction((tx) => vault.keys.step(tx)));
      return PEOPLE;
    };
    const control = async (): Promise<number> => {
      for (const { person, nonce, body, tag } of wrapped) {
        const bound = Buffer.from(person);
        const decipher = createDecipheriv('aes-256-gcm', old, nonce, { authTagLength: 16 });
        decipher.setAAD(bound);
        decipher.setAuthTag(tag);
        const key = Buffer.concat([decipher.update(body), decipher.final()]);
        const fresh = randomBytes(12);
        const cipher = createCipheriv('aes-256-gcm', next, fresh);
        cipher.setAAD(bound);
        bytes += Buffer.concat([fresh, cipher.update(key), cipher.final(), cipher.getAuthTag()]).length;
      }
      return PEOPLE;
    };
    return {
      subject,
      control,
      async close() {
        if (bytes === 0) throw new Error('nothing was encrypted');
        await house.close();
      },
    };
  },
};

import { randomBytes } from 'node:crypto';
import type { FieldValue } from '../../src/contexts/vault/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { copyIn } from '../../src/platform/database/index.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';
import { openBenchProduct } from '../product.ts';

const PEOPLE = numberOption('people', 100_000);
const PAIRS = 5;
/** The people are stored over the five pairs, so that the table grows to all of them. */
const A_PAIR = Math.ceil(PEOPLE / PAIRS);
const BATCH = 1000;
const FIELDS = ['name', 'mobile', 'email', 'city', 'gender'] as const;
const TABLE = `create schema bench; create table bench.field (person uuid not null, field text not null, version integer not null,
  ciphertext bytea not null, stored_at timestamptz not null, primary key (person, field))`;

let made = 0;
function valuesOf(person: string): FieldValue[] {
  made += 1;
  const n = String(made).padStart(9, '0');
  return [
    { person, field: 'name', value: `林小${'甲乙丙丁戊己'.charAt(made % 6)}` },
    { person, field: 'mobile', value: `13${n}` },
    { person, field: 'email', value: `person${n}@example.org` },
    { person, field: 'city', value: '浙江省杭州市' },
    { person, field: 'gender', value: 'female' },
  ];
}

/** Storing people with five fields each under permits of the gate: keys, ciphertexts and blind indexes, against COPY of rows of that size. */
export const vaultStore: Benchmark = {
  name: 'vault-store',
  what: `${PEOPLE} people with 5 fields stored (a fifth in each pair), a row a field, with their keys and blind indexes, under permits of the gate`,
  control: 'COPY of as many rows of the same size into a table with the same primary key',
  unit: 'rows',
  slow: true,
  async prepare() {
    const { running, close } = await openBenchProduct();
    const { database } = running.stores;
    const { gate, vault } = running.contexts;
    await database.transaction((tx) => tx.execute(TABLE));
    const subject = async (): Promise<number> => {
      for (let at = 0; at < A_PAIR; at += BATCH)
        await database.transaction(async (tx) => {
          const persons = await vault.createPersons(tx, Math.min(BATCH, A_PAIR - at));
          await gate.registerSubjects(
            tx,
            persons.map((person) => ({ person, role: 'customer' })),
          );
          const permit = await gate.collect(tx, {
            activity: 'customer-administration',
            source: 'form',
            fields: FIELDS,
            persons,
          });
          await vault.storeFields(tx, permit, persons.flatMap(valuesOf));
        });
      return A_PAIR * FIELDS.length;
    };
    const control = async (): Promise<number> => {
      const ciphertext = randomBytes(45).toString('hex');
      async function* lines() {
        for (let at = 0; at < A_PAIR; at += BATCH) {
          const rows: string[] = [];
          for (let n = 0; n < Math.min(BATCH, A_PAIR - at); n += 1) {
            const person = newId(systemClock);
            for (const field of FIELDS) rows.push(`${person}\t${field}\t1\t\\\\x${ciphertext}\t2026-11-11T12:00:00Z\n`);
          }
          yield Buffer.from(rows.join(''));
        }
      }
      await database.transaction((tx) => copyIn(tx, 'copy bench.field from stdin', lines()));
      return A_PAIR * FIELDS.length;
    };
    return { subject, control, close };
  },
};

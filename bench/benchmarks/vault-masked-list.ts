import { maskField } from '../../src/contexts/vault/domain/masks.ts';
import type { Benchmark } from '../measure.ts';
import { openBenchProduct } from '../product.ts';

const PEOPLE = 100;
const LISTS = 40;
const FIELDS = ['name', 'mobile', 'email'] as const;
const TABLE = `create schema bench; create table bench.person (id uuid not null, field text not null, value text not null, primary key (id, field))`;

/** A page of 100 people, masked, with the gate's use and its receipt, against the same page over values in clear. */
export const vaultMaskedList: Benchmark = {
  name: 'vault-masked-list',
  what: `a list of ${PEOPLE} people with ${FIELDS.length} masked fields: the gate's use, its receipt, the vault`,
  control: 'the same list with the same use, receipt and masks over a table in clear',
  unit: 'lists',
  async prepare() {
    const { running, close } = await openBenchProduct();
    const { database } = running.stores;
    const { gate, vault } = running.contexts;
    await database.transaction((tx) => tx.execute(TABLE));
    const people = await database.transaction(async (tx) => {
      const persons = await vault.createPersons(tx, PEOPLE);
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
      const values = persons.flatMap((person, n) => [
        { person, field: 'name' as const, value: '欧阳晓明' },
        { person, field: 'mobile' as const, value: `1380013${String(8000 + n)}` },
        { person, field: 'email' as const, value: `person${n}@example.org` },
      ]);
      await vault.storeFields(tx, permit, values);
      await tx.execute('insert into bench.person select * from unnest($1::uuid[], $2::text[], $3::text[])', [
        values.map(({ person }) => person),
        values.map(({ field }) => field),
        values.map(({ value }) => value),
      ]);
      return persons;
    });
    const use = {
      activity: 'customer-administration',
      operation: 'staff_access',
      fields: FIELDS,
      persons: people,
      by: 'bench',
    } as const;
    const lists = async (read: (tx: Parameters<typeof vault.readMasked>[0]) => Promise<number>): Promise<number> => {
      for (let n = 0; n < LISTS; n += 1)
        if ((await database.transaction(read)) !== PEOPLE) throw new Error('somebody is missing');
      return LISTS;
    };
    return {
      subject: () =>
        lists(async (tx) => {
          const { permit } = await gate.usePersons(tx, use);
          if (permit === null) throw new Error('the gate refused everybody');
          return (await vault.readMasked(tx, permit, people, FIELDS, { tier: 1 })).size;
        }),
      control: () =>
        lists(async (tx) => {
          await gate.usePersons(tx, use);
          const rows = await tx.query<{ id: string; field: (typeof FIELDS)[number]; value: string }>(
            'select id, field, value from bench.person where id = any($1::uuid[]) and field = any($2::text[])',
            [people, FIELDS],
            'bench.list',
          );
          const seen = new Map<string, Record<string, string>>();
          for (const { id, field, value } of rows) {
            const values = seen.get(id) ?? {};
            seen.set(id, values);
            values[field] = maskField(field, value, 1);
          }
          return seen.size;
        }),
      async further() {
        const time = async (read: () => Promise<unknown>): Promise<number> => {
          const began = process.hrtime.bigint();
          for (let n = 0; n < LISTS; n += 1) await read();
          return Number(process.hrtime.bigint() - began) / 1e6 / LISTS;
        };
        return database.transaction(async (tx) => {
          const { permit } = await gate.usePersons(tx, use);
          if (permit === null) throw new Error('the gate refused everybody');
          const masked = await time(() => vault.readMasked(tx, permit, people, FIELDS, { tier: 1 }));
          const plain = await time(() =>
            tx.query(
              'select id, field, value from bench.person where id = any($1::uuid[]) and field = any($2::text[])',
              [people, FIELDS],
              'bench.list',
            ),
          );
          return `reading alone, without the gate: ${masked.toFixed(2)} ms in the vault, ${plain.toFixed(2)} ms in clear and unmasked`;
        });
      },
      close,
    };
  },
};

import { systemClock } from '../../src/platform/clock.ts';
import { copyIn } from '../../src/platform/database/index.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';
import { openVaultHouse } from '../vault-house.ts';

const PEOPLE = numberOption('people', 1_000_000);
const LOOKUPS = 2_000;
const TABLE = `create schema bench; create table bench.person (id uuid primary key, ordinal integer not null, source text not null)`;

const mobileOf = (n: number) => `13${String(n).padStart(9, '0')}`;

/** Finding who has a mobile number among many people, against a look-up by primary key. */
export const vaultLookup: Benchmark = {
  name: 'vault-lookup',
  what: `who has this mobile, among ${PEOPLE} people: digest and blind index`,
  control: 'a row by its primary key, a uuid, in a table of as many rows',
  unit: 'look-ups',
  slow: true,
  async prepare() {
    const house = await openVaultHouse(TABLE);
    const { database, vault } = house;
    const people = Array.from({ length: PEOPLE }, () => newId(systemClock));
    async function* lines(line: (n: number, person: string) => string) {
      for (let from = 0; from < PEOPLE; from += 1000)
        yield Buffer.from(
          people
            .slice(from, from + 1000)
            .map((person, at) => line(from + at, person))
            .join(''),
        );
    }
    const digest = (n: number) => vault.standingDigest('mobile', mobileOf(n)).toString('hex');
    await database.transaction(async (tx) => {
      await copyIn(
        tx,
        'copy vault.blind_index (field, generation, digest, person) from stdin',
        lines((n, person) => `mobile\t1\t\\\\x${digest(n)}\t${person}\n`),
      );
      await copyIn(
        tx,
        'copy bench.person (id, ordinal, source) from stdin',
        lines((n, person) => `${person}\t${n}\tform\n`),
      );
      await tx.execute('analyze vault.blind_index');
      await tx.execute('analyze bench.person');
    });
    let at = 0;
    const next = () => {
      at = (at + 7919) % PEOPLE;
      return at;
    };
    return {
      subject: () =>
        database.transaction(async (tx) => {
          for (let n = 0; n < LOOKUPS; n += 1) {
            const wanted = next();
            const [found] = await vault.findByIndex(tx, 'mobile', mobileOf(wanted));
            if (found !== people[wanted]) throw new Error('the wrong person');
          }
          return LOOKUPS;
        }),
      control: () =>
        database.transaction(async (tx) => {
          for (let n = 0; n < LOOKUPS; n += 1) {
            const wanted = next();
            const row = await tx.first<{ ordinal: number }>(
              'select id, ordinal, source from bench.person where id = $1',
              [people[wanted]],
              'bench.by-key',
            );
            if (row?.ordinal !== wanted) throw new Error('the wrong row');
          }
          return LOOKUPS;
        }),
      close: () => house.close(),
    };
  },
};

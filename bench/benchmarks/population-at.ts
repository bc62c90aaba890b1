import { performance } from 'node:perf_hooks';
import { Columns } from '../../src/contexts/consent/columns/columns.ts';
import type { ColumnsDeps } from '../../src/contexts/consent/columns/columns-deps.ts';
import { decidePopulation } from '../../src/contexts/consent/decide-population.ts';
import type { PopulationDecision } from '../../src/contexts/consent/domain/decision.ts';
import type { GateContext } from '../../src/contexts/consent/gate-context.ts';
import { consentMigrations } from '../../src/contexts/consent/index.ts';
import { judge } from '../../src/contexts/law/index.ts';
import { ManualClock } from '../../src/platform/clock.ts';
import { migrate, type Tx } from '../../src/platform/database/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { openLogHouse } from '../log-house.ts';
import { MADE_NOW, madeCase } from '../made-population.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';

const PEOPLE = numberOption('at-people', 1_000_000);
const READ = Math.min(PEOPLE, 20_000);
const COMPARED = Math.min(PEOPLE, 100_000);
const CODES = ['marketing-1', 'marketing-2'];
const DAY = 86_400_000;
/** Days from now: the end of September, 11 December, and a day beyond every timetable. */
const INSTANTS = [-53, 19, 120];

// People came over the last two years, a few each hour; what they agreed to ends after a year for half of them, and is kept for two years; some
// withdrew, moved, said no to messages, are one human with the next one.
const FILL = [
  `insert into consent.subject (person, role, adult_on, registered_at)
   select gen_random_uuid(), 'customer', case when n % 10 > 0 then date '2020-01-01' - n % 1000 end, $2::timestamptz - interval '800 days'
     from generate_series(1, ${PEOPLE}) n`,
  `insert into consent.standing (ordinal, activity, source, grade, notice, notice_version, revision, notice_shown_at,
     keep_until, how, recorded_at)
   select ordinal, a, 'form', case when ordinal % 50 = 0 then 'C' else 'A' end, 'privacy', 1, 1, came, came + interval '730 days', 'presentation', came
     from (select ordinal, $2::timestamptz - (ordinal::bigint * 7919 % 17500) * interval '1 hour' as came from consent.subject) s, unnest($1::text[]) a`,
  `insert into consent."grant" (ordinal, activity, revision, channel, kind, how, notice, notice_version, shown_at, given_at,
     valid_until, keep_until, one_time, withdrawn_at, receipt)
   select ordinal, a, 1, case when ordinal % 4 = 0 then 'email' else 'sms' end, 'general', 'explicit_action', 'privacy', 1,
       notice_shown_at, notice_shown_at + interval '30 seconds',
       case when ordinal % 2 = 0 then notice_shown_at + interval '365 days' end, keep_until, false,
       case when ordinal % 9 = 0 then $2::timestamptz - (($2::timestamptz - notice_shown_at) * (ordinal % 7) / 8) end, gen_random_uuid()
     from consent.standing, unnest($1::text[]) a where ordinal % 3 > 0 and activity = a`,
  `insert into consent.refusal (ordinal, activity, kind, said_at, said_through, receipt)
   select ordinal, activity, 'withdrawn', withdrawn_at, 'page', gen_random_uuid() from consent."grant" where withdrawn_at is not null`,
  `insert into consent.suppression (kind, ordinal, channel, said_at, said_through, receipt)
   select 'unsubscribe', ordinal, 'sms', $2::timestamptz - (ordinal % 300) * interval '1 day', 'reply', gen_random_uuid()
     from consent.subject where ordinal % 20 = 0`,
  `insert into consent.address (ordinal, channel, digest, set_at, confirmed_at)
   select ordinal, 'sms', int4send(ordinal), notice_shown_at, notice_shown_at + interval '1 minute' from consent.standing
    where activity = ($1::text[])[1] and ordinal % 10 > 0`,
  `insert into consent.address (ordinal, channel, digest, set_at, confirmed_at, ended_at)
   select ordinal, 'email', int4send(ordinal), notice_shown_at, notice_shown_at, $2::timestamptz - (ordinal % 400) * interval '1 day'
     from consent.standing where activity = ($1::text[])[1] and ordinal % 97 = 0`,
  `insert into consent.kin (ordinal, label, joined_at)
   select ordinal, ordinal - ordinal % 20, $2::timestamptz - (ordinal / 20 % 300) * interval '1 day' from consent.subject where ordinal % 20 < 2`,
];

async function fill(tx: Tx): Promise<void> {
  const now = new Date(MADE_NOW);
  for (const sql of FILL) {
    const text = sql.includes('$1') ? sql : sql.replaceAll('$2', '$1');
    const both = sql.includes('$1') && sql.includes('$2');
    await tx.execute(text, both ? [CODES, now] : sql.includes('$1') ? [CODES] : sql.includes('$2') ? [now] : []);
  }
}

// The register of one activity that never changes.
function madeRegister(): ColumnsDeps['register'] {
  const { activity, publication } = madeCase('marketing-1');
  return {
    findActivityAsTold: async () => ({ activity, publication }),
    changesBetween: async () => [],
    noticeHash: async () => 'x',
    stateVersion: async () => '1',
    activities: async () => CODES.map((code) => ({ ...activity, code })),
  } as unknown as ColumnsDeps['register'];
}

const textOf = ({ allowed, excluded }: PopulationDecision): string =>
  JSON.stringify([[...allowed], excluded.map(({ code, ordinals }) => [code, [...ordinals]])]);

/** `decidePopulation` of everybody as of other instants, from memory and for those who differ from PostgreSQL. */
export const populationAt: Benchmark = {
  name: 'population-at',
  what: `decidePopulation of ${PEOPLE.toLocaleString('en')} people as of 53 days ago, in 19 and in 120 days`,
  control: `the same questions about ${READ.toLocaleString('en')} of them, all read from PostgreSQL in slices, as before`,
  unit: 'people',
  slow: true,
  async prepare() {
    const house = await openLogHouse('', 8);
    const { database } = house;
    await migrate(database, [consentMigrations]);
    await database.transaction(fill);
    await database.pool.query('vacuum analyze');
    const clock = new ManualClock(new Date(MADE_NOW));
    const register = madeRegister();
    const columns = new Columns({ database, clock, log: silentLogger(), register, judge, unseal: () => undefined });
    await columns.settle();
    clock.advance(60_000);
    await columns.settle();
    const context = { clock, register, judge, columns } as unknown as GateContext;
    const plain = { clock, register, judge } as unknown as GateContext;
    const question = { activity: 'marketing-1', operation: 'use', channel: 'sms' } as const;
    const ask = (by: GateContext, days: number, ordinals: Uint32Array | 'all') => {
      const at = new Date(MADE_NOW + days * DAY);
      return database.transaction((tx) => decidePopulation(by, tx, { ...question, ordinals, at }));
    };
    const some = Uint32Array.from({ length: READ }, (_, place) => 1 + place);
    const compared = Uint32Array.from({ length: COMPARED }, (_, place) => PEOPLE - place);
    const times = new Map<number, number[]>(INSTANTS.map((days) => [days, []]));
    return {
      async subject() {
        for (const days of INSTANTS) {
          const begun = performance.now();
          await ask(context, days, 'all');
          times.get(days)?.push(performance.now() - begun);
        }
        return PEOPLE * INSTANTS.length;
      },
      async control() {
        for (const days of INSTANTS) await ask(plain, days, some);
        return READ * INSTANTS.length;
      },
      async further() {
        const told: string[] = [];
        const { message } = { message: { senderIdentity: true, optOutIncluded: true } };
        const asked = { ...question, brand: null, message, recipient: null, fields: undefined };
        for (const days of INSTANTS) {
          const sorted = await columns.sort(asked, 'all', new Date(MADE_NOW + days * DAY));
          const each = (times.get(days) ?? []).sort((a, b) => a - b);
          const [whole, one] = [await ask(plain, days, compared), await ask(context, days, compared)];
          if (textOf(whole) !== textOf(one)) throw new Error(`another answer at ${days} days`);
          const [median = 0, longest = 0] = [each[each.length >> 1], each.at(-1)];
          told.push(
            `${days} days: median ${Math.round(median)} ms, longest ${Math.round(longest)} ms, ${sorted?.left.length.toLocaleString('en')} left to the slices`,
          );
        }
        const { bytes } = columns.state();
        return `${told.join('; ')}; of ${COMPARED.toLocaleString('en')} people the same as by slices; ${(bytes / PEOPLE).toFixed(1)} bytes a person in memory`;
      },
      close: () => house.close(),
    };
  },
};

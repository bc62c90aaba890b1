import type { ColumnsDeps } from '../../src/contexts/consent/columns/columns-deps.ts';
import { GateMemory } from '../../src/contexts/consent/columns/gate-memory.ts';
import { loadColumns } from '../../src/contexts/consent/columns/load-columns.ts';
import { copyStatements } from '../../src/contexts/consent/columns/read-people.ts';
import { consentMigrations } from '../../src/contexts/consent/index.ts';
import { judge } from '../../src/contexts/law/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { copyOut, migrate, type Tx } from '../../src/platform/database/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { openLogHouse } from '../log-house.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';

const PEOPLE = numberOption('rebuild-people', 200_000);
const ACTIVITIES = 4;
const AT_ONCE = 16_384;
const CODES = Array.from({ length: ACTIVITIES }, (_, number) => `marketing-${number + 1}`);

// Everybody stands in every activity; two in three agreed by sms or mail, some said no, a tenth are without address.
const FILL = [
  `insert into consent.subject (person, role, adult_on, registered_at)
   select gen_random_uuid(), 'customer', case when n % 10 > 0 then date '2026-01-01' - n % 1000 end, now() - interval '90 days'
     from generate_series(1, ${PEOPLE}) n`,
  `insert into consent.standing (ordinal, activity, source, grade, notice, notice_version, revision, notice_shown_at,
     keep_until, how, recorded_at)
   select ordinal, a, 'form', case when ordinal % 50 = 0 then 'C' else 'A' end, 'privacy', 1, 1, now() - interval '60 days',
       now() + interval '670 days', 'presentation', now() from consent.subject, unnest($1::text[]) a`,
  `insert into consent."grant" (ordinal, activity, revision, channel, kind, how, notice, notice_version, shown_at, given_at,
     valid_until, keep_until, one_time, withdrawn_at, receipt)
   select ordinal, a, 1, case when ordinal % 4 = 0 then 'email' else 'sms' end, 'general', 'explicit_action', 'privacy', 1,
       now() - interval '60 days', now() - interval '60 days' + interval '30 seconds',
       case when ordinal % 2 = 0 then now() + (ordinal % 30 + 1) * interval '1 day' end, now() + interval '670 days', false,
       case when ordinal % 9 = 0 then now() - interval '9 days' end, gen_random_uuid()
     from consent.subject, unnest($1::text[]) a where ordinal % 3 > 0`,
  `insert into consent.refusal (ordinal, activity, kind, said_at, said_through, receipt)
   select ordinal, a, 'withdrawn', now() - interval '9 days', 'page', gen_random_uuid()
     from consent.subject, unnest($1::text[]) a where ordinal % 9 = 0`,
  `insert into consent.suppression (kind, ordinal, channel, said_at, said_through, receipt)
   select 'unsubscribe', ordinal, 'sms', now() - interval '8 days', 'reply', gen_random_uuid() from consent.subject where ordinal % 20 = 0`,
  `insert into consent.address (ordinal, channel, digest, set_at, confirmed_at)
   select ordinal, 'sms', int4send(ordinal), now() - interval '60 days', now() - interval '59 days' from consent.subject where ordinal % 10 > 0`,
];

async function fill(tx: Tx): Promise<void> {
  for (const sql of FILL) await tx.execute(sql, sql.includes('$1') ? [CODES] : []);
}

/** Reading the columns anew from PostgreSQL. */
export const rebuildColumns: Benchmark = {
  name: 'rebuild-columns',
  what: `rebuild of the columns, ${PEOPLE.toLocaleString('en')} people × ${ACTIVITIES} activities`,
  control: 'COPY of the same rows to nowhere: the same statements in binary, drained',
  unit: 'rows',
  async prepare() {
    const house = await openLogHouse('', 4);
    const { database } = house;
    await migrate(database, [consentMigrations]);
    await database.transaction(fill);
    await database.pool.query('vacuum analyze');
    let rows = 0;
    let classes = 0;
    const control = () =>
      database.transaction(
        async (tx) => {
          let drained = 0;
          await tx.execute('set local enable_seqscan = off');
          for (let from = 1; from <= PEOPLE; from += AT_ONCE)
            for (const statement of Object.values(copyStatements({ from, to: from + AT_ONCE }, CODES))) {
              const out = copyOut(tx, statement);
              for (;;) {
                const next = await out.next();
                if (next.done !== true) continue;
                drained += next.value.rows;
                break;
              }
            }
          rows = drained;
          return drained;
        },
        { isolation: 'repeatable read', readOnly: true },
      );
    const deps: ColumnsDeps = {
      ...{ database, clock: systemClock, log: silentLogger(), judge },
      register: {} as ColumnsDeps['register'],
      unseal: () => undefined,
    };
    return {
      async subject() {
        const memory = new GateMemory(deps.unseal);
        await loadColumns(deps, memory, CODES, {
          inTurn: (work) => work(),
          catchUpSince: async () => undefined,
          stopped: () => false,
        });
        if (memory.index.size !== PEOPLE) throw new Error('somebody is missing');
        classes = memory.columns.get('marketing-1')?.classCount ?? 0;
        return rows;
      },
      control,
      further: async () => `${rows.toLocaleString('en')} rows; ${classes} classes in an activity`,
      close: () => house.close(),
    };
  },
};

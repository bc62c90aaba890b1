import type { Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { findEntries } from '../store/entries.ts';
import { checkAttested } from './check-attested.ts';
import { AT_ONE_MOMENT, type Checking } from './checking.ts';
import type { Step } from './finding.ts';
import { checkTrusted } from './trusted-rows.ts';

interface Odd {
  readonly row: string;
}

/** Rows that nothing in the log stands for; each statement gives the keys of such rows. */
const ODD: readonly {
  readonly what: string;
  readonly table: string;
  readonly text: string;
  readonly expected: string;
}[] = [
  {
    what: 'waiting-without-pack',
    table: 'evidence.pending',
    expected: 'its pack',
    text: 'select seq::text as row from evidence.pending where not exists (select from evidence.pack where pack.seq = pending.seq)',
  },
  {
    what: 'trace-odd',
    table: 'evidence.chain_pack',
    expected: 'a pack that begins with this number',
    text: `select c.seq || '/' || c.n as row from evidence.chain_pack c where not exists (
             select from evidence.pack p, unnest(p.persons, p.generations, p.numbers) as e (person, generation, n)
              where p.seq = c.seq and e.person = c.person and e.generation = c.generation and e.n = c.n)`,
  },
  {
    what: 'chain-odd',
    table: 'evidence.chain',
    expected: 'entries up to its number, or an erasure',
    text: `select 'generation ' || c.generation || ', number ' || c.n as row from evidence.chain c
            where (c.n > 0 and not exists (select from evidence.chain_pack t where t.person = c.person and t.generation = c.generation and t.n = 1))
               or (c.n = 0 and c.generation = 1 and c.keys <> '')
               or (c.keys = '') <> exists (select from evidence.erased e where e.person = c.person)`,
  },
  {
    what: 'chain-odd',
    table: 'evidence.ended_key',
    expected: 'a later key, and entries up to its number',
    text: `select 'generation ' || k.generation || ', number ' || k.n as row from evidence.ended_key k
            where not exists (select from evidence.chain c where c.person = k.person and c.generation > k.generation)
               or not exists (select from evidence.chain_pack t where t.person = k.person and t.generation = k.generation and t.n = 1)`,
  },
  {
    what: 'chain-broken',
    table: 'evidence.chain',
    expected: 'a key for every generation before',
    text: `select 'generation ' || c.generation as row from evidence.chain c
            where c.keys <> '' and c.generation - 1 <> (select count(*) from evidence.ended_key k where k.person = c.person)`,
  },
  {
    what: 'bundle-odd',
    table: 'evidence.issued_bundle',
    expected: 'the size of a checkpoint',
    text: `select id::text as row from evidence.issued_bundle b
            where size > 0 and not exists (select from evidence.checkpoint c where c.size = b.size)`,
  },
  {
    what: 'stamp-odd',
    table: 'evidence.timestamp',
    expected: 'the size of a checkpoint',
    text: 'select size::text as row from evidence.timestamp t where not exists (select from evidence.checkpoint c where c.size = t.size)',
  },
  {
    what: 'stamp-odd',
    table: 'evidence.cosignature',
    expected: 'the size of a checkpoint',
    text: `select size || '/' || witness as row from evidence.cosignature t
            where not exists (select from evidence.checkpoint c where c.size = t.size)`,
  },
  {
    // The token has the time in letters, and the hash of what it stamps; that of SM3 (its object identifier) is not computed here.
    what: 'stamp-odd',
    table: 'evidence.timestamp',
    expected: 'a token of this time, over the checkpoint',
    text: `select t.size::text as row from evidence.timestamp t join evidence.checkpoint c using (size)
            where position(convert_to(to_char(t.time at time zone 'utc', 'YYYYMMDDHH24MISS'), 'utf8') in t.token) = 0
               or position(sha256(convert_to(c.note, 'utf8')) in t.token) = 0 and position('\\x2a811ccf55018311' in t.token) = 0`,
  },
  {
    // Bytes 5 to 12 behind the name are the time, in seconds.
    what: 'stamp-odd',
    table: 'evidence.cosignature',
    expected: 'a line of this witness and time',
    text: `select size || '/' || witness as row from evidence.cosignature t
            where case when line ~ '^— \\S+ [A-Za-z0-9+/]{102}==$' then split_part(line, ' ', 2) <> witness
               or substring(decode(split_part(line, ' ', 3), 'base64') from 5 for 8) <> int8send(extract(epoch from time)::bigint) else true end`,
  },
  {
    what: 'record-odd',
    table: 'evidence.erased_address',
    expected: 'the erasure of its person',
    text: `select channel as row from evidence.erased_address a where not exists (select from evidence.erased e where e.person = a.person)`,
  },
];

/** Checks the small tables of evidence against each other and against the entries that they name. */
export async function* checkRecords(checking: Checking, from: Json): AsyncGenerator<Step> {
  // What was attested comes last, and can be gone on with.
  if (from === null) yield* checkSmall(checking);
  yield* checkAttested(checking, from);
}

async function* checkSmall(checking: Checking): AsyncGenerator<Step> {
  for (const { what, table, text, expected } of ODD) {
    const rows = await checking.database.transaction((tx) => tx.query<Odd>(`${text} limit 5`), AT_ONE_MOMENT);
    for (const { row } of rows) checking.found({ what, at: `${table} ${row}`, expected, found: 'none' });
  }
  yield { cursor: null, looked: ODD.length };
  await checking.database.transaction(async (tx) => {
    await checkNamed(checking, tx, 'erased', 'erasure', 'at');
    await checkNamed(checking, tx, 'epoch', 'epoch', 'time');
    await checkNamed(checking, tx, 'signing_key', 'signing-key', 'since');
    await checkNamed(checking, tx, 'member_tree', 'use-batch');
    await checkNamed(checking, tx, 'batch', 'use-batch');
    await checkTrusted(checking, tx);
  }, AT_ONE_MOMENT);
}

// Each row names an entry of the kind, of the same time, and no two the same.
async function checkNamed(checking: Checking, tx: Tx, table: string, kind: string, time?: string): Promise<void> {
  const rows = await tx.query<{ entry: string; time: Date | null }>(
    `select entry, ${time ?? 'null::timestamptz'} as time from evidence.${table} where entry is not null order by entry`,
  );
  for (let from = 0; from < rows.length; from += 500) {
    const part = rows.slice(from, from + 500);
    const entries = new Map(
      (
        await findEntries(
          tx,
          part.map(({ entry }) => entry),
        )
      ).map((row) => [row.id, row]),
    );
    for (const row of part) {
      const at = `evidence.${table} ${row.entry}`;
      const fields = JSON.parse(entries.get(row.entry)?.entry ?? '{}') as { kind?: string; time?: string };
      if (fields.kind !== kind)
        checking.found({ what: 'record-odd', at, expected: `an entry of kind ${kind}`, found: fields.kind ?? 'none' });
      // An epoch's row is written at the end of the transaction that began with its entry.
      else if (row.time !== null && Math.abs(row.time.getTime() - Date.parse(fields.time ?? '')) > tolerated(table))
        checking.found({ what: 'record-changed', at, expected: fields.time ?? '', found: row.time.toISOString() });
    }
  }
}

function tolerated(table: string): number {
  return table === 'epoch' ? 600_000 : 0;
}

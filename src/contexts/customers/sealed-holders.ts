import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tx } from '../../platform/database/index.ts';
import { generationBytes, type PersonBytesHolder, type SealedHolder } from '../vault/index.ts';
import { correctionReasonLabel } from './corrections/record-correction.ts';
import type { CustomersDeps } from './customers-deps.ts';
import { headerLabel } from './ingest/read-upload.ts';
import { refusedLabel } from './ingest/refused-rows.ts';
import { outsideLabel } from './outbox/deliver-outbox.ts';
import { tagReasonLabel } from './tags/give-tag.ts';

interface Count {
  readonly count: number;
}

/** A column of sealed bytes in a table whose rows have an id and live long. */
function column(
  table:
    | 'customers.import'
    | 'customers.export'
    | 'customers.outside_person'
    | 'customers.person_tag'
    | 'customers.correction',
  name: string,
  labelOf: (id: string) => string,
): SealedHolder {
  return {
    name: table,
    async sealAnew(tx, { below, after, limit }, seal) {
      const rows = await tx.query<{ id: string; sealed: Buffer }>(
        `select id, ${name} as sealed from ${table} where substring(${name} from 5 for 4) < $1 and ($2::uuid is null or id > $2)
         order by id limit $3 for no key update`,
        [generationBytes(below), after, limit],
      );
      let moved = 0;
      for (const { id, sealed } of rows) {
        const fresh = seal(labelOf(id), sealed);
        if (fresh === undefined) continue;
        await tx.execute(`update ${table} set ${name} = $2 where id = $1`, [id, fresh]);
        moved += 1;
      }
      return { moved, after: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
    },
    left: (tx, below) => countOlder(tx, table, name, below),
  };
}

/** Sealed bytes with a term of days: they go by themselves, and until then they hold their generation. */
function short(table: 'customers.arrival' | 'customers.export' | 'customers.export_batch', name: string): SealedHolder {
  return { name: table, left: (tx, below) => countOlder(tx, table, name, below) };
}

async function countOlder(tx: Tx, table: string, name: string, below: number): Promise<number> {
  const row = await tx.one<Count>(
    `select count(*)::int as count from ${table} where substring(${name} from 5 for 4) < $1`,
    [generationBytes(below)],
  );
  return row.count;
}

/** Refused rows, a piece for each batch that had any. */
const refusedRows: SealedHolder = {
  name: 'customers.refused_rows',
  async sealAnew(tx, { below, after, limit }, seal) {
    const [id = null, position = '0'] = after?.split('/') ?? [];
    const rows = await tx.query<{ id: string; position: number; sealed: Buffer }>(
      `select import as id, position, sealed from customers.refused_rows
       where substring(sealed from 5 for 4) < $1 and ($2::uuid is null or (import, position) > ($2, $3::integer))
       order by import, position limit $4 for update`,
      [generationBytes(below), id, Number(position), limit],
    );
    let moved = 0;
    for (const row of rows) {
      const fresh = seal(refusedLabel(row.id, row.position), row.sealed);
      if (fresh === undefined) continue;
      const values = [row.id, row.position, fresh];
      await tx.execute('update customers.refused_rows set sealed = $3 where import = $1 and position = $2', values);
      moved += 1;
    }
    const last = rows.at(-1);
    return { moved, after: rows.length < limit || last === undefined ? null : `${last.id}/${last.position}` };
  },
  left: (tx, below) => countOlder(tx, 'customers.refused_rows', 'sealed', below),
};

const HEAD = 8;

/** Uploads wait on the disk until their import ends; until then they hold their generation. */
function uploads(deps: Pick<CustomersDeps, 'files'>): SealedHolder {
  return {
    name: 'customers.upload',
    async left(tx, below) {
      const rows = await tx.query<{ file: string }>('select file from customers.import where file is not null');
      let left = 0;
      for (const { file } of rows) {
        const generation = await generationOf(join(deps.files, file));
        if (generation !== undefined && generation < below) left += 1;
      }
      return left;
    },
  };
}

async function generationOf(path: string): Promise<number | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    // A head that can't be read is counted as old: what is in doubt keeps its key.
    return bytesRead < HEAD ? 0 : buffer.readUInt32BE(4);
  } finally {
    await file.close();
  }
}

/** What people bought and did, sealed for them in the log of events. */
const properties: PersonBytesHolder = {
  name: 'customers.event',
  async sealAnew(tx, persons, seal) {
    const rows = await tx.query<{ seq: string; person: string; rowKey: string | null; properties: Buffer }>(
      `select e.seq::text as seq, p.id as person, e.row_key as "rowKey", e.properties
       from customers.person p join customers.event e on e.ordinal = p.ordinal
       where p.id = any($1::uuid[]) and e.properties is not null order by e.seq for update of e`,
      [persons],
      'customers.sealed-properties',
    );
    // An import's and a tracker's properties: which of the two, the row does not say.
    const labels = (rowKey: string | null) => [`order_record/${rowKey}`, `behaviour/${rowKey}`];
    const fresh = rows.map(({ person, rowKey, properties: sealed }) => seal(person, labels(rowKey), sealed));
    if (rows.length === 0) return;
    await tx.execute(
      `update customers.event e set properties = new.properties
       from unnest($1::bigint[], $2::bytea[]) as new (seq, properties) where e.seq = new.seq`,
      [rows.map(({ seq }) => seq), fresh],
      'customers.seal-properties-anew',
    );
  },
};

/** Everything that this context keeps under keys of the vault. */
export function sealedHolders(deps: Pick<CustomersDeps, 'files'>): {
  readonly sealed: readonly SealedHolder[];
  readonly ofPersons: readonly PersonBytesHolder[];
} {
  return {
    sealed: [
      column('customers.import', 'header', headerLabel),
      column('customers.export', 'reason', (id) => `export-reason/${id}`),
      column('customers.outside_person', 'sealed', outsideLabel),
      column('customers.person_tag', 'reason', tagReasonLabel),
      column('customers.correction', 'reason', correctionReasonLabel),
      refusedRows,
      short('customers.export', 'secret'),
      short('customers.export_batch', 'sealed'),
      short('customers.arrival', 'body'),
      uploads(deps),
    ],
    ofPersons: [properties],
  };
}

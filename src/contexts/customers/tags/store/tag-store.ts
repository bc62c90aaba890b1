import type { Tx } from '../../../../platform/database/index.ts';
import type { Bilingual } from '../../../../platform/failure.ts';
import type { FieldCode } from '../../../register/index.ts';

/** A tag of the catalogue. */
export interface TagRow {
  readonly code: string;
  readonly name: Bilingual;
  readonly activity: string;
  /** The kind of information that carrying it is. */
  readonly says: FieldCode;
  /** The team that answers for it. */
  readonly owner: string;
  /** After so many days it ends by itself. */
  readonly days: number;
  /** The segment that gives it; null: by hand. */
  readonly segment: string | null;
  readonly revision: number;
  readonly savedBy: string;
  readonly savedAt: Date;
  readonly refreshedAt: Date | null;
  readonly endedAt: Date | null;
}

const COLUMNS = `code, name, activity, says, owner, days, segment, revision, saved_by as "savedBy", saved_at as "savedAt",
  refreshed_at as "refreshedAt", ended_at as "endedAt"`;

/** Stores a tag or its next revision; an ended one begins again. */
export async function upsertTag(tx: Tx, row: Omit<TagRow, 'revision' | 'refreshedAt' | 'endedAt'>): Promise<number> {
  const { code, name, activity, says, owner, days, segment, savedBy, savedAt } = row;
  const saved = await tx.one<{ revision: number }>(
    `insert into customers.tag (code, name, activity, says, owner, days, segment, revision, saved_by, saved_at)
     values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9)
     on conflict (code) do update set name = excluded.name, activity = excluded.activity, says = excluded.says, owner = excluded.owner,
       days = excluded.days, segment = excluded.segment, revision = customers.tag.revision + 1, saved_by = excluded.saved_by,
       saved_at = excluded.saved_at, refreshed_at = null, ended_at = null
     returning revision`,
    [code, JSON.stringify(name), activity, says, owner, days, segment, savedBy, savedAt],
  );
  return saved.revision;
}

/** A tag that has not ended; `lock` holds off other refreshes until the transaction ends. */
export async function findTag(tx: Tx, code: string, lock = false): Promise<TagRow | undefined> {
  return tx.first<TagRow>(
    `select ${COLUMNS} from customers.tag where code = $1 and ended_at is null${lock ? ' for update' : ''}`,
    [code],
  );
}

/** The tags that have not ended, in the order of their codes. */
export async function listTags(tx: Tx): Promise<TagRow[]> {
  return tx.query<TagRow>(`select ${COLUMNS} from customers.tag where ended_at is null order by code limit 500`);
}

export async function setRefreshed(tx: Tx, code: string, at: Date): Promise<void> {
  await tx.execute('update customers.tag set refreshed_at = $2 where code = $1', [code, at]);
}

export async function setEnded(tx: Tx, code: string, at: Date): Promise<void> {
  await tx.execute('update customers.tag set ended_at = $2 where code = $1', [code, at]);
}

/** A change of a tag, with its entry. */
export interface TagAct {
  readonly id: string;
  readonly receipt: string;
  readonly person: string | null;
  readonly facts: object;
  readonly at: Date;
}

export async function insertTagAct(tx: Tx, act: TagAct): Promise<void> {
  await tx.execute(
    'insert into customers.tag_act (id, receipt, person, facts, at) values ($1, $2, $3, $4, $5)',
    [act.id, act.receipt, act.person, JSON.stringify(act.facts), act.at],
    'customers.insert-tag-act',
  );
}

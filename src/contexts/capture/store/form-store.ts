import type { Tx } from '../../../platform/database/index.ts';
import type { FormDefinition } from '../domain/form-definition.ts';

/** A form as it is kept. */
export interface StoredForm extends FormDefinition {
  readonly active: boolean;
  readonly savedAt: Date;
}

interface Row {
  definition: FormDefinition;
  active: boolean;
  savedAt: Date;
}

const COLUMNS = 'definition, active, saved_at as "savedAt"';

export async function upsertForm(
  tx: Tx,
  form: FormDefinition,
  meta: { active: boolean; at: Date; by: string },
): Promise<void> {
  await tx.execute(
    `insert into capture.form (code, definition, active, saved_at, saved_by) values ($1, $2, $3, $4, $5)
     on conflict (code) do update set definition = excluded.definition, active = excluded.active,
       saved_at = excluded.saved_at, saved_by = excluded.saved_by`,
    [form.code, JSON.stringify(form), meta.active, meta.at, meta.by],
  );
}

export async function findForm(tx: Tx, code: string): Promise<StoredForm | undefined> {
  const row = await tx.first<Row>(`select ${COLUMNS} from capture.form where code = $1`, [code], 'capture.find-form');
  return row === undefined ? undefined : { ...row.definition, active: row.active, savedAt: row.savedAt };
}

/** Forms with how many people answered and how many of them agreed to marketing. */
export async function listForms(tx: Tx): Promise<(StoredForm & { submissions: number; granted: number })[]> {
  const rows = await tx.query<Row & { submissions: number; granted: number }>(
    `select ${COLUMNS}, coalesce(s.submissions, 0) as submissions, coalesce(s.granted, 0) as granted
       from capture.form f left join (
         select form, count(*) as submissions, count(*) filter (where answer = 'granted') as granted
           from capture.submission group by form) s on s.form = f.code
      order by f.code`,
  );
  return rows.map(({ definition, ...rest }) => ({ ...definition, ...rest }));
}

import type { Tx } from '../../../platform/database/index.ts';

/** A code of a counter. */
export interface CounterCode {
  readonly id: string;
  readonly form: string;
  readonly place: string;
  readonly expiresAt: Date;
  readonly openedAt: Date | null;
  /** What the customer answered since, if they did. */
  readonly answer: 'granted' | 'refused' | 'none' | null;
}

/** Stores a code. */
export async function insertCode(
  tx: Tx,
  code: { id: string; form: string; place: string; by: string; at: Date; expiresAt: Date },
): Promise<void> {
  await tx.execute(
    'insert into capture.counter_code (id, form, place, made_by, made_at, expires_at) values ($1, $2, $3, $4, $5, $6)',
    [code.id, code.form, code.place, code.by, code.at, code.expiresAt],
  );
}

/** A code, with the answer of the browser that opened it. */
export async function findCode(tx: Tx, id: string): Promise<CounterCode | undefined> {
  return tx.first<CounterCode>(
    `select c.id, c.form, c.place, c.expires_at as "expiresAt", c.opened_at as "openedAt",
        (select s.answer from capture.submission s where s.form = c.form and s.session_digest = c.session_digest
          and s.at >= c.opened_at order by s.at limit 1) as answer
       from capture.counter_code c where c.id = $1`,
    [id],
    'capture.counter-code',
  );
}

/** Binds a code to a browser's session; false when another one has it. */
export async function bindCode(tx: Tx, id: string, session: Buffer, at: Date): Promise<boolean> {
  const bound = await tx.execute(
    `update capture.counter_code set session_digest = $2, opened_at = coalesce(opened_at, $3)
      where id = $1 and (session_digest is null or session_digest = $2)`,
    [id, session, at],
  );
  return bound === 1;
}

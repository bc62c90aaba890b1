import type { Tx } from '../../../platform/database/index.ts';

/** When a session last stepped up. */
export async function readStepUp(tx: Tx, session: Buffer, staff: string): Promise<Date | undefined> {
  const row = await tx.first<{ at: Date }>(
    'select at from access.step_up where session = $1 and staff = $2',
    [session, staff],
    'access.step-up.read',
  );
  return row?.at;
}

/** Whether this code has stepped anything of theirs up since an instant. */
export async function codeUsedSince(tx: Tx, staff: string, code: Buffer, since: Date): Promise<boolean> {
  const row = await tx.first('select 1 from access.step_up where staff = $1 and code = $2 and at >= $3', [
    staff,
    code,
    since,
  ]);
  return row !== undefined;
}

/** Notes that a session stepped up, and forgets the sessions that are over. */
export async function storeStepUp(
  tx: Tx,
  entry: { readonly session: Buffer; readonly staff: string; readonly code: Buffer; readonly at: Date },
  forgetBefore: Date,
): Promise<void> {
  await tx.execute('delete from access.step_up where at < $1', [forgetBefore]);
  await tx.execute(
    `insert into access.step_up (session, staff, code, at) values ($1, $2, $3, $4)
     on conflict (session) do update set code = excluded.code, at = excluded.at, staff = excluded.staff`,
    [entry.session, entry.staff, entry.code, entry.at],
  );
}

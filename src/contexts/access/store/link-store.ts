import type { Tx } from '../../../platform/database/index.ts';

export type LinkKind = 'invitation' | 'sign-in';

export interface LinkRow {
  readonly digest: Buffer;
  readonly kind: LinkKind;
  readonly staff: string;
  readonly expiresAt: Date;
}

export async function insertLink(tx: Tx, link: LinkRow): Promise<void> {
  await tx.execute('insert into access.one_time_link (digest, kind, staff, expires_at) values ($1, $2, $3, $4)', [
    link.digest,
    link.kind,
    link.staff,
    link.expiresAt,
  ]);
}

/** A link that still works, locked until the transaction ends. */
export async function lockLiveLink(tx: Tx, digest: Buffer, now: Date): Promise<LinkRow | undefined> {
  return tx.first<LinkRow>(
    `select digest, kind, staff, expires_at as "expiresAt" from access.one_time_link
      where digest = $1 and used_at is null and expires_at > $2 for update`,
    [digest, now],
  );
}

export async function markUsed(tx: Tx, digest: Buffer, now: Date): Promise<void> {
  await tx.execute('update access.one_time_link set used_at = $2 where digest = $1', [digest, now]);
}

/** Every unused link of somebody dies. */
export async function expireLinks(tx: Tx, staff: string, now: Date): Promise<void> {
  await tx.execute('update access.one_time_link set expires_at = $2 where staff = $1 and used_at is null', [
    staff,
    now,
  ]);
}

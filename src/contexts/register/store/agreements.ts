import type { Tx } from '../../../platform/database/index.ts';
import type { Agreement, AgreementContent, AgreementInput } from '../agreements/agreement.ts';

/** Stores the draft of an agreement. */
export async function upsertAgreement(tx: Tx, draft: AgreementInput): Promise<void> {
  await tx.execute(
    'insert into register.agreement (code, draft) values ($1, $2) on conflict (code) do update set draft = excluded.draft',
    [draft.code, JSON.stringify(draft)],
  );
}

/** The draft and the newest version's number; locks the agreement until the end of the transaction. */
export async function lockAgreement(
  tx: Tx,
  code: string,
): Promise<{ draft: AgreementInput; version: number } | undefined> {
  return tx.first<{ draft: AgreementInput; version: number }>(
    'select draft, version from register.agreement where code = $1 for update',
    [code],
  );
}

/** A published version, the newest unless told; undefined if there is none. */
export async function findAgreement(tx: Tx, code: string, version?: number): Promise<Agreement | undefined> {
  return tx.first<Agreement>(
    `select v.code, v.version, v.hash, v.content, v.published_at as "publishedAt"
       from register.agreement a join register.agreement_version v
         on v.code = a.code and v.version = coalesce($2, a.version)
      where a.code = $1`,
    [code, version ?? null],
    'register.agreement-version',
  );
}

/** Stores a published version and makes it the current one. */
export async function insertAgreementVersion(
  tx: Tx,
  version: { content: AgreementContent; hash: string; at: Date; receipt: string },
): Promise<void> {
  const { content, hash, at, receipt } = version;
  await tx.execute(
    `insert into register.agreement_version (code, version, hash, content, published_at, receipt)
     values ($1, $2, $3, $4, $5, $6)`,
    [content.code, content.version, hash, JSON.stringify(content), at, receipt],
  );
  await tx.execute('update register.agreement set version = $2 where code = $1', [content.code, content.version]);
}

/** All agreements with their drafts and newest versions. */
export async function listAgreements(tx: Tx): Promise<(AgreementInput & { readonly version: number })[]> {
  const rows = await tx.query<{ draft: AgreementInput; version: number }>(
    'select draft, version from register.agreement order by code',
  );
  return rows.map(({ draft, version }) => ({ ...draft, version }));
}

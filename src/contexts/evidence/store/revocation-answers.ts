import type { Tx } from '../../../platform/database/index.ts';
import type { CertificateStatus } from '../domain/revocation-answer.ts';

/** What an authority said, with the SHA-256 of the certificate that it is about. */
export interface RevocationRow extends CertificateStatus {
  readonly certificate: Buffer;
}

/** Keeps an answer about a certificate (the SHA-256 of its DER) if it is newer than what is kept. */
export async function keepRevocationAnswer(tx: Tx, certificate: Uint8Array, row: CertificateStatus): Promise<void> {
  await tx.execute(
    `insert into evidence.revocation_answer (certificate, kind, made, revoked_at, reason, answer)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (certificate, kind) do update set made = $3, revoked_at = $4, reason = $5, answer = $6
      where evidence.revocation_answer.made < $3`,
    [certificate, row.kind, row.made, row.revokedAt, row.reason, row.answer],
  );
}

/** What is kept about any of these certificates. */
export async function revocationAnswers(tx: Tx, certificates: readonly Uint8Array[]): Promise<RevocationRow[]> {
  return tx.query<RevocationRow>(
    `select certificate, kind, made, revoked_at as "revokedAt", reason, answer from evidence.revocation_answer
      where certificate = any($1::bytea[]) order by certificate, kind`,
    [certificates],
    'evidence.revocation-answers',
  );
}

/** Whether any certificate is known to be revoked: hardly ever, and then nothing needs to be looked up stamp by stamp. */
export async function anyRevoked(tx: Tx): Promise<boolean> {
  const row = await tx.first<{ any: boolean }>(
    'select exists (select from evidence.revocation_answer where revoked_at is not null) as any',
    [],
    'evidence.any-revoked',
  );
  return row?.any === true;
}

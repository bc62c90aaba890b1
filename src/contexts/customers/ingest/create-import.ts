import type { Tx } from '../../../platform/database/index.ts';
import { type FieldError, fieldError } from '../../../platform/failure.ts';
import { newId } from '../../../platform/ids.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { badFields } from '../customers-failures.ts';
import { shanghaiDate } from '../domain/china-time.ts';
import type { ImportKind } from './domain/import-kinds.ts';
import { type ImportNotice, insertImport } from './store/import-store.ts';
import { checkSupplier, type SupplierProof } from './supplier.ts';

/** What is declared about a file before it is uploaded. */
export interface ImportInput {
  readonly kind: ImportKind;
  readonly activity: string;
  /** The law context's word for the source, for example "from_individual". */
  readonly source: string;
  /** The system that gave the numbers in the file, for example "pos" or "tmall-flagship"; the source unless told. */
  readonly issuer?: string;
  /** How and when the people were told; null when there is no proof. */
  readonly notice: ImportNotice | null;
  /** A supplier's proof of authorisation; needed where the source is a supplier. */
  readonly supplier?: SupplierProof;
  readonly dateShift?: 'last-is-yesterday' | null;
  readonly by: string;
}

/** Opens an import that waits for its file. Throws 422 with the article for a bought list and for a supplier's without its proof. */
export async function createImport(deps: CustomersDeps, tx: Tx, input: ImportInput): Promise<{ id: string }> {
  checkSupplier(input.source, input.supplier, shanghaiDate(deps.clock.now()));
  const errors: FieldError[] = [];
  const now = deps.clock.now();
  if (input.notice !== null) {
    const shownAt = new Date(input.notice.shownAt);
    if (Number.isNaN(shownAt.getTime()) || shownAt > now)
      errors.push(fieldError('notice.shownAt', '应为不晚于现在的时间', 'must be an instant that is not in the future'));
    if (input.notice.proofHash !== undefined && !/^[0-9a-f]{64}$/.test(input.notice.proofHash))
      errors.push(
        fieldError('notice.proofHash', '应为 SHA-256 的64位小写十六进制', 'must be a SHA-256 in lower-case hex'),
      );
  }
  if (errors.length > 0) throw badFields('import-notice', errors);
  // Throws if there is no such activity.
  await deps.register.activity(tx, input.activity);
  const id = newId(deps.clock);
  await insertImport(tx, {
    id,
    kind: input.kind,
    activity: input.activity,
    source: input.source,
    issuer: input.issuer ?? input.source,
    notice: input.notice,
    supplier: input.supplier ?? null,
    dateShift: input.dateShift ?? null,
    createdBy: input.by,
    createdAt: now,
  });
  return { id };
}

import { Failure, type FieldError, fieldError } from '../../../platform/failure.ts';
import { FIELDS, type FieldCode, isFieldCode } from '../../register/index.ts';
import { badFields } from '../customers-failures.ts';

/** What shows that the people of a supplier's list agreed to its being handed on to us (PIPL 23). */
export interface SupplierProof {
  /** The supplier's name. */
  readonly name: string;
  /** SHA-256 of the proof of authorisation, lower-case hex. */
  readonly documentHash: string;
  /** The fields that the authorisation covers. */
  readonly scope: string[];
  /** YYYY-MM-DD; the last day on which it may be used. */
  readonly validUntil?: string;
}

/** Sources of files that others collected. */
const SUPPLIED = new Set(['supplier', 'third_party', 'from_third_party']);
/** Nobody may buy, take or use these, whatever is shown for them. */
const BANNED = new Set(['purchased_list', 'leaked_dataset']);

/**
 * Throws unless a file from this source may be declared: 422 with the article for a bought or leaked list (PIPL 10) and for a supplier's list without
 * proof of authorisation (PIPL 23), 400 with each field of a proof that is none. `today` is a day in Asia/Shanghai.
 */
export function checkSupplier(source: string, proof: SupplierProof | undefined, today: string): void {
  if (BANNED.has(source)) throw banned();
  if (!SUPPLIED.has(source)) {
    if (proof === undefined) return;
    throw badFields('import-supplier', [
      fieldError('supplier', '只有供应商名单有授权证明', "only a supplier's list has a proof of authorisation"),
    ]);
  }
  if (proof === undefined) throw unproven();
  const errors = proofErrors(proof, today);
  if (errors.length > 0) throw badFields('import-supplier', errors);
}

function proofErrors(proof: SupplierProof, today: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!/^[0-9a-f]{64}$/.test(proof.documentHash))
    errors.push(
      fieldError('supplier.documentHash', '应为 SHA-256 的64位小写十六进制', 'must be a SHA-256 in lower-case hex'),
    );
  if (proof.scope.length === 0)
    errors.push(fieldError('supplier.scope', '须写明授权的字段', 'must name the fields that are authorised'));
  proof.scope.forEach((field, index) => {
    if (!isFieldCode(field)) errors.push(fieldError(`supplier.scope[${index}]`, '未知的字段', 'unknown field'));
  });
  if (proof.validUntil !== undefined && proof.validUntil < today)
    errors.push(fieldError('supplier.validUntil', '授权已过期', 'the authorisation has ended'));
  return errors;
}

/** The word by which the gate knows where a file's people gave their information: to the supplier, who shows that they agreed, or as declared. */
export function gateSource(row: { readonly source: string; readonly supplier: SupplierProof | null }): string {
  return row.supplier === null ? row.source : 'import';
}

/** Throws 422 for fields that the supplier's authorisation does not cover (PIPL 23: within the scope that was told). */
export function checkScope(supplier: SupplierProof | null, fields: readonly FieldCode[]): void {
  if (supplier === null) return;
  const beyond = fields.filter((field) => !supplier.scope.includes(field));
  if (beyond.length === 0) return;
  const errors = beyond.map((field) =>
    fieldError(
      `mapping.${field}`,
      `授权不包含“${FIELDS[field].label.zh}”`,
      `the authorisation does not cover ${FIELDS[field].label.en}`,
    ),
  );
  throw new Failure(
    'customers.supplier-scope',
    'refused',
    { zh: '有字段超出供应商的授权范围', en: "Some fields are beyond the supplier's authorisation" },
    { errors, article: 'PIPL 23' },
  );
}

function banned(): Failure {
  return new Failure(
    'customers.list-banned',
    'refused',
    { zh: '不得购买或使用来路不明的名单', en: 'Bought or leaked lists may not be used' },
    {
      article: 'PIPL 10',
      detail: {
        zh: '任何组织不得非法收集、买卖他人个人信息。',
        en: 'Nobody may unlawfully collect, buy or sell personal information.',
      },
    },
  );
}

function unproven(): Failure {
  return new Failure(
    'customers.supplier-unproven',
    'refused',
    { zh: '供应商名单须有授权证明', en: "A supplier's list needs its proof of authorisation" },
    {
      article: 'PIPL 23',
      detail: {
        zh: '须提交证明个人已单独同意向我方提供的文件（哈希）及授权的字段范围。',
        en: 'Give the hash of the document that shows that the people separately agreed to being handed on to us, and the fields it covers.',
      },
      errors: [fieldError('supplier', '缺少授权证明', 'the proof of authorisation is missing')],
    },
  );
}

import type { Bilingual } from '../../../platform/failure.ts';
import { FIELDS, type FieldCode, fieldKind, isFieldCode } from '../../register/index.ts';
import { type MaskTier, maskField } from './masks.ts';
import { INDEXED_FIELDS } from './normalise.ts';

/** One field as the console's page 字段与分级 shows it. */
export interface CataloguedField {
  readonly field: FieldCode;
  readonly label: Bilingual;
  readonly category: string;
  /** `sensitive` where PIPL 28 says so, else `general`. */
  readonly grade: 'sensitive' | 'general';
  readonly sensitiveKind: string | null;
  readonly mask: string;
  /** An invented value and what each tier sees of it. */
  readonly example: string;
  readonly masked: readonly [tier0: string, tier1: string, tier2: string];
  /** Whether it can be looked up by value. */
  readonly indexed: boolean;
  readonly revealTier: MaskTier;
}

const EXAMPLES: { readonly [field in FieldCode]?: string } = {
  name: '欧阳晓明',
  mobile: '13800138000',
  email: 'xiaoming@example.cn',
  address: '浙江省杭州市西湖区文三路100号3幢502室',
  city: '杭州市',
  birth_date: '1990-03-07',
  gender: 'female',
  member_id: 'M20260001234',
  order_record: '20261111000123',
  wecom_id: 'wmExample0000000000000000000000',
  open_id: 'oExample00000000000000000000',
  bank_account: '6250000000000004',
};

/** The lowest tier that may see a field in clear, with the permission to reveal: sensitive information needs the highest (PIPL 51). */
export function revealTier(field: FieldCode): MaskTier {
  return fieldKind(field).sensitiveKind === null ? 1 : 2;
}

/** Every field with its grade, masks and rules. */
export function fieldCatalogue(): CataloguedField[] {
  return Object.keys(FIELDS)
    .filter(isFieldCode)
    .map((field) => {
      const { label, category, sensitiveKind, mask } = fieldKind(field);
      const example = EXAMPLES[field] ?? label.zh;
      return {
        field,
        label,
        category,
        grade: sensitiveKind === null ? 'general' : 'sensitive',
        sensitiveKind,
        mask,
        example,
        masked: [maskField(field, example, 0), maskField(field, example, 1), maskField(field, example, 2)],
        indexed: INDEXED_FIELDS.has(field),
        revealTier: revealTier(field),
      };
    });
}

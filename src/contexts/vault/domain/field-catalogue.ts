import type { Bilingual } from '../../../platform/failure.ts';
import { FIELDS, type FieldCode, fieldKind, isFieldCode } from '../../register/index.ts';
import { AUDIENCES, type Audience, MASK_PURPOSES, type MaskPurpose } from './mask-policy.ts';
import { type MaskLevel, maskField } from './masks.ts';
import { INDEXED_FIELDS } from './normalise.ts';
import { type DataGrade, gradeOf, maskLevelOf, type Policy, revealTier } from './policy.ts';

/** One field as the console's page 字段与分级 shows it. */
export interface CataloguedField {
  readonly field: FieldCode;
  readonly label: Bilingual;
  readonly category: string;
  /** Of GB/T 43697: core, important or general; nothing that the vault can hold is core data by itself. */
  readonly grade: DataGrade;
  /** Within the grade, 1 (little harm) to 4 (serious harm to the person). */
  readonly level: number;
  /** Whether the DPO has set grade and level. */
  readonly graded: boolean;
  /** Whether it is sensitive personal information (PIPL 28). */
  readonly sensitive: boolean;
  readonly sensitiveKind: string | null;
  readonly mask: string;
  /** An invented value and what each level of mask leaves of it. */
  readonly example: string;
  readonly masked: readonly [hidden: string, narrow: string, usual: string, wide: string];
  /** The level for each purpose and audience. */
  readonly levels: { readonly [purpose in MaskPurpose]: { readonly [audience in Audience]: MaskLevel } };
  /** Whether it can be looked up by value. */
  readonly indexed: boolean;
  readonly revealTier: 1 | 2;
}

/** An invented value of each field that has a form. */
export const EXAMPLES: { readonly [field in FieldCode]?: string } = {
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
  wechat_id: 'example_wechat_1',
  qq_id: '1234567890',
  landline: '010-62345678',
  postal_code: '310012',
  plate: '京A12345',
  ip_address: '203.0.113.195',
  mac_address: '3C:22:FB:01:23:45',
  imei: '490154203237518',
  device_id: '1fe9a970-0000-4000-8000-f5dbbf751ab5',
  bank_account: '6250000000000004',
  id_number: '11010519491231002X',
  passport: 'E12345678',
  precise_location: '30.274151,120.155151',
};

/** Every field with its kind, grade, masks and rules. */
export function fieldCatalogue(policy: Policy = new Map()): CataloguedField[] {
  return Object.keys(FIELDS)
    .filter(isFieldCode)
    .map((field) => {
      const { label, category, sensitiveKind, mask } = fieldKind(field);
      const example = EXAMPLES[field] ?? label.zh;
      const at = (level: MaskLevel) => maskField(field, example, level);
      return {
        field,
        label,
        category,
        ...gradeOf(policy, field),
        graded: policy.has(`grade:${field}`),
        sensitive: sensitiveKind !== null,
        sensitiveKind,
        mask,
        example,
        masked: [at(0), at(1), at(2), at(3)],
        levels: levelsOf(policy, field),
        indexed: INDEXED_FIELDS.has(field),
        revealTier: revealTier(policy, field),
      };
    });
}

function levelsOf(policy: Policy, field: FieldCode): CataloguedField['levels'] {
  const of = (purpose: MaskPurpose) =>
    Object.fromEntries(AUDIENCES.map((audience) => [audience, maskLevelOf(policy, field, audience, purpose)]));
  return Object.fromEntries(MASK_PURPOSES.map((purpose) => [purpose, of(purpose)])) as CataloguedField['levels'];
}

import type { ActivityInput, FieldCode } from '../../src/contexts/register/index.ts';
import { DELIVERY } from './gate-world.ts';

/** A necessary field. */
export const field = (code: FieldCode) => ({ field: code, necessary: true });
/** An activity told by public rules. */
export const rules = (changes: Partial<ActivityInput>): ActivityInput => ({
  ...DELIVERY,
  noticeBy: 'public_rules',
  ...changes,
});

/** Activities of the house: short ones, one that is locked at its end, one that outlives them. */
export const RETENTION_ACTIVITIES: readonly ActivityInput[] = [
  rules({ code: 'raffle', fields: [field('name'), field('mobile')], retention: term(30, 'erase') }),
  rules({ code: 'delivery', fields: [field('name'), field('address')], retention: term(90, 'erase') }),
  rules({ code: 'receipts', fields: [field('order_record')], retention: term(60, 'storage_only') }),
];

/** A term of retention. */
export function term(days: number, atEnd: 'erase' | 'storage_only'): ActivityInput['retention'] {
  return { days, atEnd, text: { zh: `保存${days}天`, en: `Kept for ${days} days` } };
}

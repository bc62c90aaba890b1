import type { Bilingual } from '../../../../platform/failure.ts';
import { type Target, targetNames } from './import-kinds.ts';

/** Why a row was refused. */
export type RefusalCode =
  | 'unclosed-quote'
  | 'width'
  | 'no-object'
  | 'too-long'
  | 'control-character'
  | 'script'
  | 'formula'
  | 'missing'
  | 'bad-time'
  | 'implausible-time'
  | 'bad-amount'
  | 'bad-quantity'
  | 'bad-mobile'
  | 'bad-email'
  | 'not-accepted'
  | 'minor'
  | 'not-permitted';

export interface Refusal {
  readonly code: RefusalCode;
  /** The target whose cell is at fault; undefined when it is the row. */
  readonly target?: Target;
}

const REASONS: Readonly<Record<RefusalCode, Bilingual>> = {
  'unclosed-quote': { zh: '引号没有闭合', en: 'a quotation mark is not closed' },
  width: { zh: '列数与表头不同', en: 'the number of cells differs from the header' },
  'no-object': { zh: '不是一个完整的 JSON 对象', en: 'the line is no whole JSON object' },
  'too-long': { zh: '单元格过长', en: 'a cell is too long' },
  'control-character': { zh: '含有控制字符', en: 'a cell holds control characters' },
  script: { zh: '含有脚本或网页代码', en: 'a cell holds script or markup' },
  formula: { zh: '以公式字符开头', en: 'a cell begins like a formula' },
  missing: { zh: '缺少内容', en: 'the cell is empty' },
  'bad-time': { zh: '时间无法识别', en: 'the time is not understood' },
  'implausible-time': { zh: '时间早于1990年或在将来', en: 'the time is before 1990 or in the future' },
  'bad-amount': { zh: '金额无法识别', en: 'the amount is not understood' },
  'bad-quantity': { zh: '数量无法识别', en: 'the quantity is not understood' },
  'bad-mobile': { zh: '手机号无法识别', en: 'the mobile number is not understood' },
  'bad-email': { zh: '邮箱无法识别', en: 'the e-mail address is not understood' },
  'not-accepted': { zh: '内容不符合该字段的格式', en: "the cell is not of its field's form" },
  minor: {
    zh: '未成年人：现有的告知与规则不允许收集',
    en: 'a minor: the present notice and rules permit no collection',
  },
  'not-permitted': { zh: '不允许再为此人增加信息', en: 'nothing more may be stored about this person' },
};

/** The reason in both languages, for the last column of the refused rows; holds nothing of the cell's content. */
export function refusalText(refusal: Refusal): string {
  const { zh, en } = reasonOf(refusal);
  return `${zh} / ${en}`;
}

/** The reason with the name of its column, in each language. */
export function reasonOf(refusal: Refusal): Bilingual {
  const reason = REASONS[refusal.code];
  const name = refusal.target === undefined ? undefined : targetNames[refusal.target];
  return name === undefined ? reason : { zh: `${name.zh}：${reason.zh}`, en: `${name.en}: ${reason.en}` };
}

import { readsAsName } from './find-name.ts';
import type { PersonalKind } from './finding.ts';
import { scanText } from './scan-text.ts';

/** What a column most likely holds. */
export interface KindProposal {
  readonly kind: PersonalKind;
  /** From 0 to 1. */
  readonly confidence: number;
}

const HEADERS: readonly (readonly [PersonalKind, RegExp])[] = [
  ['wechat_id', /微信(?!昵称|名|支付)|wechat|weixin|^(?:wx|vx)/],
  ['qq_id', /^qq|qq号?$|扣扣/],
  ['open_id', /openid|unionid/],
  ['wecom_id', /external_?userid|企微/],
  ['email', /邮箱|电子邮件|e?mail/],
  ['id_number', /身份证|证件号|公民身份|idcard|idno|idnumber|identity/],
  ['passport', /护照|通行证|passport/],
  ['bank_card', /银行(?:卡|账)|卡号$|bankcard|cardno|cardnumber/],
  ['landline', /座机|固话|固定电话|办公电话|landline/],
  ['mobile', /手机|电话|联系方式|mobile|phone|^tel|cell/],
  ['plate', /车牌|plate/],
  ['birth_date', /出生|生日|birth|dob/],
  ['imei', /imei|设备串?号/],
  ['ip_address', /^ip|ip(?:地址|addr)/],
  ['mac_address', /^mac/],
  ['address', /地址|住址|收货地|addr/],
  [
    'name',
    /姓名|名字|(?:联系|收货|收件|寄件|经办|申请|负责|持卡|投保)人|客户名|顾客名|会员名|(?:real|user|full|customer|contact|receiver|recipient|consignee)_?name|^name$|recipient|consignee/,
  ],
];

const MOST_VALUES = 200;
const LONGEST_VALUE = 400;
const ALONE = 0.75;
const WORDS_ALONE = 0.35;

/**
 * What kind of personal information a column holds, by what its values read as and by what its header says; undefined when neither says
 * anything. A header alone proposes with little confidence, and one that the values contradict with less.
 */
export function proposeKind(name: string, values: readonly string[]): KindProposal | undefined {
  const header = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-./:：()（）]/g, '');
  const said = HEADERS.find(([, pattern]) => pattern.test(header))?.[0];
  const filled = values
    .map((value) => value.trim().slice(0, LONGEST_VALUE))
    .filter((value) => value !== '')
    .slice(0, MOST_VALUES);
  const shares = sharesOf(filled, name);
  const best = [...shares].sort((a, b) => b[1] - a[1])[0];
  if (said !== undefined) {
    const share = shares.get(said) ?? 0;
    if (filled.length === 0 || share >= 0.5)
      return { kind: said, confidence: filled.length === 0 ? 0.5 : round(0.7 + 0.29 * share) };
    if (best === undefined || best[1] < ALONE) return { kind: said, confidence: WORDS_ALONE };
  }
  if (best === undefined) return undefined;
  const [kind, share] = best;
  // Two characters that begin with a surname are a name less surely than eleven digits are a number.
  const certain = kind === 'name' ? 0.75 : 0.95;
  return share >= ALONE ? { kind, confidence: round(certain * share) } : undefined;
}

// Each value is read alone and behind its header: 13800138000 under 订单号 is an order number.
function sharesOf(values: readonly string[], name: string): Map<PersonalKind, number> {
  const counts = new Map<PersonalKind, number>();
  for (const value of values) {
    const kind = wholeKind(value, name);
    if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return new Map([...counts].map(([kind, count]) => [kind, count / values.length]));
}

function wholeKind(value: string, name: string): PersonalKind | undefined {
  const lead = `${name}:`;
  const behind = scanText(lead + value).find(
    ({ start, end }) => start >= lead.length && (end - start) * 2 > value.length,
  );
  if (behind !== undefined) return behind.kind;
  return readsAsName(value) ? 'name' : undefined;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

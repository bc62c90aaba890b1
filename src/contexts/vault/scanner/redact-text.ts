import type { Finding, PersonalKind } from './finding.ts';

/** What stands in a text instead of a kind of personal information. */
export const KIND_MARKS: Readonly<Record<PersonalKind, string>> = {
  mobile: '[手机号]',
  landline: '[固定电话]',
  id_number: '[身份证号]',
  passport: '[证件号]',
  bank_card: '[银行卡号]',
  email: '[邮箱]',
  name: '[姓名]',
  address: '[地址]',
  plate: '[车牌]',
  wechat_id: '[微信号]',
  qq_id: '[QQ号]',
  open_id: '[OpenID]',
  wecom_id: '[企业微信标识]',
  birth_date: '[出生日期]',
  ip_address: '[IP]',
  mac_address: '[MAC]',
  imei: '[IMEI]',
  location: '[位置]',
};

/** The text with each finding replaced by the mark of its kind; findings in order and without overlaps, as `scanText` gives them. */
export function redactText(text: string, findings: readonly Finding[]): string {
  let redacted = '';
  let at = 0;
  for (const { kind, start, end } of findings) {
    redacted += text.slice(at, start) + KIND_MARKS[kind];
    at = end;
  }
  return redacted + text.slice(at);
}

/** The kinds of entries in plain words, Chinese and English. */
const KINDS: Record<string, readonly [string, string]> = {
  key: ['凭证密钥', 'evidence key'],
  presentation: ['展示告知', 'notice shown'],
  consent: ['同意', 'consent'],
  refusal: ['拒绝', 'refusal'],
  withdrawal: ['撤回同意', 'consent withdrawn'],
  objection: ['退订或反对', 'objection'],
  'use-batch': ['使用个人信息', 'use of information'],
  reveal: ['查看明文', 'values revealed'],
  'notice-published': ['发布告知', 'notice published'],
  'activity-revised': ['处理活动修订', 'activity revised'],
  'address-confirmed': ['确认地址', 'address confirmed'],
  import: ['导入', 'import'],
  'staff-access': ['员工操作', 'staff access'],
  erasure: ['删除', 'erasure'],
  'rights-request': ['个人权利请求', 'rights request'],
  'bundle-issued': ['出具证据包', 'bundle issued'],
  epoch: ['完整性快照', 'epoch'],
  'signing-key': ['签名密钥更替', 'signing key succeeded'],
  search: ['检索声明', 'search declared'],
  'agreement-published': ['发布协议', 'agreement published'],
  'minority-sign': ['未成年迹象', 'sign of minority'],
  'key-event': ['密钥变更', 'change of keys'],
  guardian: ['监护关系', 'guardian recorded'],
  'bulk-alert': ['批量查看或导出告警', 'bulk alert'],
  export: ['导出', 'export'],
  'stock-ruling': ['存量授权裁定', 'ruling on an existing stock'],
  tag: ['标签变更', 'change of a tag'],
  identity: ['记录合并或拆分', 'records joined or parted'],
  'protection-set': ['保护设置变更', 'setting of protection changed'],
  correction: ['更正或删除个人信息', 'information corrected or deleted'],
  retention: ['到期删除或锁定', 'erased or locked at the end of retention'],
};

/** A kind of entry in plain words; one that this verifier does not know as it is spelled. */
export function kindWord(kind: string, zh: boolean): string {
  const [chinese, english] = KINDS[kind] ?? [kind, kind];
  return zh ? chinese : english;
}

const CATEGORIES: Record<string, readonly [string, string]> = {
  channel: ['载明渠道的内容', 'payloads that name a channel'],
  'free-text': ['自由文字', 'free text'],
  staff: ['载明员工的内容', 'payloads that name staff'],
  recipient: ['载明接收方的内容', 'payloads that name a recipient'],
  use: ['使用记录', 'uses'],
};

/** A category of withheld openings in plain words. */
export function categoryWord(category: string, zh: boolean): string {
  const [chinese, english] = CATEGORIES[category] ?? [category, category];
  return zh ? chinese : english;
}

// Most texts are ASCII, and looking up the properties of every character takes long.
const VISIBLE = /^[\x20-\x7e]*$/;

/** Whoever made the bundle must not be able to write to the reader's terminal anything but visible text. */
export function printable(text: string): string {
  const clean = VISIBLE.test(text) ? text : text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return clean.length > 200 ? `${clean.slice(0, 200)}…` : clean;
}

/** An instant as people in China read it: UTC+8 without summer time since 1991. */
export function shanghai(instant: string): string {
  const shifted = new Date(Date.parse(instant) + 8 * 3_600_000).toISOString();
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)} +08:00`;
}

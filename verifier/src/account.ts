import type { Subject } from './chain.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { CheckedEntry } from './entries.ts';
import type { RelatedEntry } from './related.ts';
import type { Value } from './strict-json.ts';

/** What is proven, in plain words, a line each. Made from the checked entries alone. */
export interface Account {
  readonly zh: string;
  readonly en: string;
}

/** What the account is made from. */
export interface Proven {
  readonly subject: Subject;
  readonly issued: string;
  readonly checkpoint: Checkpoint;
  readonly own: readonly CheckedEntry[];
  readonly related: readonly RelatedEntry[];
  readonly pages: readonly string[];
  /** Whether the bundle also carries the handler's own words. */
  readonly narrated: boolean;
  readonly signer: { readonly verified: boolean; readonly fingerprints: readonly string[] };
}

type Language = 'zh' | 'en';

/** Writes the account in both languages. */
export function writeAccount(proven: Proven): Account {
  return { zh: lines(proven, 'zh').join('\n'), en: lines(proven, 'en').join('\n') };
}

function lines(proven: Proven, language: Language): string[] {
  const zh = language === 'zh';
  const { subject, checkpoint, own, related, pages, signer } = proven;
  const waiting = [...own, ...related].filter((entry) => entry.index === undefined).length;
  return [
    zh ? '证据包验证通过' : 'The evidence bundle is verified',
    zh ? `个人编号：${subject.person}` : `Person: ${subject.person}`,
    zh
      ? `证据包：${subject.bundle}，出具于 ${shanghai(proven.issued)}`
      : `Bundle: ${subject.bundle}, issued ${shanghai(proven.issued)}`,
    zh
      ? `日志：${checkpoint.origin}，${checkpoint.size} 条，根 ${checkpoint.root.toString('base64')}`
      : `Log: ${checkpoint.origin}, ${checkpoint.size} entries, root ${checkpoint.root.toString('base64')}`,
    ...signerLines(signer, zh),
    '',
    zh
      ? `与此人有关的记录（${own.length} 条，编号连续无缺）：`
      : `Records of this person (${own.length}, numbered without a gap):`,
    ...own.map((entry) => `  ${entryLine(entry, language)}`),
    ...(related.length === 0
      ? []
      : ['', zh ? `相关记录（${related.length} 条）：` : `Related records (${related.length}):`]),
    ...related.map(
      (entry) => `  ${entryLine(entry, language)}${entry.detail === undefined ? '' : facts(entry.detail.value)}`,
    ),
    ...(pages.length === 0 ? [] : ['', zh ? '当时展示的页面（SHA-256）：' : 'Pages as shown (SHA-256):']),
    ...pages.map((hash) => `  ${hash}`),
    '',
    ...limits(proven, waiting, zh),
  ];
}

function signerLines(signer: Proven['signer'], zh: boolean): string[] {
  const prints = signer.fingerprints.map((print) => `  SHA256:${print}`);
  if (signer.verified) return [zh ? '签名者：与给定的密钥一致' : 'Signer: the given key', ...prints];
  const warning = zh
    ? '签名者：未核实（未给出 --key）。请经可靠途径核对下列密钥指纹，否则任何人都可能签出此文件：'
    : 'Signer: NOT VERIFIED (no --key was given). Compare this fingerprint with one that you got in a way you trust; otherwise anybody may have signed this file:';
  return [warning, ...prints];
}

function limits({ narrated }: Proven, waiting: number, zh: boolean): string[] {
  const said = zh
    ? [
        '以上证明：这些记录的内容、时间与顺序自写入日志后未被改动；此人名下自第 1 号起没有一条被抽去。',
        '不能证明：从未记录的行为、出具之后的行为、同一人的另一身份；批量使用记录逐条可证，但不证明没有遗漏。',
      ]
    : [
        'This proves that content, time and order of these records were not changed after they entered the log, and that none of this person’s numbered records was left out.',
        'It does not prove acts that were never recorded, acts after the bundle was issued, or another identity of the same person; uses in batches are proven one by one, not as complete.',
      ];
  if (waiting > 0)
    said.push(
      zh
        ? `其中 ${waiting} 条尚未并入日志，由签名承诺在所示时间前并入。`
        : `${waiting} of them are not in the log yet; the signer promised to merge them by the time shown.`,
    );
  if (narrated)
    said.push(
      zh
        ? '文件中的说明文字出自出具方，经其签名，但不是被证明的事实。'
        : "The account inside the file is the issuer's own words: signed, but not a proven fact.",
    );
  return said;
}

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
};

function entryLine(entry: CheckedEntry, language: Language): string {
  const zh = language === 'zh';
  const [chinese, english] = KINDS[entry.kind] ?? [entry.kind, entry.kind];
  const promised = entry.mergeBy === undefined ? '' : shanghai(entry.mergeBy);
  const place =
    entry.index === undefined ? (zh ? `承诺于 ${promised} 前并入` : `promised by ${promised}`) : `#${entry.index}`;
  return `${shanghai(entry.time)}  ${zh ? chinese : english}  [${place}]${facts(entry.payload.value)}`;
}

/** Most values of one payload that the account shows. */
const MOST_FACTS = 40;

// Payloads are shown as they are, a name and a value each; names are the format's own words.
function facts(value: Value): string {
  const found: string[] = [];
  gather(value, '', found);
  const shown = found.length > MOST_FACTS ? [...found.slice(0, MOST_FACTS), '…'] : found;
  return shown.length === 0 ? '' : `  ${shown.join('; ')}`;
}

function gather(value: Value, name: string, into: string[]): void {
  if (value instanceof Map) for (const [key, item] of value) gather(item, name === '' ? key : `${name}.${key}`, into);
  else if (Array.isArray(value)) for (const [at, item] of value.entries()) gather(item, `${name}[${at}]`, into);
  else if (value !== null) into.push(printable(`${name}=${value}`));
}

// Whoever made the bundle must not be able to write to the reader's terminal anything but visible text.
function printable(text: string): string {
  const clean = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return clean.length > 200 ? `${clean.slice(0, 200)}…` : clean;
}

/** An instant as people in China read it: UTC+8 without summer time since 1991. */
function shanghai(instant: string): string {
  const shifted = new Date(Date.parse(instant) + 8 * 3_600_000).toISOString();
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)} +08:00`;
}

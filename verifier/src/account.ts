import { toBase64 } from './bytes.ts';
import type { CosignatureFinding } from './cosignatures.ts';
import type { CheckedEntry } from './entries.ts';
import { limits } from './limits.ts';
import { unreadPayloads } from './payload-forms.ts';
import type { Proven } from './proven.ts';
import type { Revocation } from './revocation.ts';
import type { Value } from './strict-json.ts';
import type { TimestampFinding } from './timestamps.ts';
import { shownWordings } from './wordings.ts';
import { categoryWord, kindWord, printable, shanghai } from './words.ts';

/** What is proven, in plain words, a line each. Made from the checked entries alone. */
export interface Account {
  readonly zh: string;
  readonly en: string;
}

/** Writes the account in both languages. `sought` if the user gave roots of time-stamping authorities: then a bundle without any time-stamp says so. */
export function writeAccount(proven: Proven, timestamps: readonly TimestampFinding[], sought: boolean): Account {
  const write = (zh: boolean) => lines(proven, timestampLines(timestamps, sought, zh), zh).join('\n');
  return { zh: write(true), en: write(false) };
}

function lines(proven: Proven, timestamps: readonly string[], zh: boolean): string[] {
  const { checkpoint, keys, related, people, pages } = proven;
  const own = keys.flatMap((key) => key.entries);
  return [
    zh ? '证据包验证通过' : 'The evidence bundle is verified',
    subjectLine(proven, zh),
    zh
      ? `证据包：${proven.bundle}，出具于 ${shanghai(proven.issued)}`
      : `Bundle: ${proven.bundle}, issued ${shanghai(proven.issued)}`,
    zh
      ? `日志：${checkpoint.origin}，${checkpoint.size} 条，根 ${toBase64(checkpoint.root)}`
      : `Log: ${checkpoint.origin}, ${checkpoint.size} entries, root ${toBase64(checkpoint.root)}`,
    ...signerLines(proven.signer, zh),
    ...proven.cosignatures.map((finding) => cosignatureLine(finding, zh)),
    ...timestamps,
    ...(own.length === 0 ? [] : ['', ownHead(own.length, zh)]),
    ...own.map((entry) => `  ${entryLine(entry, zh)}`),
    ...(related.length === 0
      ? []
      : ['', zh ? `相关记录（${related.length} 条）：` : `Related records (${related.length}):`]),
    ...related.map(
      (entry) => `  ${entryLine(entry, zh)}${entry.detail === undefined ? '' : facts(entry.detail.value)}`,
    ),
    ...peopleLines(proven, zh),
    ...people.map((entry) => `  ${entryLine(entry, zh)}`),
    ...withheldLines(proven, zh),
    ...unreadLines([...own, ...related], zh),
    ...(pages.length === 0 ? [] : ['', zh ? '当时展示的页面（SHA-256）：' : 'Pages as shown (SHA-256):']),
    ...pages.map(({ hash }) => `  ${hash}`),
    ...wordingLines(proven, zh),
    '',
    ...limits(proven, zh),
  ];
}

function subjectLine({ subject }: Proven, zh: boolean): string {
  if ('person' in subject) return zh ? `个人编号：${subject.person}` : `Person: ${subject.person}`;
  const { activity, from, to } = subject;
  return zh
    ? `处理活动：${activity}，自 ${shanghai(from)} 起，至 ${shanghai(to)} 前`
    : `Activity: ${activity}, from ${shanghai(from)} to before ${shanghai(to)}`;
}

function ownHead(count: number, zh: boolean): string {
  return zh
    ? `与此人有关的记录（${count} 条，编号连续无缺）：`
    : `Records of this person (${count}, numbered without a gap):`;
}

function signerLines(signer: Proven['signer'], zh: boolean): string[] {
  const prints = signer.fingerprints.map((print) => `  SHA256:${print}`);
  if (signer.verified) return [zh ? '签名者：与给定的密钥一致' : 'Signer: the given key', ...prints];
  const warning = zh
    ? '签名者：未核实（未给出 --key）。请经可靠途径核对下列密钥指纹，否则任何人都可能签出此文件：'
    : 'Signer: NOT VERIFIED (no --key was given). Compare this fingerprint with one that you got in a way you trust; otherwise anybody may have signed this file:';
  return [warning, ...prints];
}

function timestampLines(timestamps: readonly TimestampFinding[], sought: boolean, zh: boolean): string[] {
  if (timestamps.length > 0 || !sought) return timestamps.map((finding) => timestampLine(finding, zh));
  return [
    zh
      ? '时间戳：无。此证据包不含时间戳，给定的根证书未用到；所示时间仅出自出具方的时钟。'
      : "Time-stamps: NONE. The bundle carries none, so the given roots were not used; the times are those of the issuer's clock alone.",
  ];
}

function timestampLine({ size, time, tsa, sm2, verified, revocation }: TimestampFinding, zh: boolean): string {
  const name = printable(tsa);
  const judged = verified
    ? `${zh ? '已验证至给定的根证书，' : 'verified up to a given root; '}${revocationWords(revocation, zh)}`
    : zh
      ? '时间戳机构未核实'
      : 'the authority was NOT VERIFIED';
  const by = sm2 ? (zh ? '，国密 SM2/SM3' : ', SM2 with SM3') : '';
  if (zh) return `时间戳：日志的前 ${size} 条在 ${shanghai(time)} 时已存在（${name}${by}，${judged}）`;
  return `Time-stamp: the first ${size} entries of the log existed at ${shanghai(time)} (${name}${by}, ${judged})`;
}

// A list or an OCSP answer tells what was revoked when it was made; nobody can know offline what was revoked since.
function revocationWords(revocation: Revocation, zh: boolean): string {
  switch (revocation.state) {
    case 'unchecked':
      return zh ? '未查证书是否已吊销' : 'whether a certificate was revoked was NOT CHECKED';
    case 'partly':
      return zh
        ? '只有部分证书有可用的吊销列表或 OCSP 答复，其余是否已吊销未查'
        : 'only some certificates have a revocation list or OCSP answer that can be used; whether the others were revoked was NOT CHECKED';
    case 'older':
      return zh
        ? `吊销信息（CRL、OCSP）截至 ${shanghai(revocation.asOf)} 未见其证书，但早于盖戳；此后是否吊销不得而知`
        : `not revoked (CRL, OCSP) as of ${shanghai(revocation.asOf)}, which is BEFORE the stamp; what was revoked since is not known`;
    case 'clear':
      return zh
        ? `截至 ${shanghai(revocation.asOf)}，吊销信息（CRL、OCSP）中没有使此戳失效的证书；此后是否吊销不得而知`
        : `as of ${shanghai(revocation.asOf)} no certificate was revoked (CRL, OCSP) in a way that would void it; what was revoked since is not known`;
  }
}

function cosignatureLine({ size, time, witness }: CosignatureFinding, zh: boolean): string {
  return zh
    ? `见证：${printable(witness)} 于 ${shanghai(time)} 共同签名，日志当时 ${size} 条，与其此前所见一致`
    : `Witness: ${printable(witness)} cosigned at ${shanghai(time)}, when the log had ${size} entries and extended all that it had seen`;
}

function peopleLines({ counts, people }: Proven, zh: boolean): string[] {
  if (counts === undefined) return [];
  const told = Object.entries(counts).map(([kind, count]) => `${kindWord(kind, zh)} ${count}`);
  const shown =
    people.length === 0
      ? zh
        ? '个人的条目未列出，其数量是出具方的说法'
        : "entries of people are not listed; their numbers are the issuer's word"
      : zh
        ? '个人的条目如下，内容不公开；其属于此活动是出具方的说法，日后可逐条核对'
        : "entries of people follow, closed; that they are of this activity is the issuer's word, to which it can be held one by one";
  return ['', zh ? `期间内的计数：${told.join('，')}；${shown}` : `Counts in the period: ${told.join(', ')}; ${shown}`];
}

function withheldLines({ keys, related, redacted }: Proven, zh: boolean): string[] {
  if (redacted.length === 0) return [];
  const entries = [...keys.flatMap((key) => key.entries), ...related];
  const closed = entries.filter((entry) => entry.payload === undefined).length;
  const names = redacted.map((category) => categoryWord(category, zh)).join(zh ? '、' : ', ');
  return [
    '',
    zh
      ? `出具方保留了 ${closed} 条的内容（共 ${entries.length} 条；类别：${names}）。这些条目确在日志中且未被改动，但其内容未经证明。`
      : `The issuer withholds the openings of ${closed} of ${entries.length} entries (categories: ${names}). They are in the log and unchanged, but what they say is not proven.`,
  ];
}

function unreadLines(entries: readonly CheckedEntry[], zh: boolean): string[] {
  const unread = unreadPayloads(entries);
  if (unread.length === 0) return [];
  const told = unread.map(({ kind, version, unknown, count }) => {
    const word = kindWord(kind, zh);
    if (zh) return `${word} ${count} 条（${unknown ? `第 ${version} 版，本验证器不认识` : '写法与格式说明不同'}）`;
    return `${word}: ${count} (${unknown ? `version ${version}, which this verifier does not know` : 'not of the form that the format describes'})`;
  });
  return [
    '',
    zh
      ? `以下内容本验证器不能保证理解，仅照原样显示：${told.join('；')}。其承诺与在日志中的位置已核实。`
      : `This verifier does not claim to understand what follows, and shows it as it is: ${told.join('; ')}. Commitments and places in the log are checked.`,
  ];
}

// What was tried is shown in its own words; without them the hash alone.
function wordingLines({ keys, pages }: Proven, zh: boolean): string[] {
  const shown = shownWordings(
    keys.flatMap((key) => key.entries),
    pages,
  );
  if (shown.length === 0) return [];
  return [
    '',
    zh ? '当时展示的文案（试验中的写法）：' : 'Wordings as shown (of an experiment):',
    ...shown.map(({ time, id, hash, locale, definition }) => {
      const name = printable(`${id} (${locale})`);
      const said =
        definition === undefined
          ? zh
            ? `仅有哈希 ${printable(hash)}，未附原文`
            : `only its hash ${printable(hash)}; the words are not in the bundle`
          : facts(definition).trim();
      return `  ${shanghai(time)}  ${name}  ${said}`;
    }),
  ];
}

function entryLine(entry: CheckedEntry, zh: boolean): string {
  const promised = entry.mergeBy === undefined ? '' : shanghai(entry.mergeBy);
  const place =
    entry.index === undefined ? (zh ? `承诺于 ${promised} 前并入` : `promised by ${promised}`) : `#${entry.index}`;
  const said = entry.payload === undefined ? (zh ? '  （内容保留）' : '  (withheld)') : facts(entry.payload.value);
  return `${shanghai(entry.time)}  ${kindWord(entry.kind, zh)}  [${place}]${said}`;
}

/** Most values of one payload that the account shows. */
const MOST_FACTS = 40;

// Payloads are shown as they are, a name and a value each; names are the format's own words.
function facts(value: Value): string {
  const known = typeof value === 'object' && value !== null ? told.get(value) : undefined;
  if (known !== undefined) return known;
  const found: string[] = [];
  gather(value, '', found);
  const shown = found.length > MOST_FACTS ? [...found.slice(0, MOST_FACTS), '…'] : found;
  const said = shown.length === 0 ? '' : `  ${shown.join('; ')}`;
  if (typeof value === 'object' && value !== null) told.set(value, said);
  return said;
}

// The same in both languages.
const told = new WeakMap<object, string>();

function gather(value: Value, name: string, into: string[]): void {
  if (value instanceof Map) for (const [key, item] of value) gather(item, name === '' ? key : `${name}.${key}`, into);
  else if (Array.isArray(value)) for (const [at, item] of value.entries()) gather(item, `${name}[${at}]`, into);
  else if (value !== null) into.push(printable(`${name}=${value}`));
}

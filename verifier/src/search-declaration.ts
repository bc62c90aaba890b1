import type { Account } from './account.ts';
import { equal, fromBase64, toBase64url } from './bytes.ts';
import { LOG_NAME } from './checkpoint.ts';
import { hmac, leafHash } from './hashing.ts';
import { type Reason, Refusal } from './refusal.ts';
import { bytes, constant, type Field, id, instant, integer, items, matching, members, text } from './shape.ts';
import { checkSignature, fingerprint, Signers } from './signers.ts';
import { canonical, parseStrictly, readStrictly, type Value } from './strict-json.ts';
import type { SignerVerdict } from './trust.ts';
import { readTrustedKeys } from './trusted-keys.ts';
import { printable, shanghai } from './words.ts';

/** Longest declaration that is read, in UTF-16 code units. */
const MOST_TEXT = 200_000;
const AHEAD = 5 * 60_000;

/** What the verification of a declaration comes to. */
export type SearchVerdict =
  | { readonly ok: true; readonly account: Account; readonly signer: SignerVerdict }
  | { readonly ok: false; readonly reason: Reason };

/** What a declaration is held to. */
export interface SearchOptions {
  /** The content of a key file; without it the signer is not verified. */
  readonly key?: string;
  /** The number or address of the letter, as section 16 of the format spells it. */
  readonly number?: string;
  readonly now?: Date;
}

/** Whether a text claims to be the declaration of a search (section 16 of the format) and no bundle. */
export function isSearchDeclaration(content: string): boolean {
  if (content.length > MOST_TEXT || !content.includes('"zhinuo.search"')) return false;
  try {
    const value = parseStrictly(content, '');
    return value instanceof Map && value.get('format') === 'zhinuo.search';
  } catch {
    return false;
  }
}

/** Checks a declaration: the opening fits the entry, the promise is signed, and, with the letter's number, that it was this one. Never throws. */
export function verifySearch(content: string, options: SearchOptions = {}): SearchVerdict {
  try {
    return check(content, options);
  } catch (error) {
    const unreadable = { code: 'unreadable', at: '', zh: '无法读取', en: 'the file cannot be read' };
    return { ok: false, reason: error instanceof Refusal ? error.reason : unreadable };
  }
}

function check(content: string, options: SearchOptions): SearchVerdict {
  const file = members({ value: parseStrictly(content, ''), at: '' }, ...FILE);
  constant(file.format, 'zhinuo.search');
  constant(file.version, 1);
  const receipt = members(file.receipt, 'entry', 'key', 'mergeBy', 'opening', 'signature');
  const { entry, payload, leaf, commitment } = openEntry(receipt.entry, receipt.opening);
  const { publicKey, origin } = signingKey(file.verifierKey);
  const mergeBy = instant(receipt.mergeBy);
  const promised = new Map<string, Value>([
    ['commitment', toBase64url(commitment)],
    ['key', text(receipt.key)],
    ['leafHash', toBase64url(leaf)],
    ['mergeBy', mergeBy],
    ['n', null],
    ['tag', null],
  ]);
  const signer = { id: fingerprint(publicKey).slice(0, 32), publicKey };
  checkSignature(new Signers([[signer.id, signer]]), receipt, `zhinuo.receipt.v1\n${canonical(promised)}`);
  const trusted = options.key === undefined ? undefined : readTrustedKeys(options.key);
  // The same key under another name is the key of another log.
  if (trusted?.some((key) => equal(key.publicKey, publicKey) && (key.origin ?? origin) === origin) === false)
    throw new Refusal(
      'untrusted',
      file.verifierKey.at,
      '签名密钥不是给定的密钥',
      'the signing key is not among the given keys',
    );
  const time = instant(entry.time);
  if (options.now !== undefined && time > new Date(options.now.getTime() + AHEAD).toISOString())
    throw new Refusal(
      'future',
      receipt.entry.at,
      '时间在未来（请核对本机时钟）',
      'a time lies in the future (check this clock)',
    );
  const declared = readPayload(payload);
  if (declared.origin !== origin)
    throw new Refusal(
      'untrusted',
      file.verifierKey.at,
      '日志名与签名密钥不符',
      'the log does not have the name of the signing key',
    );
  const { masked, salt } = members(file.number, 'masked', 'salt');
  const number = hmac(bytes(salt, 32), `zhinuo.search-number.v1\n${options.number ?? ''}`);
  if (options.number !== undefined && !equal(number, declared.number))
    throw new Refusal(
      'number',
      '--number',
      '声明所检索的不是这个号码',
      'the declaration is of a search for another number',
    );
  const statement = members(file.statement, 'zh', 'en');
  text(statement.zh);
  text(statement.en);
  const verdict: SignerVerdict = { verified: trusted !== undefined, fingerprints: [fingerprint(publicKey)] };
  const facts = {
    ...declared,
    time,
    mergeBy,
    masked: text(masked),
    known: options.number !== undefined,
    signer: verdict,
  };
  return { ok: true, account: { zh: told(facts, true), en: told(facts, false) }, signer: verdict };
}

const FILE = ['format', 'number', 'receipt', 'statement', 'verifierKey', 'version'] as const;

function openEntry(entryField: Field, openingField: Field) {
  const spelled = text(entryField);
  const parsed = readStrictly(spelled, entryField.at);
  if (!parsed.canonical)
    throw new Refusal('entry-encoding', entryField.at, '条目不是规范编码', 'the entry is not canonical JSON');
  const at = entryField.at;
  const entry = members({ value: parsed.value, at }, 'commitment', 'id', 'kind', 'tag', 'time', 'version');
  constant(entry.version, 1);
  constant(entry.kind, 'search');
  constant(entry.tag, null);
  id(entry.id);
  const commitment = bytes(entry.commitment, 32);
  const { salt, payload } = members(openingField, 'salt', 'payload');
  if (!equal(hmac(bytes(salt, 32), canonical(payload.value)), commitment))
    throw new Refusal(
      'commitment',
      openingField.at,
      '内容与条目的承诺不符',
      'the payload is not what the entry commits to',
    );
  return { entry, payload, leaf: leafHash(spelled), commitment };
}

function signingKey(field: Field): { readonly publicKey: Uint8Array; readonly origin: string } {
  const [key, ...others] = readTrustedKeys(text(field));
  if (key?.origin === undefined || others.length > 0)
    throw new Refusal('structure', field.at, '应为 C2SP 验证密钥', 'must be a C2SP verifier key');
  return { publicKey: key.publicKey, origin: key.origin };
}

// Numbers that are nobody's alone: no index is asked for them.
const BELONG_TO_NOBODY = ['relay', 'other'];

function readPayload(field: Field) {
  const names = ['by', 'checkpoint', 'form', 'found', 'indexes', 'number', 'reason', 'search', 'v'] as const;
  const payload = members(field, ...names);
  constant(payload.v, 1);
  const found = members(payload.found, 'erased', 'people');
  const checkpoint = members(payload.checkpoint, 'origin', 'root', 'size');
  bytes(payload.reason, 32);
  const form = matching(payload.form, /^[a-z][a-z-]{0,39}$/);
  const indexes = items(payload.indexes, 100).map((item) => {
    const { generations, name } = members(item, 'generations', 'name');
    return { name: text(name), generations: items(generations, 1_000).map((each) => integer(each, 1)) };
  });
  if (BELONG_TO_NOBODY.includes(form) && indexes.length > 0)
    throw new Refusal('structure', payload.indexes.at, '此类号码不检索任何索引', 'no index is asked for such a number');
  return {
    search: id(payload.search),
    by: text(payload.by),
    form,
    people: integer(found.people, 0),
    erased: integer(found.erased, 0),
    origin: matching(checkpoint.origin, LOG_NAME),
    root: rootOf(checkpoint.root),
    size: integer(checkpoint.size, 0),
    number: bytes(payload.number, 32),
    indexes,
  };
}

function rootOf(field: Field): string {
  const spelled = text(field);
  if (fromBase64(spelled)?.length !== 32)
    throw new Refusal('structure', field.at, '根哈希无效', 'the root hash is not valid');
  return spelled;
}

interface Facts extends ReturnType<typeof readPayload> {
  readonly time: string;
  readonly mergeBy: string;
  readonly masked: string;
  readonly known: boolean;
  readonly signer: SignerVerdict;
}

function told(facts: Facts, zh: boolean): string {
  const { indexes, signer, people, erased } = facts;
  const asked = indexes.map(({ name, generations }) => `  ${printable(name)} (${generations.join(', ') || '—'})`);
  const prints = signer.fingerprints.map((print) => `  SHA256:${print}`);
  const lines = zh
    ? [
        '检索声明验证通过：这是声明，不是证明',
        `检索：${facts.search}，${shanghai(facts.time)}，由 ${printable(facts.by)}`,
        `号码：${printable(facts.masked)}${facts.known ? '；与给定的号码一致' : '（掩码出自出具方；加 --number 可核对是否为来函所载号码）'}`,
        `结果：现有记录 ${people} 条，已删除的记录 ${erased} 条`,
        `当时的日志：${printable(facts.origin)}，${facts.size} 条，根 ${printable(facts.root)}`,
        indexes.length === 0 ? '检索的索引：无（此类号码不对应任何个人）' : '检索的索引（密钥代次）：',
        ...asked,
        signer.verified
          ? '签名者：与给定的密钥一致'
          : '签名者：未核实（未给出 --key）。请经可靠途径核对下列密钥指纹，否则任何人都可能签出此文件：',
        ...prints,
        '',
        `已证明：签名者当时作出了这份声明，且承诺在 ${shanghai(facts.mergeBy)} 前记入日志，事后不能改口。`,
        '未证明：所列索引是否完整、从未处理过该号码、声明是否已在日志中（须另取其包含证明）。文件里的说明文字出自出具方，不在签名之内。',
      ]
    : [
        'The declaration of a search is verified: a declaration, not a proof',
        `Search: ${facts.search}, ${shanghai(facts.time)}, by ${printable(facts.by)}`,
        `Number: ${printable(facts.masked)}${facts.known ? '; it is the given one' : " (masked, in the issuer's words; give --number to check that it is that of the letter)"}`,
        `Result: ${people} present record(s), ${erased} erased record(s)`,
        `The log then: ${printable(facts.origin)}, ${facts.size} entries, root ${printable(facts.root)}`,
        indexes.length === 0
          ? 'Indexes asked: none (such a number belongs to no person)'
          : 'Indexes asked (generations of their keys):',
        ...asked,
        signer.verified
          ? 'Signer: the given key'
          : 'Signer: NOT VERIFIED (no --key was given). Compare this fingerprint with one that you got in a way you trust; otherwise anybody may have signed this file:',
        ...prints,
        '',
        `Proven: the signer made this declaration then, promised to have it in the log by ${shanghai(facts.mergeBy)}, and can't take it back.`,
        "Not proven: that the indexes listed are all there are, that the number was never handled, or that the declaration is in the log already (ask for its proof of inclusion). The file's statement is in the issuer's words and not under the signature.",
      ];
  return lines.join('\n');
}

import { type Account, writeAccount } from './account.ts';
import { checkChain } from './chain.ts';
import { readCheckpoint } from './checkpoint.ts';
import type { CheckedEntry } from './entries.ts';
import { sha256 } from './hashing.ts';
import { checkPages } from './pages.ts';
import { type Reason, Refusal } from './refusal.ts';
import { checkRelated } from './related.ts';
import { constant, id, instant, members, text } from './shape.ts';
import { checkSignature, readSigners, type Signer } from './signers.ts';
import { canonical, parseStrictly } from './strict-json.ts';
import { readTrustedKeys } from './trusted-keys.ts';

/** Largest bundle that is read, in UTF-16 code units. */
export const MOST_TEXT = 128 * 1024 * 1024;

/** How far ahead of this machine's clock a bundle's times may be, in milliseconds. */
const AHEAD = 5 * 60_000;

export interface VerifyOptions {
  /** The content of a key file: only bundles signed by these keys are accepted. Without it the signer is not verified. */
  readonly key?: string;
  /** The present instant; bundles from the future are refused. Without it times are not compared. */
  readonly now?: Date;
}

/** What a verification comes to: an account of what is proven, or the first reason why the bundle is refused. */
export type Verdict =
  | { readonly ok: true; readonly account: Account; readonly signer: SignerVerdict }
  | { readonly ok: false; readonly reason: Reason };

/** Whether the signer is one that the user trusts, and the SHA-256 of each signing key in hexadecimal. */
export interface SignerVerdict {
  readonly verified: boolean;
  readonly fingerprints: readonly string[];
}

/** Verifies the text of an evidence bundle without network or state. Never throws, whatever the text. */
export function verify(bundleText: string, options: VerifyOptions = {}): Verdict {
  try {
    return check(bundleText, options);
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.reason };
    const zh = '无法读取';
    return { ok: false, reason: { code: 'unreadable', at: '', zh, en: 'the bundle cannot be read' } };
  }
}

function check(bundleText: string, options: VerifyOptions): Verdict {
  // 1. The file is JSON of the right shape, in bounds.
  if (bundleText.length > MOST_TEXT) throw new Refusal('size', '', '文件过大', 'the file is too large');
  const file = members({ value: parseStrictly(bundleText, ''), at: '' }, 'bundle', 'signature');
  const bundle = members(
    file.bundle,
    'format',
    'version',
    'id',
    'person',
    'issued',
    'checkpoint',
    'signers',
    'keys',
    'related',
    'notices',
    'account',
  );
  constant(bundle.format, 'zhinuo.bundle');
  constant(bundle.version, 1);
  // 2. Everything in it is under one signature.
  const signers = readSigners(bundle.signers);
  const trusted = checkTrust(signers, options.key, bundle.signers.at);
  checkSignature(
    signers,
    members(file.signature, 'key', 'signature'),
    `zhinuo.bundle.v1\n${canonical(file.bundle.value)}`,
  );
  // 3. The state of the log is signed.
  const checkpoint = readCheckpoint(bundle.checkpoint, signers);
  checkOrigin(trusted, checkpoint, signers, bundle.checkpoint.at);
  // 4. The entries are what they say, complete and in the log.
  const log = { checkpoint, signers };
  const subject = { person: id(bundle.person), bundle: id(bundle.id) };
  const own = checkChain(bundle.keys, subject, log);
  const related = checkRelated(bundle.related, subject, log);
  checkPlaces([...own, ...related]);
  // 5. The pages are the ones that entries name; the handler's own words are texts.
  const pages = checkPages(bundle.notices, [...own, ...related]);
  const words = members(bundle.account, 'zh', 'en');
  const issued = instant(bundle.issued);
  checkTimes(issued, bundle.issued.at, [...own, ...related], options.now);
  const verdict: SignerVerdict = {
    verified: trusted !== undefined,
    fingerprints: [...signers.values()].map((signer) => sha256(signer.publicKey).toString('hex')),
  };
  const narrated = text(words.zh).length + text(words.en).length > 0;
  return {
    ok: true,
    account: writeAccount({ subject, issued, checkpoint, own, related, pages, narrated, signer: verdict }),
    signer: verdict,
  };
}

type Trusted = ReturnType<typeof readTrustedKeys>;

function checkTrust(
  signers: ReadonlyMap<string, Signer>,
  keyFile: string | undefined,
  at: string,
): Trusted | undefined {
  if (keyFile === undefined) return undefined;
  const trusted = readTrustedKeys(keyFile);
  for (const { publicKey } of signers.values())
    if (!trusted.some((key) => key.publicKey.equals(publicKey)))
      throw new Refusal('untrusted', at, '签名密钥不是给定的密钥', 'a signing key is not among the given keys');
  return trusted;
}

// A C2SP verifier key names its log: the same key under another name is another log.
function checkOrigin(
  trusted: Trusted | undefined,
  checkpoint: { readonly origin: string; readonly signer: string },
  signers: ReadonlyMap<string, Signer>,
  at: string,
): void {
  const publicKey = signers.get(checkpoint.signer)?.publicKey;
  const names = trusted?.filter((key) => publicKey?.equals(key.publicKey)).map((key) => key.origin);
  if (names !== undefined && !names.some((name) => name === undefined || name === checkpoint.origin))
    throw new Refusal('untrusted', at, '日志名与给定的密钥不符', 'the log does not have the name of the given key');
}

function checkPlaces(entries: readonly CheckedEntry[]): void {
  const taken = new Map<number, string>();
  for (const { at, index, text: spelled } of entries) {
    if (index === undefined) continue;
    if ((taken.get(index) ?? spelled) !== spelled)
      throw new Refusal('inclusion', at, '两个条目占同一位置', 'two entries claim one place of the log');
    taken.set(index, spelled);
  }
}

function checkTimes(issued: string, at: string, entries: readonly CheckedEntry[], now: Date | undefined): void {
  if (now === undefined) return;
  const latest = new Date(now.getTime() + AHEAD).toISOString();
  const fields: { at: string; time: string }[] = [{ at, time: issued }, ...entries];
  const ahead = fields.find((field) => field.time > latest);
  if (ahead !== undefined)
    throw new Refusal(
      'future',
      ahead.at,
      '时间在未来（请核对本机时钟）',
      'a time lies in the future (check this clock)',
    );
}

export type { Account, Reason };

import { type Account, writeAccount } from './account.ts';
import { checkBundleV1 } from './bundle-v1.ts';
import { checkBundleV2 } from './bundle-v2.ts';
import type { Memory } from './history.ts';
import type { Documents } from './pages.ts';
import type { Proven } from './proven.ts';
import { type Reason, Refusal } from './refusal.ts';
import { readTsaCrls } from './revocation.ts';
import { constant, type Field, members } from './shape.ts';
import { readStrictly } from './strict-json.ts';
import { readTsaRoots } from './timestamp-token.ts';
import { judgeTimestamps, type TimestampFinding } from './timestamps.ts';
import type { SignerVerdict } from './trust.ts';

/** Largest bundle that is read, in UTF-16 code units. */
export const MOST_TEXT = 128 * 1024 * 1024;

const BYTE_ORDER_MARK = '\ufeff';

/** How far ahead of this machine's clock a bundle's times may be, in milliseconds. */
const AHEAD = 5 * 60_000;

export interface VerifyOptions extends Memory {
  /** The content of a key file: only bundles signed by these keys are accepted. Without it the signer is not verified. */
  readonly key?: string;
  /** The content of a file of witness keys: a bundle without a cosignature of each of them is refused. */
  readonly witness?: string;
  /** The present instant; bundles from the future are refused. Without it times are not compared. */
  readonly now?: Date;
}

/** The members of a bundle file, and the text of `bundle` that the signature is over. */
export type BundleFile = Readonly<Record<'bundle' | 'signature', Field>> & { readonly canonical: string };

/** What a verification comes to: an account of what is proven, or the first reason why the bundle is refused. */
export type Verdict =
  | {
      readonly ok: true;
      readonly account: Account;
      readonly signer: SignerVerdict;
      /** The same as the account, for programs. */
      readonly proven: Proven;
      /** The issuer's own words as still documents; not proven. */
      readonly documents: Documents | undefined;
      /** The new content of the file of remembered checkpoints; undefined if the signer is not verified: a stranger's checkpoint is never kept. */
      readonly remember: string | undefined;
    }
  | { readonly ok: false; readonly reason: Reason };

/** Verifies the text of an evidence bundle without network or state; who made its time-stamps is not judged. Never throws, whatever the text. */
export function verify(bundleText: string, options: VerifyOptions = {}): Verdict {
  try {
    const proven = check(bundleText, options);
    return accepted(proven, unjudged(proven), false);
  } catch (error) {
    return refused(error);
  }
}

/** As `verify`, and judges time-stamps up to the roots given as PEM certificates, with revocation lists (PEM) if there are any. Never rejects. */
export async function verifyWithTimestamps(
  bundleText: string,
  options: VerifyOptions & { readonly tsaRoots: string; readonly tsaCrls?: string },
): Promise<Verdict> {
  try {
    const proven = check(bundleText, options);
    const { tsaRoots, tsaCrls, now } = options;
    const crls = tsaCrls === undefined ? [] : readTsaCrls(tsaCrls, now);
    return accepted(proven, await judgeTimestamps(proven.timestamps, readTsaRoots(tsaRoots), crls, now), true);
  } catch (error) {
    return refused(error);
  }
}

function check(bundleText: string, options: VerifyOptions): Proven {
  if (bundleText.length > MOST_TEXT) throw new Refusal('size', '', '文件过大', 'the file is too large');
  if (bundleText.startsWith(BYTE_ORDER_MARK))
    throw new Refusal(
      'json-syntax',
      '',
      '不是有效的 JSON：以字节顺序标记（BOM）开头，应为不带标记的 UTF-8',
      'not JSON: it begins with a byte order mark, and has to be UTF-8 without one',
    );
  const read = readStrictly(bundleText, '');
  const file = members({ value: read.value, at: '' }, 'bundle', 'signature');
  const checkBundle = versionOf(file.bundle) === 1 ? checkBundleV1 : checkBundleV2;
  const proven = checkBundle({ ...file, canonical: read.canonicalOf('bundle') }, options);
  checkTimes(proven, options.now);
  return proven;
}

function versionOf(bundle: Field): 1 | 2 {
  if (!(bundle.value instanceof Map)) throw new Refusal('structure', bundle.at, '应为对象', 'must be an object');
  constant({ value: bundle.value.get('format') ?? null, at: `${bundle.at}.format` }, 'zhinuo.bundle');
  const version = bundle.value.get('version') ?? null;
  if (version === 1) return 1;
  constant({ value: version, at: `${bundle.at}.version` }, 2);
  return 2;
}

function checkTimes({ issued, keys, related, people, cosignatures, timestamps }: Proven, now: Date | undefined): void {
  if (now === undefined) return;
  const latest = now.getTime() + AHEAD;
  const entries = [...keys.flatMap((key) => key.entries), ...related, ...people];
  const fields: { at: string; time: string }[] = [
    { at: 'bundle.issued', time: issued },
    ...entries,
    ...cosignatures.map(({ time }) => ({ at: 'bundle.checkpoint', time })),
    ...timestamps.map(({ at, token }) => ({ at: `${at}.token`, time: token.time.toISOString() })),
  ];
  const ahead = fields.find((field) => Date.parse(field.time) > latest);
  if (ahead !== undefined)
    throw new Refusal(
      'future',
      ahead.at,
      '时间在未来（请核对本机时钟）',
      'a time lies in the future (check this clock)',
    );
}

function unjudged({ timestamps }: Proven): TimestampFinding[] {
  return timestamps.map(({ size, token }) => ({
    size,
    time: token.time.toISOString(),
    tsa: token.tsa,
    sm2: token.sm2,
    verified: false,
    revocation: { state: 'unchecked' },
  }));
}

function accepted(proven: Proven, timestamps: readonly TimestampFinding[], sought: boolean): Verdict {
  const { signer, documents, remember } = proven;
  return { ok: true, account: writeAccount(proven, timestamps, sought), signer, proven, documents, remember };
}

function refused(error: unknown): Verdict {
  if (error instanceof Refusal) return { ok: false, reason: error.reason };
  return { ok: false, reason: { code: 'unreadable', at: '', zh: '无法读取', en: 'the bundle cannot be read' } };
}

export type { Account, Proven, Reason, SignerVerdict };

import { utf8 } from './bytes.ts';
import { readCheckpoint } from './checkpoint.ts';
import type { Log } from './entries.ts';
import { isConsistent } from './hashing.ts';
import { Refusal } from './refusal.ts';
import { checkRevocation, type Revocation, type TsaCrls } from './revocation.ts';
import { base64urlBytes, type Field, hashes, items, members, text } from './shape.ts';
import { MOST_OF_AUTHORITIES, SignatureBudget } from './signature-budget.ts';
import { checkToken, readToken, type Token, type TsaRoots } from './timestamp-token.ts';

/** Most time-stamps that a bundle may carry. */
const MOST_TIMESTAMPS = 1_000;
/** Longest token, in bytes: signature and chain of a TSA need a few thousand. */
const MOST_TOKEN = 65_536;

/** A time-stamp whose checkpoint is a state of this log and which stamps exactly that checkpoint; who signed it is not judged yet. */
export interface TimestampClaim {
  readonly at: string;
  /** Entries with an index below this were in the log when it was stamped. */
  readonly size: number;
  /** The exact bytes that were stamped. */
  readonly note: Uint8Array;
  readonly token: Token;
}

/** What a time-stamp comes to. */
export interface TimestampFinding {
  readonly size: number;
  /** When it was made, by the clock of the TSA: an instant in UTC with milliseconds. */
  readonly time: string;
  /** The name in the TSA's certificate, as that says it. */
  readonly tsa: string;
  /** Whether the token's signature and chain were checked up to a root that the user trusts. */
  readonly verified: boolean;
  /** Whether it is signed with SM2 and SM3 (国密). */
  readonly sm2: boolean;
  /** What revocation lists say of the certificates in between; `unchecked` where the authority was not verified. */
  readonly revocation: Revocation;
}

/**
 * Reads the member `timestamps` of a bundle: a list of `{checkpoint, consistency, token}`. Refuses what is not a signed checkpoint of this
 * log that the bundle's checkpoint extends, or a token that stamps something else. Needs no time-stamping authority and no clock.
 */
export function readTimestamps(field: Field, log: Log): TimestampClaim[] {
  return items(field, MOST_TIMESTAMPS).map((item) => {
    const { checkpoint, consistency, token } = members(item, 'checkpoint', 'consistency', 'token');
    const stamped = readCheckpoint(checkpoint, log.signers);
    const now = log.checkpoint;
    if (stamped.origin !== now.origin)
      throw new Refusal('timestamp', checkpoint.at, '时间戳属于另一日志', 'the time-stamp is of another log');
    if (!isConsistent(stamped, now, hashes(consistency)))
      throw new Refusal(
        'timestamp',
        consistency.at,
        '被加盖时间戳的检查点不是本日志的前身',
        'the bundle’s checkpoint does not extend the one that was stamped',
      );
    const note = utf8(text(checkpoint));
    const parsed = readToken(base64urlBytes(token, MOST_TOKEN), note, token.at);
    return { at: item.at, size: stamped.size, note, token: parsed };
  });
}

/**
 * Judges who made the time-stamps. With `roots` every token's signature and chain must hold up to one of them at the time that it tells, otherwise the
 * bundle is refused, also for a certificate that was revoked; without, the findings say that the TSA was not verified.
 */
export async function judgeTimestamps(
  claims: readonly TimestampClaim[],
  roots: TsaRoots | undefined,
  crls: TsaCrls = [],
  now?: Date,
): Promise<TimestampFinding[]> {
  const findings: TimestampFinding[] = [];
  const budget = new SignatureBudget(MOST_OF_AUTHORITIES);
  for (const { at, size, note, token } of claims) {
    const told = { size, time: token.time.toISOString(), tsa: token.tsa, sm2: token.sm2 };
    if (roots === undefined) {
      findings.push({ ...told, verified: false, revocation: { state: 'unchecked' } });
      continue;
    }
    const path = await checkToken(token, note, roots, `${at}.token`, budget);
    const revocation = await checkRevocation(token, path, crls, `${at}.token`, { now, budget });
    findings.push({ ...told, verified: true, revocation });
  }
  return findings;
}

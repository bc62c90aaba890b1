import { canonicalJson, keyedDigest } from '../../../platform/crypto/index.ts';

/** That a person was told about an activity: by what, when, with what proof. As it is stored. */
export interface StoredStanding {
  readonly person: string;
  readonly activity: string;
  readonly source: string;
  readonly grade: string;
  readonly notice: string | null;
  readonly noticeVersion: number | null;
  readonly revision: number | null;
  readonly noticeShownAt: Date | null;
  readonly keepUntil: Date | null;
  readonly how: string | null;
}

const DIGEST_BYTES = 16;

/**
 * 16 bytes of HMAC-SHA256 that only who has `key` can make for this standing of this person, recorded at this instant. Its parts are told by several entries
 * or, for whoever is taken over from a list, by none, so that nothing else would show that SQL changed one or put one in.
 */
export function sealStanding(key: Uint8Array, standing: StoredStanding, recordedAt: Date): Buffer {
  const { person, activity, source, grade, notice, noticeVersion, revision, noticeShownAt, keepUntil, how } = standing;
  const text = canonicalJson([
    ...['standing', person, activity, source, grade, notice, noticeVersion, revision],
    ...[noticeShownAt?.getTime() ?? null, keepUntil?.getTime() ?? null, how, recordedAt.getTime()],
  ]);
  return keyedDigest(key, text).subarray(0, DIGEST_BYTES);
}

/** Whether a seal is of this standing of this person, recorded at this instant. */
export function standingSealHolds(key: Uint8Array, standing: StoredStanding, recordedAt: Date, seal: Buffer): boolean {
  return sealStanding(key, standing, recordedAt).equals(seal);
}

import { performance } from 'node:perf_hooks';
import type { Tx } from '../../platform/database/index.ts';
import { verifierKey } from './domain/signed-note.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { followSigningKeys } from './follow-signing-keys.ts';
import { type Rotation, rotateSigningKey } from './rotate-signing-key.ts';
import { signingKeys } from './store/signing-keys.ts';

/** Milliseconds after which it is looked again whether another server has rotated the key. */
const LOOK_EVERY = 5_000;

/** A key of the log, as anybody may know it. */
export interface LogKey {
  /** The id in receipts. */
  readonly id: string;
  /** The C2SP verifier key. */
  readonly verifierKey: string;
  /** When it began to sign; null for the first. */
  readonly since: Date | null;
  /** Until when it signs checkpoints; null for the newest. */
  readonly until: Date | null;
  /** The receipt of the entry that introduced it; null for the first. */
  readonly entry: string | null;
}

/** The signing keys of the log. */
export interface LogKeys {
  /** Every key, newest first. */
  list(tx: Tx): Promise<LogKey[]>;
  /** The keys as a file for verifiers: the newest first, each followed by a line with # on its validity if there are several. */
  file(tx: Tx): Promise<string>;
  /** Puts a new key in the place of the current one; `beforeCommit` runs in the same transaction. Throws `evidence.signing-key-missing`. */
  rotate(beforeCommit: (tx: Tx) => Promise<void>): Promise<Rotation>;
  /** Signs with the key that the log names; call it before anything is signed. False: that key is not in the key directory, an alarm. */
  follow(): Promise<boolean>;
  /** What `follow` said last. */
  readonly held: boolean;
}

/** Opens them. */
export function createLogKeys(context: EvidenceContext): LogKeys & { followNowAndThen(): Promise<void> } {
  let held = true;
  let looked: number | undefined;
  const follow = async () => {
    held = await followSigningKeys(context);
    looked = performance.now();
    return held;
  };
  const list = async (tx: Tx): Promise<LogKey[]> => {
    const { signingKey } = context.service;
    const rows = await signingKeys(tx);
    const all = rows.length > 0 ? rows : [{ ...signingKey, since: null, overlapUntil: null, entry: null }];
    return all
      .map(({ id, publicKey, since, entry }, at) => ({
        id,
        verifierKey: verifierKey(context.origin, publicKey),
        since,
        until: all[at + 1]?.overlapUntil ?? null,
        entry,
      }))
      .reverse();
  };
  return {
    list,
    async file(tx) {
      const keys = await list(tx);
      if (keys.length === 1) return `${keys[0]?.verifierKey ?? ''}\n`;
      return keys.map((key) => `${key.verifierKey}\n# ${validity(key)}\n`).join('');
    },
    rotate: (beforeCommit) => rotateSigningKey(context, beforeCommit),
    follow,
    async followNowAndThen() {
      if (looked === undefined || performance.now() - looked > LOOK_EVERY) await follow();
    },
    get held() {
      return held;
    },
  };
}

function validity({ id, since, until }: LogKey): string {
  const from = since === null ? 'from the beginning' : `from ${since.toISOString()}`;
  return `key ${id}, signs ${from}${until === null ? '' : ` until ${until.toISOString()} at the latest`}`;
}

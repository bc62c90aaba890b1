import { equal } from './bytes.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Refusal } from './refusal.ts';
import type { Field } from './shape.ts';
import { fingerprint, type Signer } from './signers.ts';
import { followSuccession } from './succession.ts';
import { readTrustedKeys, type TrustedKey } from './trusted-keys.ts';

/** Whether the signers are ones that the user trusts, and the SHA-256 of each signing key in hexadecimal. */
export interface SignerVerdict {
  readonly verified: boolean;
  readonly fingerprints: readonly string[];
}

/**
 * Refuses a signer that is not among the given keys nor joined to one by `signing-key` entries of `related`; without a key file nothing is trusted
 * and nothing refused.
 */
export function checkTrust(
  signers: ReadonlyMap<string, Signer>,
  keyFile: string | undefined,
  related: Field,
  at: string,
): TrustedKey[] | undefined {
  if (keyFile === undefined) return undefined;
  const trusted = followSuccession(readTrustedKeys(keyFile), related);
  for (const { publicKey } of signers.values())
    if (!trusted.some((key) => equal(key.publicKey, publicKey)))
      throw new Refusal('untrusted', at, '签名密钥不是给定的密钥', 'a signing key is not among the given keys');
  return trusted;
}

/**
 * Refuses a log of another name than the given keys have: a C2SP verifier key names its log, and the same key under another name is another log.
 * That holds for every signer, also one that signs only promises or the bundle: who is trusted for one log says nothing of another's.
 */
export function checkOrigin(
  trusted: readonly TrustedKey[] | undefined,
  { origin }: Pick<Checkpoint, 'origin'>,
  signers: ReadonlyMap<string, Signer>,
  at: string,
): void {
  if (trusted === undefined) return;
  const isNamed = ({ publicKey }: Signer) =>
    trusted.some((key) => equal(key.publicKey, publicKey) && (key.origin ?? origin) === origin);
  if (![...signers.values()].every(isNamed))
    throw new Refusal('untrusted', at, '日志名与给定的密钥不符', 'the log does not have the name of the given key');
}

/** What the account says of the signers. */
export function signerVerdict(trusted: unknown, signers: ReadonlyMap<string, Signer>): SignerVerdict {
  const fingerprints = [...signers.values()].map((signer) => fingerprint(signer.publicKey));
  return { verified: trusted !== undefined, fingerprints };
}

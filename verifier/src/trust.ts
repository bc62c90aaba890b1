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

/** Refuses a log of another name than the given key has: a C2SP verifier key names its log, and the same key under another name is another log. */
export function checkOrigin(
  trusted: readonly TrustedKey[] | undefined,
  checkpoint: Checkpoint,
  signers: ReadonlyMap<string, Signer>,
  at: string,
): void {
  const publicKey = signers.get(checkpoint.signer)?.publicKey;
  const names = trusted?.filter((key) => publicKey && equal(publicKey, key.publicKey)).map((key) => key.origin);
  if (names !== undefined && !names.some((name) => name === undefined || name === checkpoint.origin))
    throw new Refusal('untrusted', at, '日志名与给定的密钥不符', 'the log does not have the name of the given key');
}

/** What the account says of the signers. */
export function signerVerdict(trusted: unknown, signers: ReadonlyMap<string, Signer>): SignerVerdict {
  const fingerprints = [...signers.values()].map((signer) => fingerprint(signer.publicKey));
  return { verified: trusted !== undefined, fingerprints };
}

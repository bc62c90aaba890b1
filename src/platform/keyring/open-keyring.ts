import type { Clock } from '../clock.ts';
import { prepareKeyDirectory } from './key-file.ts';
import { assertPassphrase, hasSealedRoot, newRootKey, openRootKey, sealRootKey } from './root-key.ts';
import { type RootKeyPort, rootKeyUnderPassphrase } from './root-key-port.ts';
import { openServiceRing, type ServiceRing } from './service-ring.ts';
import { VaultRing } from './vault-ring.ts';

export interface KeyringOptions {
  /** ZHINUO_KEYS: mode 0700, outside the database's directory. */
  readonly directory: string;
  readonly clock: Clock;
}

/** The key directory: the service ring (usable while sealed) and the vault ring (needs the root key). */
export interface Keyring {
  readonly service: ServiceRing;
  readonly vault: VaultRing;
  /** Whether a root key sealed with a passphrase is there. */
  hasSealedRoot(): boolean;
  /** Seals a root key with a passphrase of at least 12 characters into `root.sealed`; never replaces one. */
  sealRootKey(passphrase: string, rootKey: Uint8Array): Promise<void>;
  /** The root key in `root.sealed`; throws `keyring.no-sealed-root` or `keyring.wrong-passphrase`. */
  openRootKey(passphrase: string): Promise<Buffer>;
  /** `root.sealed` as the place where the root key is kept; `next` is the passphrase of the root key that replaces it. */
  underPassphrase(passphrase: string, next?: string): RootKeyPort;
}

/** Unseals with the root key of a port, and finishes a replacement of it that was broken off. */
export async function unsealFrom(ring: VaultRing, port: RootKeyPort): Promise<void> {
  const rootKey = await port.open();
  try {
    const next = ring.unseal(rootKey);
    if (next === undefined) return ring.rootUnsettled() ? ring.settleRoot() : undefined;
    await port.replace(next);
    next.fill(0);
    ring.settleRoot();
  } finally {
    rootKey.fill(0);
  }
}

/** Puts a fresh root key in the place of the one that a port keeps, which must be this ring's. */
export async function replaceRootKey(ring: VaultRing, port: RootKeyPort): Promise<void> {
  // One that was broken off is finished, and that is all.
  if (ring.rootUnsettled()) return unsealFrom(ring, port);
  const held = await port.open();
  const fresh = newRootKey();
  try {
    // Throws before anything is written when the port keeps another deployment's key.
    ring.assertRoot(held);
    await ring.replaceRoot(fresh, (next) => port.replace(next));
  } finally {
    held.fill(0);
    fresh.fill(0);
  }
}

/** Opens the key directory, making what is missing on the very first start. The vault ring starts sealed. */
export function openKeyring({ directory, clock }: KeyringOptions): Keyring {
  prepareKeyDirectory(directory);
  return {
    service: openServiceRing(directory, clock),
    vault: new VaultRing(directory, clock),
    hasSealedRoot: () => hasSealedRoot(directory),
    sealRootKey: (passphrase, rootKey) => sealRootKey(directory, passphrase, rootKey),
    openRootKey: (passphrase) => openRootKey(directory, passphrase),
    underPassphrase(passphrase, next) {
      if (next !== undefined) assertPassphrase(next);
      return rootKeyUnderPassphrase(directory, passphrase, next);
    },
  };
}

import type { Clock } from '../clock.ts';
import { prepareKeyDirectory } from './key-file.ts';
import { hasSealedRoot, openRootKey, sealRootKey } from './root-key.ts';
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
  };
}

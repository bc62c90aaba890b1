export { type Keyring, type KeyringOptions, openKeyring } from './open-keyring.ts';
export { newRootKey, readRootKeyFile } from './root-key.ts';
export type { ServiceRing, SigningKey } from './service-ring.ts';
export { type Generation, type IndexKey, VaultRing, type WrappedKey } from './vault-ring.ts';

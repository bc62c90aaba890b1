export { type Keyring, type KeyringOptions, openKeyring, replaceRootKey, unsealFrom } from './open-keyring.ts';
export { STANDING_INDEX } from './open-ring.ts';
export { newRootKey, readRootKeyFile } from './root-key.ts';
export { type KeyManagementService, type RootKeyPort, rootKeyInFile, rootKeyUnderKms } from './root-key-port.ts';
export type { ServiceRing, SigningKey } from './service-ring.ts';
export { type Generation, type IndexKey, VaultRing, type WrappedKey } from './vault-ring.ts';

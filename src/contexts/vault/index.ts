import type { MigrationSet } from '../../platform/database/index.ts';

export { createVault, type Vault, type VaultDependencies } from './create-vault.ts';
export type { ExportWish } from './disclosure/check-export.ts';
export type { CataloguedField } from './domain/field-catalogue.ts';
export type { MaskViewer } from './domain/mask-policy.ts';
export { type MaskLevel, maskValue } from './domain/masks.ts';
export { INDEXED_FIELDS, type Normalised } from './domain/normalise.ts';
export { registerDataMapRoutes } from './http/data-map-routes.ts';
export { registerKeyRoutes } from './http/key-routes.ts';
export { registerRetentionRoutes } from './http/retention-routes.ts';
export { registerVaultRoutes } from './http/vault-routes.ts';
export { createSealedInbox, type InboxKey, type SealedInbox } from './inbox/sealed-inbox.ts';
export { type DigestHolder, type DigestPair, MOST_COUNTED, underOlder } from './keys/digest-holder.ts';
export type { KeyDesk, KeyState } from './keys/key-desk.ts';
export { UNRECOVERABLE_DAYS } from './keys/key-retirement.ts';
export { generationBytes, type PersonBytesHolder, type SealedHolder } from './keys/sealed-holder.ts';
export type { RevealRecord } from './list-reveals.ts';
export type { FieldValues } from './read-fields.ts';
export { redactReason } from './redact-reason.ts';
export { createRetention, type Retention } from './retention/create-retention.ts';
export type { RetentionDeps } from './retention/retention-deps.ts';
export type { Revealed, RevealRequest } from './reveal-fields.ts';
export { isSocialCreditCode } from './scanner/checksums.ts';
export { readsAsName } from './scanner/find-name.ts';
export { CLEAR_CONFIDENCE, type Finding, PERSONAL_KINDS, type PersonalKind } from './scanner/finding.ts';
export { type KindProposal, proposeKind } from './scanner/propose-kind.ts';
export { type RedactedLine, redactLine } from './scanner/redact-line.ts';
export { redactText } from './scanner/redact-text.ts';
export { scanText } from './scanner/scan-text.ts';
export type { PersonBytes, PersonLabel } from './seal-for-person.ts';
export { vaultActTables } from './store/act-tables.ts';
export type { FieldValue } from './store-fields.ts';
export type { OuterDigest } from './value-digest.ts';

/** The tables of the vault, in the PostgreSQL schema `vault`. */
export const vaultMigrations: MigrationSet = {
  context: 'vault',
  directory: new URL('./store/migrations/', import.meta.url),
};

import type { MigrationSet } from '../../platform/database/index.ts';

export type { AskedEpoch, EpochState } from './ask-epoch.ts';
export type { ActivityBundle } from './bundle-activity.ts';
export type { BundleOptions } from './bundle-person.ts';
export type { Redaction } from './bundle-state.ts';
export type { Attestation, AttestationSettings, AttestationState, AttestorState } from './create-attestation.ts';
export { createEvidence, type Evidence, type EvidenceDependencies } from './create-evidence.ts';
export type { DefenceFile, DefenceRecords, DefendedEntry } from './defence.ts';
export { directoryDestination } from './directory-destination.ts';
export {
  accountStart,
  type Bundle,
  type BundleContent,
  type BundleCounts,
  type BundleEntry,
  type BundleFile,
  type BundleKey,
  type BundleMember,
  type BundleParts,
  type BundleRelated,
  type BundleSubject,
  committedTexts,
} from './domain/bundle.ts';
export type { CompletenessKey, CompletenessPart, EpochPayload, MapProof } from './domain/completeness.ts';
export { ACT_KINDS, type ActKind } from './domain/entry.ts';
export {
  type ConsistencyClaim,
  type InclusionClaim,
  leafHash,
  nodeHash,
  treeHash,
  verifyConsistency,
  verifyInclusion,
} from './domain/merkle.ts';
export type { Opening, Receipt } from './domain/receipt.ts';
export type { AttestedParts, HistoryPart, TimestampPart } from './domain/timestamp-part.ts';
export type { IssuedBundle } from './end-key.ts';
export type { ErasureTerms } from './erase-person.ts';
export type { Erasure } from './find-erasure.ts';
export { registerEvidenceRoutes } from './http/evidence-routes.ts';
export { registerLogRoutes } from './http/log-routes.ts';
export { registerSelfCheckRoutes } from './http/self-check-routes.ts';
export type { CopyFault, CopyState } from './log-copy.ts';
export type { LogDestination } from './log-destination.ts';
export type { LogKey, LogKeys } from './log-keys.ts';
export type { Epoch } from './make-epoch.ts';
export type { ShownKey } from './prove-completeness.ts';
export type { MemberPlace } from './prove-member.ts';
export type { LogEntry } from './read-log.ts';
export type { PlacedReceipt } from './read-receipt.ts';
export type { UseBatch } from './record-use-batch.ts';
export type { Act } from './recording.ts';
export { OVERLAP_MS, type Rotation } from './rotate-signing-key.ts';
export type { ActRow, ActTable, LoggedAct, SealedTable } from './self-check/act-table.ts';
export type { CheckedAgainst, MemberSource } from './self-check/checking.ts';
export type { Finding, SelfCheckPart } from './self-check/finding.ts';
export type { SelfCheck, SelfCheckReport } from './self-check/self-check.ts';

/** The tables of the log, in the PostgreSQL schema `evidence`. */
export const evidenceMigrations: MigrationSet = {
  context: 'evidence',
  directory: new URL('./store/migrations/', import.meta.url),
};

import { appendInAnswer } from './benchmarks/append-in-answer.ts';
import { appendInTransactionBenchmarks } from './benchmarks/append-in-transaction.ts';
import { appendSustained } from './benchmarks/append-sustained.ts';
import { consentBenchmarks } from './benchmarks/consents.ts';
import { decisionOverHttp } from './benchmarks/decision.ts';
import { epoch, epochFromLog } from './benchmarks/epoch.ts';
import { consentsBesideMany } from './benchmarks/flat-consents.ts';
import { formSubmission } from './benchmarks/form-submission.ts';
import { decideInMemory, decidePopulationInMemory } from './benchmarks/gate-memory.ts';
import { identity } from './benchmarks/identity.ts';
import { importPurchases } from './benchmarks/import.ts';
import { inclusionProof } from './benchmarks/inclusion-proof.ts';
import { judgeCases } from './benchmarks/judge.ts';
import { liveSegments, rebuildSegments } from './benchmarks/live-segments.ts';
import { populationAt } from './benchmarks/population-at.ts';
import { rebuildColumns } from './benchmarks/rebuild-columns.ts';
import { rfmBesidePostgres } from './benchmarks/rfm-beside-postgres.ts';
import { scanFreeText } from './benchmarks/scan-text.ts';
import { sdkBenchmarks } from './benchmarks/sdk-consents.ts';
import { segmentOfBuyers } from './benchmarks/segment.ts';
import { segmentsAtScale } from './benchmarks/segment-at-scale.ts';
import { selfCheck } from './benchmarks/self-check.ts';
import { serverAtScale } from './benchmarks/server-at-scale.ts';
import { gradeStock } from './benchmarks/stock.ts';
import { trackEvents } from './benchmarks/track-events.ts';
import { useReceiptBenchmarks } from './benchmarks/use-receipts.ts';
import { vaultEncrypt } from './benchmarks/vault-encrypt.ts';
import { vaultLookup } from './benchmarks/vault-lookup.ts';
import { vaultMaskedList } from './benchmarks/vault-masked-list.ts';
import { vaultRotation } from './benchmarks/vault-rotation.ts';
import { vaultStore } from './benchmarks/vault-store.ts';
import { verifyBundle } from './benchmarks/verify-bundle.ts';
import type { Benchmark } from './measure.ts';

/** Every benchmark, in the order in which `npm run bench` runs them. */
export const benchmarks: readonly Benchmark[] = [
  judgeCases,
  formSubmission,
  ...consentBenchmarks,
  ...sdkBenchmarks,
  consentsBesideMany,
  decisionOverHttp,
  decideInMemory,
  decidePopulationInMemory,
  rebuildColumns,
  populationAt,
  importPurchases,
  trackEvents,
  segmentOfBuyers,
  ...segmentsAtScale,
  rfmBesidePostgres,
  serverAtScale,
  rebuildSegments,
  liveSegments,
  epoch,
  epochFromLog,
  verifyBundle,
  ...useReceiptBenchmarks,
  ...appendInTransactionBenchmarks,
  appendInAnswer,
  appendSustained,
  identity,
  inclusionProof,
  selfCheck,
  vaultEncrypt,
  vaultLookup,
  vaultMaskedList,
  vaultStore,
  vaultRotation,
  scanFreeText,
  gradeStock,
];

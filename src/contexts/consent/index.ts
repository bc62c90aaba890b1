import type { MigrationSet } from '../../platform/database/index.ts';
import type { ServiceRing } from '../../platform/keyring/index.ts';
import type { SealedTable } from '../evidence/index.ts';
import { ROW_KEY } from './domain/age-seal.ts';
import { sealedAges } from './store/sealed-ages.ts';
import { sealedStandings } from './store/sealed-standings.ts';

export type { Admitted, ProvenConsent, ProvenConsents } from './admit-proven.ts';
export type { AskThrottle } from './ask-throttle.ts';
export type { Columns } from './columns/columns.ts';
export type { ColumnsState } from './columns/columns-state.ts';
export { createColumns } from './create-columns.ts';
export { createGate } from './create-gate.ts';
export { createLeases } from './create-leases.ts';
export { WELL_FORMED_MESSAGE } from './decide-population.ts';
export type * from './domain/acts.ts';
export type { AgeQuestion } from './domain/coming-of-age.ts';
export type * from './domain/decision.ts';
export type { ExportCounts } from './domain/export-facts.ts';
export type { GuardianInput, GuardianKind, Guardianship } from './domain/guardianship.ts';
export type { RetentionGrant, RetentionState } from './domain/retention-state.ts';
export { sessionSubject } from './domain/session-subject.ts';
export type { AddressChannel, Gate, UseGrant } from './gate.ts';
export type { GateContext } from './gate-context.ts';
export { registerConsentRoutes } from './http/consent-routes.ts';
export { registerRestorationRoutes } from './http/restoration-routes.ts';
export { PresentationNonce } from './http/schemas.ts';
export { type LeaseState, Leases } from './leases/leases.ts';
export { membersOfUse } from './member-places.ts';
export { type Permit, permitCovers } from './permit.ts';
export type { ToPresent } from './present.ts';
export type { ChangePreview } from './preview-change.ts';
export type { ConsentRates, RatesQuery, Trust } from './rates/consent-rates.ts';
export type { TouchCount } from './rates/rate-cells.ts';
export { type Interval, newcombe, wilson } from './rates/wilson.ts';
export { consentActTables } from './store/act-tables.ts';
export { closedAmong } from './store/close-subject.ts';
export type { ActRow, ConsentCount, ConsentDay } from './store/statistics.ts';
export { MOST_PERSONS } from './use-persons.ts';

/** What is sealed in the tables of consent, for the self-check of the log. */
export const consentSealedTables = (service: Pick<ServiceRing, 'key'>): readonly SealedTable[] => [
  sealedAges(service.key(ROW_KEY)),
  sealedStandings(service.key(ROW_KEY)),
];

/** The tables of the gate, in the PostgreSQL schema `consent`. */
export const consentMigrations: MigrationSet = {
  context: 'consent',
  directory: new URL('./store/migrations/', import.meta.url),
};

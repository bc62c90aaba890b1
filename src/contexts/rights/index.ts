import type { MigrationSet } from '../../platform/database/index.ts';

export { createErasureDesk, ERASERS, type ErasureAnswer, type ErasureDesk } from './erase-person.ts';
export { registerBundleRoutes } from './http/bundle-routes.ts';
export { registerErasureRoutes } from './http/erasure-routes.ts';
export { privacyCentreResolver, registerPrivacyCentreRoutes, SESSION_COOKIE } from './http/privacy-centre-routes.ts';
export { registerProofDeskRoutes } from './http/proof-desk-routes.ts';
export { createProofDesk, type ProofDesk } from './proof-desk.ts';
export { createRights, type Rights } from './rights.ts';
export type { CollectedRecords, RightsContext } from './rights-context.ts';
export { rightsSealedHolders } from './sealed-holders.ts';
export { rightsActTables } from './store/act-table.ts';

/** The tables of the privacy centre, in the PostgreSQL schema `rights`. */
export const rightsMigrations: MigrationSet = {
  context: 'rights',
  directory: new URL('./store/migrations/', import.meta.url),
};

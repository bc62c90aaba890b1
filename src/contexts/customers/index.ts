import type { MigrationSet } from '../../platform/database/index.ts';

export type { CorrectionDesk } from './corrections/correction-desk.ts';
export { type Customers, createCustomers, type PageRequest } from './customers.ts';
export type { CustomersDependencies } from './customers-deps.ts';
export { registerCustomersJobs } from './customers-jobs.ts';
export { registerCustomersRoutes } from './http/customers-routes.ts';
export type { PersonInput } from './identity/create-person.ts';
export { identifierDigests } from './identity/identifier-digests.ts';
export type { Identifier } from './identity/identify.ts';
export type { Cluster } from './identity/store/cluster-store.ts';
export type { ImportInput } from './ingest/create-import.ts';
export type { ImportKind, Target } from './ingest/domain/import-kinds.ts';
export type { Mapping } from './ingest/domain/mapping.ts';
export type { ImportPreview } from './ingest/preview-import.ts';
export type { ImportNotice, ImportStatus } from './ingest/store/import-store.ts';
export type { ImportView } from './ingest/view-import.ts';
export type { TimelineKind } from './profile/domain/timeline.ts';
export type { TimelineEntry, TimelinePage, TimelineRequest } from './profile/person-timeline.ts';
export type { PersonPage, PersonView, Viewer } from './profile/view-persons.ts';
export type { Profile } from './profile/view-profile.ts';
export type { ComputedSegment } from './segment/compute-segment.ts';
export type { Definition, EventCondition, TraitCondition } from './segment/domain/definition.ts';
export type { Reach, ReachRequest } from './segment/reach.ts';
export type { SegmentInput } from './segment/save-segment.ts';
export { customersActTables } from './store/act-tables.ts';
export { TAG_TASK } from './tags/refresh-tag.ts';
export type { TagDesk } from './tags/tag-desk.ts';
export type { CarriedTag } from './tags/view-tags.ts';

/** The tables of people, identifiers, events, imports and segments, in the PostgreSQL schema `customers`. */
export const customersMigrations: MigrationSet = {
  context: 'customers',
  directory: new URL('./store/migrations/', import.meta.url),
};

import type { MigrationSet } from '../../platform/database/index.ts';

export { createRegister } from './create-register.ts';
export type {
  Activity,
  ActivityField,
  ActivityInput,
  ActivityRevision,
  AssessmentState,
  AssessmentTrigger,
  AutomatedDecision,
  Channel,
  ClientInstructions,
  ContractState,
  LegalBasis,
  MinorsRules,
  Operation,
  Recipient,
  Retention,
  SubEntrustee,
  SubEntrustmentState,
  Surface,
} from './domain/activity.ts';
export { CHANNELS, LEGAL_BASES, OPERATIONS, SURFACES } from './domain/activity.ts';
export { activityObstacles, type Obstacle, unapprovedSubEntrustees } from './domain/activity-obstacles.ts';
export { assessmentTriggers, servesChildren } from './domain/assessment-triggers.ts';
export type { ChangeDetail } from './domain/change-details.ts';
export type { CrossBorder, OverseasTransfer } from './domain/cross-border.ts';
export { type DataMap, dataMapOf } from './domain/data-map.ts';
export {
  FIELDS,
  type FieldCode,
  type FieldKind,
  fieldKind,
  isFieldCode,
  MASK_KINDS,
  type MaskKind,
} from './domain/fields.ts';
export type { Brand, HandlerProfile } from './domain/handler-profile.ts';
export type {
  ChangeKind,
  Notice,
  NoticeActivity,
  NoticeChange,
  NoticeInput,
  NoticeSummary,
  Publication,
  PublishedNotice,
} from './domain/notice.ts';
export type { NoticeWarning } from './domain/notice-warnings.ts';
export { BASIS_NAMES } from './domain/notice-words.ts';
export { tiedGift } from './domain/tied-gift.ts';
export { ActivityBody as activityBody } from './http/activity-schemas.ts';
export { registerRegisterRoutes } from './http/register-routes.ts';
export type { ActivityChanges, ActivityPreview, NoticePreview } from './preview-notice.ts';
export type { InForce, Register } from './register.ts';
export { registerActTables } from './store/act-tables.ts';

/** The tables of the register, in the PostgreSQL schema `register`. */
export const registerMigrations: MigrationSet = {
  context: 'register',
  directory: new URL('./store/migrations/', import.meta.url),
};

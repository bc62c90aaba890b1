export type {
  Activity,
  ActivityField,
  ActivityInput,
  AssessmentState,
  AutomatedDecision,
  Channel,
  ContractState,
  LegalBasis,
  Operation,
  Recipient,
  Retention,
} from './domain/activity.ts';
export { CHANNELS, LEGAL_BASES, OPERATIONS } from './domain/activity.ts';
export { FIELDS, type FieldCode, type FieldKind, fieldKind, isFieldCode, type MaskKind } from './domain/fields.ts';
export type { Brand, HandlerProfile } from './domain/handler-profile.ts';
export type {
  ChangeKind,
  Notice,
  NoticeActivity,
  NoticeChange,
  NoticeInput,
  NoticeSummary,
  PublishedNotice,
} from './domain/notice.ts';
export type { Receipt } from './evidence-port.ts';
export type { Register } from './register.ts';

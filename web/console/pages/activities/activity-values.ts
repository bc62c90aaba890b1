import { activityFormText } from '../../../ui/i18n/activity-form.ts';
import { translate } from '../../../ui/i18n/translate.ts';
import type { Activity, Bilingual } from './activity.ts';

/** An activity as the form holds it; the names are those of the API, so that a refusal finds its field. */
export interface ActivityValues {
  readonly code: string;
  readonly name: Bilingual;
  readonly purpose: string;
  readonly purposeText: Bilingual;
  readonly method: Bilingual;
  readonly basis: string;
  readonly basisFacts: Readonly<Record<string, unknown>>;
  readonly operations: readonly string[];
  readonly fields: readonly FieldValues[];
  readonly sources: readonly string[];
  readonly channels: readonly string[];
  readonly commercial: boolean;
  readonly retention: { readonly days: number; readonly atEnd: string; readonly text: Bilingual };
  readonly recipients: readonly RecipientValues[];
  readonly automatedDecision: AutomatedValues;
  readonly ourRole: string;
  readonly noticeBy: string;
  readonly brand?: string | null;
  readonly adultsOnly: boolean;
  readonly editorialReason?: string;
}

interface AutomatedValues {
  readonly used: boolean;
  readonly optOutProvided: boolean;
  readonly text: Bilingual;
}

export interface FieldValues {
  readonly field: string;
  readonly necessary: boolean;
  readonly necessity?: Bilingual;
  readonly impactIfRefused?: Bilingual;
}

export interface RecipientValues {
  readonly name: string;
  readonly contact: string;
  readonly role: string;
  readonly purpose: Bilingual;
  readonly method?: Bilingual;
  readonly fields: readonly string[];
}

const NO_DECISION: AutomatedValues = { used: false, optOutProvided: true, text: { zh: '', en: '' } };
const TWO_YEARS = 730;

/** The narrowest beginning: consent, told to each, what the person gives and no more. */
export function newActivity(): Partial<ActivityValues> {
  return {
    basis: 'consent',
    basisFacts: { necessary: true },
    operations: ['collect', 'store', 'use'],
    fields: [{ field: 'mobile', necessary: true }],
    sources: ['from_individual'],
    channels: [],
    commercial: false,
    retention: { days: TWO_YEARS, atEnd: 'erase', text: retentionText('consent', TWO_YEARS) },
    recipients: [],
    automatedDecision: NO_DECISION,
    ourRole: 'handler',
    noticeBy: 'presentation',
    adultsOnly: false,
  };
}

/** The current revision as the form takes it. The reason of an editorial change belongs to the revision that it came with. */
export function valuesOf(activity: Activity): ActivityValues {
  const { code, name, purpose, purposeText, method, basis, basisFacts, operations, sources, channels } = activity;
  const { commercial, retention, ourRole, noticeBy, brand, adultsOnly } = activity;
  return {
    ...{ code, name, purpose, purposeText, method, basis, basisFacts, operations, sources, channels },
    ...{ commercial, retention, ourRole, noticeBy, adultsOnly, ...(brand === undefined ? {} : { brand }) },
    fields: activity.fields.map(({ label: _label, sensitive: _sensitive, ...field }) => field),
    recipients: activity.recipients.map(({ contract: _contract, contractHash: _hash, ...recipient }) => recipient),
    automatedDecision: activity.automatedDecision ?? NO_DECISION,
  };
}

/** The body of `POST /api/v1/activities`. */
export function inputOf(values: ActivityValues, onlyWords: boolean): unknown {
  const { automatedDecision, brand, editorialReason, ...rest } = values;
  const reason = (editorialReason ?? '').trim();
  return {
    ...rest,
    automatedDecision: automatedDecision.used ? automatedDecision : null,
    ...(brand == null || brand === '' ? {} : { brand }),
    ...(onlyWords && reason !== '' ? { editorialReason: reason } : {}),
  };
}

/** What the notice says about the term until somebody says it otherwise. */
export function retentionText(basis: string, days: number): Bilingual {
  const text = basis === 'consent' ? activityFormText.retentionConsent : activityFormText.retentionCollection;
  return { zh: translate(text, 'zh', { days }), en: translate(text, 'en', { days }) };
}

/** Whether the texts of purpose or method changed and nothing that has a meaning of its own did. */
export function onlyWordsChanged(before: ActivityValues, after: ActivityValues): boolean {
  const words = (values: ActivityValues) => JSON.stringify([values.purposeText, values.method]);
  return words(before) !== words(after) && meaning(before) === meaning(after);
}

function meaning(values: ActivityValues): string {
  const { purpose, basis, commercial, operations, channels, sources, noticeBy, ourRole, adultsOnly, brand } = values;
  return JSON.stringify([
    ...[purpose, basis, commercial, noticeBy, ourRole, adultsOnly, brand ?? null],
    ...[operations.toSorted(), channels.toSorted(), sources.toSorted(), values.automatedDecision.used],
    values.fields.map(({ field, necessary }) => [field, necessary]),
    values.recipients.map(({ name, contact, role, fields }) => [name, contact, role, (fields ?? []).toSorted()]),
    [values.retention.days, values.retention.atEnd],
  ]);
}

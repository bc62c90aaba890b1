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
  readonly audience?: 'business_contacts' | undefined;
  readonly collectedWhen?: Bilingual;
  readonly surfaces?: readonly string[];
  readonly minors?: MinorsValues;
  readonly client?: ClientValues;
  /** Entered over HTTP; kept as it is by a revision made here. */
  readonly crossBorder?: unknown;
  readonly editorialReason?: string;
}

interface AutomatedValues {
  readonly used: boolean;
  readonly optOutProvided: boolean;
  readonly text: Bilingual;
  readonly fields?: readonly string[];
  readonly effect?: Bilingual;
  readonly majorEffect?: boolean;
  readonly humanReview?: Bilingual;
}

interface MinorsValues {
  readonly under14?: string;
  readonly rules?: Bilingual;
  readonly guardianCheck?: Bilingual;
}

interface ClientValues {
  readonly name: string;
  readonly contact: string;
  readonly instructions: Bilingual;
  readonly documentHash?: string;
}

export interface FieldValues {
  readonly field: string;
  readonly necessary: boolean;
  readonly purpose?: Bilingual;
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
  readonly scene?: Bilingual;
  readonly deidentified?: boolean;
  readonly policyUrl?: string;
  readonly arrangement?: Bilingual;
  readonly subEntrustees?: readonly {
    readonly name: string;
    readonly contact: string;
    readonly purpose: Bilingual;
    readonly fields: readonly string[];
  }[];
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
  const { commercial, retention, ourRole, noticeBy, brand, adultsOnly, audience } = activity;
  return {
    ...{ code, name, purpose, purposeText, method, basis, basisFacts, operations, sources, channels },
    ...{ commercial, retention, ourRole, noticeBy, adultsOnly, ...(brand === undefined ? {} : { brand }) },
    ...(audience === undefined ? {} : { audience }),
    fields: activity.fields.map(({ label: _label, sensitive: _sensitive, ...field }) => field),
    recipients: activity.recipients.map(
      ({ contract: _contract, contractHash: _hash, subEntrustees, ...recipient }) => ({
        ...recipient,
        subEntrustees: subEntrustees.map(({ state: _state, documentHash: _document, ...sub }) => sub),
      }),
    ),
    crossBorder: activity.crossBorder ?? null,
    ...(activity.collectedWhen === undefined ? {} : { collectedWhen: activity.collectedWhen }),
    ...(activity.surfaces === undefined ? {} : { surfaces: activity.surfaces }),
    ...(activity.minors === undefined ? {} : { minors: activity.minors }),
    ...(activity.client === undefined ? {} : { client: activity.client }),
    automatedDecision: activity.automatedDecision ?? NO_DECISION,
  };
}

/** The body of `POST /api/v1/activities`. */
export function inputOf(values: ActivityValues, onlyWords: boolean): unknown {
  const { automatedDecision, brand, editorialReason, minors, client, recipients, ...rest } = values;
  const reason = (editorialReason ?? '').trim();
  return withoutEmpty({
    ...rest,
    recipients: recipients.map(({ subEntrustees, ...recipient }) => ({
      ...recipient,
      ...(recipient.role === 'entrustee' && (subEntrustees ?? []).length > 0 ? { subEntrustees } : {}),
    })),
    automatedDecision: automatedDecision.used ? decisionOf(automatedDecision) : null,
    ...(minors?.under14 === undefined || minors.under14 === '' ? {} : { minors }),
    ...(rest.ourRole === 'entrustee' && client !== undefined ? { client } : {}),
    ...(brand == null || brand === '' ? {} : { brand }),
    ...(onlyWords && reason !== '' ? { editorialReason: reason } : {}),
  });
}

function decisionOf({ fields, ...rest }: AutomatedValues): AutomatedValues {
  return fields === undefined || fields.length === 0 ? rest : { ...rest, fields };
}

/**
 * The body of a preview while somebody is still writing: what is not filled in yet is sent empty, so that the rest can be compiled; undefined
 * before there is anything to tell.
 */
export function previewOf(values: ActivityValues): unknown {
  const both = (text: Partial<Bilingual> | undefined): Bilingual => ({ zh: text?.zh ?? '', en: text?.en ?? '' });
  if (both(values.name).zh === '' || (values.fields ?? []).length === 0) return undefined;
  const code = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(values.code ?? '') ? values.code : 'draft';
  const whole: ActivityValues = {
    ...values,
    code,
    name: both(values.name),
    purpose: values.purpose ?? '',
    purposeText: both(values.purposeText),
    method: both(values.method),
    retention: { ...values.retention, days: values.retention.days ?? 1, text: both(values.retention.text) },
    fields: values.fields.map((each) => ({
      field: each.field,
      necessary: each.necessary,
      ...(isEmpty(each.purpose) ? {} : { purpose: both(each.purpose) }),
      ...(isEmpty(each.necessity) ? {} : { necessity: both(each.necessity) }),
      ...(isEmpty(each.impactIfRefused) ? {} : { impactIfRefused: both(each.impactIfRefused) }),
    })),
    recipients: (values.recipients ?? [])
      .filter((each) => (each?.name ?? '').trim() !== '')
      .map((each) => ({
        ...each,
        purpose: both(each.purpose),
        fields: each.fields ?? [],
        subEntrustees: (each.subEntrustees ?? [])
          .filter((sub) => (sub?.name ?? '').trim() !== '')
          .map((sub) => ({ ...sub, contact: sub.contact ?? '', purpose: both(sub.purpose), fields: sub.fields ?? [] })),
      })),
    automatedDecision: { ...values.automatedDecision, text: both(values.automatedDecision.text) },
  };
  const { minors, client, ...rest } = whole;
  return inputOf(
    {
      ...rest,
      ...(minors?.under14 === undefined ? {} : { minors: { ...minors, rules: both(minors.rules) } }),
      ...(client === undefined || (client.name ?? '') === ''
        ? {}
        : { client: { ...client, contact: client.contact ?? '', instructions: both(client.instructions) } }),
    },
    false,
  );
}

/** Members that may be left out and were left empty in the form. */
const OPTIONAL = new Set([
  ...[
    'purpose',
    'scene',
    'policyUrl',
    'arrangement',
    'effect',
    'humanReview',
    'collectedWhen',
    'guardianCheck',
    'surfaces',
  ],
  ...['method', 'documentHash'],
]);

// At the top an activity's own purpose, method and fields are required: empty ones are sent and refused where they stand.
function withoutEmpty(value: unknown, top = true): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutEmpty(each, false));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, each]) => !(OPTIONAL.has(name) && isEmpty(each) && (!top || !REQUIRED.has(name))))
      .map(([name, each]) => [name, withoutEmpty(each, false)]),
  );
}

const REQUIRED = new Set(['purpose', 'method']);

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value !== 'object') return false;
  const { zh, en } = value as Partial<Bilingual>;
  return 'zh' in value && (zh ?? '').trim() === '' && (en ?? '').trim() === '';
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
  const { purpose, basis, commercial, operations, channels, sources, noticeBy, ourRole, adultsOnly, brand, audience } =
    values;
  return JSON.stringify([
    ...[purpose, basis, commercial, noticeBy, ourRole, adultsOnly, brand ?? null, audience ?? null],
    ...[operations.toSorted(), channels.toSorted(), sources.toSorted(), values.automatedDecision.used],
    values.fields.map(({ field, necessary, purpose }) => [field, necessary, purpose ?? null]),
    [values.minors ?? null, values.client ?? null, values.collectedWhen ?? null],
    values.recipients.map(({ name, contact, role, fields }) => [name, contact, role, (fields ?? []).toSorted()]),
    [values.retention.days, values.retention.atEnd],
  ]);
}

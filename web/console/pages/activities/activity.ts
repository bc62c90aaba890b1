import { activitiesText } from '../../../ui/i18n/activities.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import type { Verdict, VerdictReason } from '../../parts/verdict-chip.tsx';

export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** A processing activity as `GET /api/v1/activities` shows it. */
export interface Activity {
  readonly code: string;
  readonly revision: number;
  readonly builtIn: boolean;
  readonly savedAt: string;
  readonly name: Bilingual;
  readonly purpose: string;
  readonly purposeText: Bilingual;
  readonly method: Bilingual;
  readonly basis: string;
  readonly basisFacts: Readonly<Record<string, unknown>>;
  readonly operations: readonly string[];
  readonly fields: readonly ActivityField[];
  readonly sources: readonly string[];
  readonly channels: readonly string[];
  readonly commercial: boolean;
  readonly retention: { readonly days: number; readonly atEnd: string; readonly text: Bilingual };
  readonly recipients: readonly Recipient[];
  readonly automatedDecision: {
    readonly used: boolean;
    readonly optOutProvided: boolean;
    readonly text: Bilingual;
    readonly fields?: readonly string[];
    readonly effect?: Bilingual;
    readonly majorEffect?: boolean;
    readonly humanReview?: Bilingual;
  } | null;
  readonly crossBorder: object | null;
  readonly collectedWhen?: Bilingual;
  readonly surfaces?: readonly string[];
  readonly minors?: { readonly under14: string; readonly rules: Bilingual; readonly guardianCheck?: Bilingual };
  readonly client?: {
    readonly name: string;
    readonly contact: string;
    readonly instructions: Bilingual;
    readonly documentHash?: string;
  };
  readonly ourRole: string;
  readonly noticeBy: string;
  readonly brand?: string;
  readonly adultsOnly: boolean;
  readonly audience?: 'business_contacts';
  readonly assessment: {
    readonly state: string;
    readonly documentName: string | null;
    readonly documentHash: string | null;
    readonly at: string | null;
    readonly dueTo: readonly string[];
  };
  readonly published: { readonly notice: string; readonly version: number; readonly revision: number } | null;
  readonly mayRun: boolean;
  readonly obstacles: readonly VerdictReason[];
}

export interface ActivityField {
  readonly field: string;
  readonly label: Bilingual;
  readonly sensitive: boolean;
  readonly necessary: boolean;
  readonly purpose?: Bilingual;
  readonly necessity?: Bilingual;
  readonly impactIfRefused?: Bilingual;
}

export interface Recipient {
  readonly name: string;
  readonly contact: string;
  readonly role: string;
  readonly purpose: Bilingual;
  readonly method?: Bilingual;
  readonly fields: readonly string[];
  readonly contract: string;
  readonly contractHash: string | null;
  readonly scene?: Bilingual;
  readonly deidentified?: boolean;
  readonly policyUrl?: string;
  readonly arrangement?: Bilingual;
  readonly subEntrustees: readonly SubEntrustee[];
}

export interface SubEntrustee {
  readonly name: string;
  readonly contact: string;
  readonly purpose: Bilingual;
  readonly fields: readonly string[];
  readonly state: string;
  readonly documentHash: string | null;
}

/** The catalogue's word for a code of the register (`basis.consent`, `op.use`, …); the code where there is none. */
export function useRegisterWord(): (kind: string, code: string) => string {
  const { t } = useText(activitiesText);
  return (kind, code) => {
    const key = `${kind}.${code}`;
    return key in activitiesText ? t(key as keyof typeof activitiesText) : code;
  };
}

/** Whether an activity may run, as a verdict; what it rests on, where nothing stands against it. `titleOf` names a notice by its code. */
export function verdictOf(activity: Activity, titleOf: (notice: string) => string): Verdict {
  const reasons = activity.mayRun ? groundsOf(activity, titleOf) : activity.obstacles;
  const articles = reasons.map((each) => each.article);
  return { outcome: activity.mayRun ? 'allow' : 'deny', articles, reasons };
}

function groundsOf(activity: Activity, titleOf: (notice: string) => string): VerdictReason[] {
  const { basis, published, assessment, recipients } = activity;
  const [zh, en] = activitiesText[`basis.${basis}` as keyof typeof activitiesText] ?? [basis, basis];
  const { notice = '', version = 0 } = published ?? {};
  const grounds: VerdictReason[] = [
    ground(`register.basis-${basis}`, 'PIPL 13', 'ground.basis', { zh: { basis: zh }, en: { basis: en } }),
  ];
  const told = { notice: titleOf(notice), version: String(version) };
  if (published !== null) grounds.push(ground('register.told', 'PIPL 17', 'ground.told', { zh: told, en: told }));
  if (assessment.dueTo.length > 0) grounds.push(ground('register.assessed', 'PIPL 55', 'ground.assessed'));
  if (recipients.some(({ role }) => role === 'entrustee'))
    grounds.push(ground('register.contracts-signed', 'PIPL 21', 'ground.contracts'));
  grounds.push(ground('register.each-person', 'PIPL 69', 'ground.eachPerson'));
  return grounds;
}

type Values = Readonly<Record<string, string>>;

// A reason is told in both languages, since a verdict's chip chooses between them.
function ground(
  code: string,
  article: string,
  word: 'ground.basis' | 'ground.told' | 'ground.assessed' | 'ground.contracts' | 'ground.eachPerson',
  values: { readonly zh: Values; readonly en: Values } = { zh: {}, en: {} },
): VerdictReason {
  const [zh, en] = activitiesText[word];
  const filled = (text: string, of: Values) => text.replace(/\{(\w+)\}/g, (place, name: string) => of[name] ?? place);
  return { code, article, zh: filled(zh, values.zh), en: filled(en, values.en) };
}

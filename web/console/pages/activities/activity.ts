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

/** Whether an activity may run, as a verdict; what it rests on, where nothing stands against it. */
export function verdictOf(activity: Activity): Verdict {
  const reasons = activity.mayRun ? groundsOf(activity) : activity.obstacles;
  const articles = reasons.map((each) => each.article);
  return { outcome: activity.mayRun ? 'allow' : 'deny', articles, reasons };
}

function groundsOf({ basis, published, assessment, recipients }: Activity): VerdictReason[] {
  const [zh, en] = activitiesText[`basis.${basis}` as keyof typeof activitiesText] ?? [basis, basis];
  const grounds: VerdictReason[] = [
    { code: `register.basis-${basis}`, article: 'PIPL 13', zh: `合法性基础：${zh}。`, en: `Legal basis: ${en}.` },
  ];
  if (published !== null)
    grounds.push({
      code: 'register.told',
      article: 'PIPL 17',
      zh: `已在告知 ${published.notice} 第 ${published.version} 版中写明。`,
      en: `Told in the notice ${published.notice}, version ${published.version}.`,
    });
  if (assessment.dueTo.length > 0)
    grounds.push({
      code: 'register.assessed',
      article: 'PIPL 55',
      zh: '应作的影响评估已批准。',
      en: 'The impact assessment that is due is approved.',
    });
  if (recipients.some(({ role }) => role === 'entrustee'))
    grounds.push({
      code: 'register.contracts-signed',
      article: 'PIPL 21',
      zh: '委托处理合同已签署。',
      en: 'The contracts with entrusted recipients are signed.',
    });
  grounds.push({
    code: 'register.each-person',
    article: 'PIPL 69',
    zh: '可以运行不等于可以用于每个人：每次使用仍逐人判定。',
    en: 'That it may run does not say that everybody may be used for it: each use is decided person by person.',
  });
  return grounds;
}

import type { Bilingual } from '../../../platform/failure.ts';
import type { ConsentState } from '../../consent/index.ts';
import type { Activity, LegalBasis } from '../../register/index.ts';

/** An activity as the person sees it in the privacy centre, with what they answered. */
export interface ActivityChoice {
  readonly code: string;
  readonly name: Bilingual;
  readonly purpose: Bilingual;
  readonly basis: Bilingual;
  readonly state: 'granted' | 'withdrawn' | 'refused' | 'none' | 'notNeeded';
  readonly since: Date | null;
  readonly noticeUrl: string | null;
  readonly canWithdraw: boolean;
}

const BASES: Record<LegalBasis, Bilingual> = {
  consent: { zh: '您的同意（个人信息保护法第13条第1项）', en: 'your consent (PIPL 13(1)(1))' },
  contract: { zh: '履行与您的合同（第13条第2项）', en: 'performing our contract with you (PIPL 13(1)(2))' },
  hr: { zh: '人力资源管理（第13条第2项）', en: 'human-resources management (PIPL 13(1)(2))' },
  legal_duty: { zh: '履行法定义务（第13条第3项）', en: 'a statutory duty (PIPL 13(1)(3))' },
  public_health_emergency: { zh: '突发公共卫生事件（第13条第4项）', en: 'a public-health emergency (PIPL 13(1)(4))' },
  emergency: {
    zh: '紧急情况下保护生命健康和财产（第13条第4项）',
    en: 'protecting life, health or property in an emergency (PIPL 13(1)(4))',
  },
  news: { zh: '新闻报道、舆论监督（第13条第5项）', en: 'news reporting in the public interest (PIPL 13(1)(5))' },
  public_info: { zh: '已合法公开的信息（第13条第6项）', en: 'information that is lawfully public (PIPL 13(1)(6))' },
  other_law: { zh: '法律、行政法规规定的其他情形（第13条第7项）', en: 'another case laid down by law (PIPL 13(1)(7))' },
};

/** Joins the register's words with the person's answers (the newest answer counts where several records are theirs). */
export function activityChoice(activity: Activity, answers: readonly ConsentState[]): ActivityChoice {
  const newest = answers
    .filter((answer) => answer.at !== null)
    .sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0))[0];
  const granted = answers.find((answer) => answer.state === 'granted');
  const shown = granted ?? newest;
  const needsConsent = activity.basis === 'consent';
  return {
    code: activity.code,
    name: activity.name,
    purpose: activity.purposeText,
    basis: BASES[activity.basis],
    state: needsConsent ? stateOf(shown) : 'notNeeded',
    since: shown?.withdrawnAt ?? shown?.at ?? null,
    noticeUrl:
      shown?.notice == null || shown.noticeVersion === null ? null : `/n/${shown.notice}/${shown.noticeVersion}`,
    canWithdraw: needsConsent && granted !== undefined,
  };
}

function stateOf(answer: ConsentState | undefined): ActivityChoice['state'] {
  if (answer === undefined) return 'none';
  return answer.state === 'expired' ? 'withdrawn' : answer.state;
}

import type { CaseReading } from '../case-reading.ts';
import { HANDLING, type Rule } from '../rule.ts';
import { addsAutomation, addsKind } from '../words.ts';

/** Whether what changed since the consents is said to have brought a kind or the machine's decision that this handling has. */
const addedSince = (c: CaseReading): boolean => {
  const change = c.facts.notice?.change_v1_to_v2;
  if (change == null || c.consents.liveForCurrent) return false;
  if (c.automated && addsAutomation(change)) return true;
  return c.facts.data?.categories?.some((category) => addsKind(change, category)) === true;
};

/** Step 4, what a change of the notice says by its own words: it holds also where the coverage of the accepted version is told otherwise. */
export const changedNoticeRules: readonly Rule[] = [
  {
    code: 'consent.added-since',
    step: 4,
    article: 'PIPL 14',
    also: ['NDSR 22'],
    on: HANDLING,
    when: ['consent is the basis', 'a consent is in force'],
    where: { zh: '所作同意仅针对旧版告知', en: 'the consents in force are to an older notice' },
    applies: addedSince,
    test: () => false,
    denies: {
      zh: '这一种类或方式是告知变更时新增的，此前的同意不及于此。',
      en: 'This kind or method was added by the change of the notice; earlier consents do not reach it.',
    },
    remedy: { zh: '就新增部分取得同意', en: 'Obtain consent to what was added' },
  },
];

import type { Bilingual } from '../../../platform/failure.ts';
import type { ConsentState, UseRecord } from '../../consent/index.ts';

const SHANGHAI = 8 * 3_600_000;
const time = (at: Date | null): string =>
  at === null ? '—' : `${new Date(at.getTime() + SHANGHAI).toISOString().slice(0, 19).replace('T', ' ')} +08:00`;

const STATES: Record<ConsentState['state'], Bilingual> = {
  granted: { zh: '已同意', en: 'granted' },
  refused: { zh: '未同意', en: 'refused' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  expired: { zh: '已到期', en: 'expired' },
  none: { zh: '未征求', en: 'not asked' },
};

const POPULATION: Bilingual = { zh: ', 人群分析', en: ', analysed as one of a group' };
const ONE_RECEIPT: Bilingual = {
  zh: '人群分析的回执承诺的是整个人群，不附在本文件的证明中；可凭回执编号向出具方查询。',
  en: 'The receipt of a group analysis commits to the whole group and is not among the proofs of this file; ask the issuer for it by its number.',
};

/** What the human account is made of. */
export interface AccountInput {
  readonly handler: Bilingual;
  readonly issued: Date;
  readonly answers: readonly ConsentState[];
  readonly uses: readonly UseRecord[];
  readonly names: ReadonlyMap<string, Bilingual>;
}

/** The handler's account in plain words, for the reader of a bundle; the proof is in the entries, not in this text. Holds no personal information. */
export function account(input: AccountInput): Bilingual {
  return { zh: lines(input, 'zh').join('\n'), en: lines(input, 'en').join('\n') };
}

function lines(input: AccountInput, language: 'zh' | 'en'): string[] {
  const zh = language === 'zh';
  const name = (code: string): string => input.names.get(code)?.[language] ?? code;
  const answers = input.answers.filter((answer) => answer.at !== null);
  return [
    zh ? `出具方：${input.handler.zh}` : `Issued by: ${input.handler.en}`,
    zh ? `出具时间：${time(input.issued)}` : `Issued at: ${time(input.issued)}`,
    zh ? `授权记录 ${answers.length} 条：` : `${answers.length} answers:`,
    ...answers.map((answer) => {
      const state = STATES[answer.state][language];
      const withdrawn =
        answer.withdrawnAt === null
          ? ''
          : zh
            ? `，撤回于 ${time(answer.withdrawnAt)}`
            : `, withdrawn ${time(answer.withdrawnAt)}`;
      return `- ${name(answer.activity)}: ${state}, ${time(answer.at)}${withdrawn}`;
    }),
    zh ? `使用记录 ${input.uses.length} 条：` : `${input.uses.length} uses:`,
    ...input.uses.map(
      (use) =>
        `- ${time(use.at)} ${name(use.activity)} (${use.operation}${use.channel === null ? '' : `, ${use.channel}`}${use.population ? POPULATION[language] : ''}) ${use.receipt}`,
    ),
    ...(input.uses.some((use) => use.population) ? [ONE_RECEIPT[language]] : []),
    zh
      ? '本文件证明所列记录确实存在且未被改动；它不证明未被记录的行为，也不证明出具时间之后的行为。'
      : 'This file proves that the records listed exist and are unchanged; it proves nothing about acts that were never recorded or came later.',
  ];
}

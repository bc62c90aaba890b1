import type { Bilingual } from '../../../platform/failure.ts';
import type { NoticeContent } from '../domain/notice-document.ts';
import { heading, inLanguage, type PaperBlock, type PaperLanguage, recipientLine, text } from './paper.ts';
import { numbered, PAPER_WORDS as WORDS } from './paper-words.ts';
import { fieldLine, handlerFacts, storageBlocks } from './policy-paper.ts';

const SAID = {
  lead: {
    zh: '您好！以下处理涉及您所监护的不满14周岁儿童的个人信息，依法须先告知您并取得您的同意。您可以同意、拒绝，也可以只同意其中一部分；拒绝不影响儿童使用与该信息无关的功能。',
    en: 'What follows concerns the information of a child under 14 in your care. The law asks us to tell you first and to have your consent. You may agree, refuse, or agree to a part; refusing affects no function that does without the information.',
  },
  matters: { zh: '请您同意的事项', en: 'What we ask you to agree to' },
  refuse: { zh: '拒绝的后果', en: 'If you refuse' },
  refuseText: {
    zh: '拒绝提供标注“必要”的信息，相应功能无法使用；拒绝其他信息没有影响。您同意后可随时撤回，撤回与同意一样简便。',
    en: 'Without what is marked necessary the function it is for is not possible; refusing the rest changes nothing. You may withdraw at any time, as easily as you agreed.',
  },
  check: { zh: '监护关系的核实', en: 'How we verify that you are the guardian' },
  signature: { zh: '监护人确认', en: 'The guardian' },
  agree: { zh: '□ 同意　□ 不同意', en: '□ I agree　□ I do not agree' },
  signed: { zh: '监护人签字：＿＿＿＿＿＿＿＿', en: 'Signature of the guardian: ________________' },
  relation: { zh: '与儿童的关系：＿＿＿＿＿＿＿', en: 'Relation to the child: ________________' },
  date: { zh: '日期：＿＿＿＿＿＿＿＿＿＿＿', en: 'Date: ________________' },
} as const satisfies Record<string, Bilingual>;

/** 致监护人的告知书: what a parent or guardian is told and asked, item by item, with nothing ticked beforehand (PIPL 29-31). */
export function guardianBlocks(content: NoticeContent, language: PaperLanguage): PaperBlock[] {
  const pick = inLanguage(language);
  const asked = content.activities.filter((activity) => activity.byConsent);
  const others = content.activities.filter((activity) => !activity.byConsent);
  const checks = [
    ...new Set(
      content.activities.flatMap(({ minors }) =>
        minors?.guardianCheck === undefined ? [] : [pick(minors.guardianCheck)],
      ),
    ),
  ];
  const item = (activity: NoticeContent['activities'][number], box: boolean): PaperBlock[] => [
    heading(pick(activity.name), 3),
    {
      kind: 'facts',
      rows: [
        [pick(WORDS.purpose), pick(activity.purpose)],
        [
          pick(WORDS.kinds),
          // PIPL 28: all of it is sensitive, so why it is needed and what it means is told with each.
          activity.fields.map((field) => fieldLine(field, language, true)),
        ],
        [pick(WORDS.method), pick(activity.method)],
        [pick(WORDS.retentionWhole), pick(activity.retention)],
        ...(activity.recipients.length === 0
          ? []
          : [
              [
                pick(WORDS.recipientName),
                // PIPL 23: who, how to reach them, what for, how, and what of it.
                activity.recipients.map((recipient) => recipientLine(language, recipient)),
              ] as const,
            ]),
        ...(box ? [[pick(SAID.signature), pick(SAID.agree)] as const] : []),
      ],
    },
  ];
  return [
    text(pick(SAID.lead)),
    heading(numbered(language, 1, pick(WORDS.who))),
    handlerFacts(content, language),
    heading(numbered(language, 2, pick(SAID.matters))),
    ...asked.flatMap((activity) => item(activity, true)),
    ...others.flatMap((activity) => item(activity, false)),
    heading(numbered(language, 3, pick(SAID.refuse))),
    text(pick(SAID.refuseText)),
    heading(numbered(language, 4, pick(WORDS.storage))),
    ...storageBlocks(content, language),
    heading(numbered(language, 5, pick(WORDS.rights))),
    text(pick(WORDS.childRights)),
    text(pick(content.handler.rightsMethod)),
    text(pick(content.handler.complaints)),
    ...(checks.length === 0
      ? []
      : [heading(numbered(language, 6, pick(SAID.check))), { kind: 'list', items: checks } as const]),
    text(pick(SAID.signed)),
    text(pick(SAID.relation)),
    text(pick(SAID.date)),
  ];
}

import type { Bilingual } from '../../../platform/failure.ts';
import type { FieldCode } from '../domain/fields.ts';
import type { NoticeActivityContent, NoticeContent } from '../domain/notice-document.ts';
import { heading, inLanguage, labelled, type PaperBlock, type PaperLanguage, recipientLine, text } from './paper.ts';
import { numbered, PAPER_WORDS as WORDS } from './paper-words.ts';
import { handlerFacts, storageBlocks } from './policy-paper.ts';

// The platform's own names of what it lets a mini-program declare; a field without one is declared by its own name.
const DECLARED: Partial<Record<FieldCode, Bilingual>> = {
  mobile: { zh: '手机号', en: 'Mobile number' },
  address: { zh: '收货地址（通讯地址）', en: 'Delivery address' },
  precise_location: { zh: '位置信息', en: 'Location' },
  location_trail: { zh: '位置信息', en: 'Location' },
  portrait: { zh: '选中的照片或视频信息', en: 'Chosen photos or videos' },
  id_card_photo: { zh: '选中的照片或视频信息（身份证件）', en: 'Chosen photos or videos (identity card)' },
  email: { zh: '邮箱', en: 'Email address' },
  behaviour: { zh: '操作日志', en: 'Log of use' },
};

const SAID = {
  lead: {
    zh: '根据法律规定，开发者仅处理实现小程序功能所必要的信息。',
    en: 'As the law asks, the developer handles only what the functions of the mini-program need.',
  },
  handled: { zh: '开发者处理的信息', en: 'What the developer handles' },
  rights: { zh: '您的权益', en: 'Your rights' },
  refuse: {
    zh: '您可以在小程序主页右上角“…”—“设置”中关闭已授权的权限，也可以在“我的信息与授权”中随时撤回；拒绝某项授权不影响使用无需该信息的功能。',
    en: 'You may turn permissions off in the settings of the mini-program, or withdraw in the privacy centre at any time; refusing one affects no function that does without it.',
  },
  kept: { zh: '开发者对信息的存储', en: 'Where and how long it is kept' },
  rules: { zh: '信息的使用规则', en: 'How it is used' },
  rulesText: {
    zh: '开发者将会在本指引所明示的用途内使用收集的信息。如使用您的信息超出本指引目的或合理范围，开发者必须在变更使用目的或范围前，再次告知并征得您的明示同意。',
    en: 'What is collected is used only for what this guide says. Before it is used for anything else, the developer tells you and asks for your consent again.',
  },
  outside: { zh: '信息对外提供', en: 'What is given to others' },
  reach: { zh: '投诉与联系', en: 'Complaints and contact' },
} as const satisfies Record<string, Bilingual>;

/** The activities that people meet in the mini-program. */
export function miniProgramActivities(content: NoticeContent): NoticeActivityContent[] {
  return content.activities.filter((activity) => activity.surfaces?.includes('mini_program') === true);
}

function declaration(activity: NoticeActivityContent, language: PaperLanguage): string[] {
  const pick = inLanguage(language);
  return activity.fields.map((field) => {
    const declared = field.field === undefined ? undefined : DECLARED[field.field];
    const kind = pick(declared ?? field.label);
    const purpose = pick(field.purpose ?? activity.purpose);
    if (language === 'en')
      return `To reach "${purpose}", the developer handles your ${kind}${activity.byConsent ? ' after you have clearly agreed' : ''}.`;
    return `为了${purpose}，开发者将${activity.byConsent ? '在获取您的明示同意后，' : ''}收集您的${kind}。`;
  });
}

/** 小程序用户隐私保护指引 in the order that the platform's own form has. */
export function miniProgramBlocks(content: NoticeContent, language: PaperLanguage): PaperBlock[] {
  const pick = inLanguage(language);
  const activities = miniProgramActivities(content);
  const { handler } = content;
  const recipients = activities.flatMap((activity) =>
    activity.recipients.map((recipient) => recipientLine(language, recipient)),
  );
  return [
    text(pick(SAID.lead)),
    heading(numbered(language, 1, pick(SAID.handled))),
    { kind: 'list', items: [...new Set(activities.flatMap((activity) => declaration(activity, language)))] },
    heading(numbered(language, 2, pick(SAID.rights))),
    text(pick(SAID.refuse)),
    text(pick(WORDS.rightsList)),
    text(pick(handler.rightsMethod)),
    heading(numbered(language, 3, pick(SAID.kept))),
    {
      kind: 'list',
      items: activities.map((activity) => labelled(language, pick(activity.name), pick(activity.retention))),
    },
    ...storageBlocks(content, language),
    heading(numbered(language, 4, pick(SAID.rules))),
    text(pick(SAID.rulesText)),
    heading(numbered(language, 5, pick(SAID.outside))),
    ...(recipients.length === 0 ? [text(pick(WORDS.nobody))] : [{ kind: 'list', items: recipients } as const]),
    heading(numbered(language, 6, pick(SAID.reach))),
    handlerFacts(content, language),
    text(pick(handler.complaints)),
  ];
}

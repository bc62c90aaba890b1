import { createHash } from 'node:crypto';
import type { Bilingual } from '../../../platform/failure.ts';
import { type ActivityRevision, fieldKind } from '../../register/index.ts';
import type { ShownForm } from '../present-form.ts';

/** One sentence that an agent says and confirms to have said. */
export interface ScriptLine {
  /** Stable within a form and notice version, for example "activity:marketing". */
  readonly id: string;
  readonly text: Bilingual;
}

const list = (texts: readonly Bilingual[]): Bilingual => ({
  zh: texts.map(({ zh }) => zh).join('、'),
  en: texts.map(({ en }) => en).join(', '),
});

function aboutActivity(activity: ActivityRevision): ScriptLine {
  const kinds = list(activity.fields.map(({ field }) => fieldKind(field).label));
  // Who gets it, how to reach them and what for (PIPL 23).
  const to = activity.recipients.map(({ name, contact, purpose }) => ({
    zh: `${name}（${contact}，${purpose.zh}）`,
    en: `${name} (${contact}, ${purpose.en})`,
  }));
  const given =
    to.length === 0 ? { zh: '', en: '' } : { zh: `，接收方是${list(to).zh}`, en: `, received by ${list(to).en}` };
  const { name, purposeText, method, retention } = activity;
  return {
    id: `activity:${activity.code}`,
    text: {
      zh: `“${name.zh}”：${purposeText.zh}；方式是${method.zh}；涉及您的${kinds.zh}；保存期限：${retention.text.zh}${given.zh}。`,
      en: `"${name.en}": ${purposeText.en}; by this method: ${method.en}; with your ${kinds.en}; kept: ${retention.text.en}${given.en}.`,
    },
  };
}

// What of it is sensitive, why it is needed and what it means for the person (PIPL 30).
function aboutSensitive({ code, fields }: ActivityRevision): ScriptLine[] {
  const told = fields.flatMap(({ field, necessity, impactIfRefused }): Bilingual[] => {
    const { label } = fieldKind(field);
    if (necessity === undefined || impactIfRefused === undefined) return [];
    return [
      {
        zh: `${label.zh}，必要性：${necessity.zh}，对您的影响：${impactIfRefused.zh}`,
        en: `${label.en}, needed because: ${necessity.en}, what it means for you: ${impactIfRefused.en}`,
      },
    ];
  });
  if (told.length === 0) return [];
  const all = (language: 'zh' | 'en', separator: string) => told.map((each) => each[language]).join(separator);
  return [
    {
      id: `sensitive:${code}`,
      text: {
        zh: `其中属于敏感个人信息的有：${all('zh', '；')}。`,
        en: `Of these, sensitive personal information: ${all('en', '; ')}.`,
      },
    },
  ];
}

/**
 * What an agent says on the phone, compiled from the notice as it is published: who, for each activity why, how, what and how long, the rights, and each
 * question by itself (PIPL 14, 17). Pure.
 */
export function callScript(shown: ShownForm, activities: readonly ActivityRevision[], address: string): ScriptLine[] {
  const { handler, notice, consents } = shown;
  const who = handler?.name ?? { zh: '', en: '' };
  const contact = [handler?.phone, handler?.email].filter((each) => each !== undefined && each !== '').join(' · ');
  return [
    {
      id: 'who',
      text: {
        zh: `您好，这里是${who.zh}，联系方式${contact}。下面说明我们怎样处理您的个人信息，您可以随时打断或拒绝。`,
        en: `Hello, this is ${who.en}, contact ${contact}. I will tell you how we handle your information; you may interrupt or say no at any time.`,
      },
    },
    ...activities.flatMap((activity) => [aboutActivity(activity), ...aboutSensitive(activity)]),
    {
      id: 'rights',
      text: {
        zh: `您可以查阅、复制、更正、删除、撤回同意、注销：${handler?.rightsMethod.zh ?? ''}。完整内容见${address}/n/${notice.code}。`,
        en: `You may see, copy, correct, delete, withdraw and close: ${handler?.rightsMethod.en ?? ''}. Everything is at ${address}/n/${notice.code}.`,
      },
    },
    ...consents.map(({ control, names }) => ({
      id: `ask:${control}`,
      text: {
        zh: `请问您是否同意我们为“${list(names).zh}”处理上述信息？不同意不影响我们为您服务。`,
        en: `Do you agree that we handle this for "${list(names).en}"? Saying no does not affect our service.`,
      },
    })),
  ];
}

/** SHA-256 of the script as it was to be said, lower-case hex. */
export function scriptHash(lines: readonly ScriptLine[]): string {
  return createHash('sha256').update(JSON.stringify(lines)).digest('hex');
}

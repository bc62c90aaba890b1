import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../../../platform/database/index.ts';
import { linkInvalid } from '../capture-failures.ts';
import type { Capture } from '../create-capture.ts';
import { html } from './html.ts';
import { localeOf, pageFrame, sendPage } from './page-frame.ts';

const SAID = {
  waiting: {
    title: { zh: '已安全收到', en: 'Safely received' },
    text: {
      zh: '系统正在维护，您的信息已加密存放，维护结束后才会打开和处理。请收藏本页，稍后可在此查看结果。',
      en: 'The system is under maintenance. What you sent is stored encrypted and will be opened and handled afterwards. Keep this page: it tells the result.',
    },
  },
  accepted: {
    title: { zh: '已提交', en: 'Submitted' },
    text: {
      zh: '您的信息已处理完成。如需确认手机号或邮箱，验证码已发送。',
      en: 'What you sent has been handled. If your number or mailbox needs confirming, a code is on its way.',
    },
  },
  quarantined: {
    title: { zh: '未能收录', en: 'Not taken' },
    text: {
      zh: '您提交的内容未能通过检查，没有被使用，并会在30天内删除。请重新填写一次。',
      en: 'What you sent did not pass our checks, was not used, and is deleted within 30 days. Please fill in the form again.',
    },
  },
  refused: {
    title: { zh: '未能收录', en: 'Not taken' },
    text: {
      zh: '您提交的内容没有被使用，加密的内容已销毁。',
      en: 'What you sent was not used, and has been destroyed.',
    },
  },
} as const;
const WORDS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  'fill-again': { zh: '请重新填写一次。', en: 'Please fill in the form again.' },
  'form-closed': { zh: '这个表单已经结束。', en: 'This form has ended.' },
  'notice-changed': {
    zh: '告知内容已更新，请阅读新的告知后重新填写。',
    en: 'The notice has changed since: please read the new one and fill in the form again.',
  },
  'not-complete': { zh: '内容不完整，请重新填写一次。', en: 'Something was missing: please fill in the form again.' },
};
const AGAIN = { zh: '重新填写', en: 'Fill in again' };

/** The page that a person keeps whose form was answered while the vault was sealed: what became of it. */
export async function showSealed(
  capture: Capture,
  database: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  params: { code: string; token: string },
): Promise<FastifyReply> {
  const found = await database.transaction((tx) => capture.sealedSubmission(tx, params.token), { readOnly: true });
  if (found === undefined || found.form !== params.code) throw linkInvalid();
  const locale = localeOf(request);
  const side = locale === 'en' ? 'en' : 'zh';
  const { title, text } = SAID[found.state];
  const word = WORDS[found.word ?? ''];
  const open = found.state === 'quarantined' || (found.state === 'refused' && found.word !== 'form-closed');
  const again = open && html`<p><a href="/f/${params.code}">${AGAIN[side]}</a></p>`;
  const content = html`<h1>${title[side]}</h1><p role="status">${text[side]}</p>${word !== undefined && html`<p>${word[side]}</p>`}${again}`;
  return sendPage(
    reply,
    pageFrame({ title: title[side], locale, content, here: `/f/${params.code}/w/${params.token}` }),
  );
}

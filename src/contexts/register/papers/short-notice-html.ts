import { escapeHtml } from '../domain/escape-html.ts';
import type { NoticeActivityContent, NoticeContent } from '../domain/notice-document.ts';
import { ROLE_NAMES } from '../domain/notice-words.ts';
import type { PaperLanguage } from './paper.ts';

/**
 * The short notice to show beside the fields: who, and for each activity why, what, on which basis and for how long, with the way to the
 * whole document; the product's own acts stand folded after the company's. An HTML fragment without scripts or styles.
 */
export function shortNoticeHtml(content: NoticeContent, language: PaperLanguage): string {
  const zh = language === 'zh';
  const handler = escapeHtml(content.handler.name[language]);
  const lead = leadOf(handler, content.kind === 'children', zh);
  const list = (activities: readonly NoticeActivityContent[]): string =>
    `<ul>${activities.map((activity) => line(activity, language)).join('')}</ul>`;
  const own = content.activities.filter((activity) => !activity.builtIn);
  const builtIn = content.activities.filter((activity) => activity.builtIn);
  const more = zh
    ? `为此还需要的 ${builtIn.length} 项处理（登录、权利响应、安全等）`
    : `${builtIn.length} acts that this needs (sign-in, rights, security …)`;
  const items =
    list(own) + (builtIn.length === 0 ? '' : `<details><summary>${more}</summary>${list(builtIn)}</details>`);
  const url = `/n/${encodeURIComponent(content.code)}/${content.version}`;
  const rights = zh
    ? `您可随时查阅、更正、删除、撤回同意。联系方式、权利行使方式、保存期限及到期处理等全部内容见`
    : `You may read, correct, delete and withdraw at any time. Contacts, rights, retention and everything else:`;
  const title = escapeHtml(content.title[language]);
  const link = `<a href="${url}" target="_blank" rel="noopener">${zh ? `《${title}》` : title}</a>`;
  return `<section lang="${zh ? 'zh-CN' : 'en'}"><p>${lead}</p>${items}<p>${rights}${zh ? '' : ' '}${link}</p></section>`;
}

// Rules for children are shown to the guardian, who is asked (PIPL 31).
function leadOf(handler: string, children: boolean, zh: boolean): string {
  if (children)
    return zh
      ? `致监护人：${handler}将为下列目的处理您所监护的不满14周岁儿童的个人信息，均为敏感个人信息。您可以同意、拒绝或只同意一部分：`
      : `To the guardian: ${handler} handles the information of the child under 14 in your care for these purposes; all of it is sensitive. You may agree, refuse, or agree to a part:`;
  return zh
    ? `${handler}将为下列目的处理您的个人信息：`
    : `${handler} handles your personal information for these purposes:`;
}

// PIPL 30: what is sensitive is told with its necessity and its effect on the person.
function sensitiveParts(activity: NoticeActivityContent, language: PaperLanguage): string[] {
  const pick = (text: { zh: string; en: string }) => escapeHtml(text[language]);
  return activity.fields
    .filter((field) => field.sensitive && field.necessity !== null && field.impact !== null)
    .map((field) => {
      const [necessity, impact] = [field.necessity, field.impact].map((text) => (text === null ? '' : pick(text)));
      return language === 'zh'
        ? `${pick(field.label)}为敏感个人信息，必要性：${necessity}，对您的影响：${impact}`
        : `${pick(field.label)} is sensitive; why it is needed: ${necessity}; what it means for you: ${impact}`;
    });
}

// PIPL 23: whoever handles for purposes of their own is told with their contact, what for, how, and what of it.
function recipientPart(recipient: NoticeActivityContent['recipients'][number], language: PaperLanguage): string {
  const pick = (text: { zh: string; en: string }) => escapeHtml(text[language]);
  const name = escapeHtml(recipient.name);
  if (recipient.role.en === ROLE_NAMES.entrustee.en) return name;
  const zh = language === 'zh';
  const fields = recipient.fields.map(pick).join(zh ? '、' : ', ');
  const about = [
    pick(recipient.role),
    escapeHtml(recipient.contact),
    pick(recipient.purpose),
    pick(recipient.method),
    fields,
  ];
  return zh ? `${name}（${about.join('，')}）` : `${name} (${about.join(', ')})`;
}

function line(activity: NoticeActivityContent, language: PaperLanguage): string {
  const pick = (text: { zh: string; en: string }) => escapeHtml(text[language]);
  const kinds = activity.fields.map((field) => pick(field.label)).join(language === 'zh' ? '、' : ', ');
  const recipients = activity.recipients
    .map((recipient) => recipientPart(recipient, language))
    .join(language === 'zh' ? '、' : ', ');
  const parts =
    language === 'zh'
      ? [
          `${pick(activity.purpose)}`,
          `信息：${kinds}`,
          `依据：${pick(activity.basis)}`,
          `保存：${pick(activity.retention)}`,
        ]
      : [
          pick(activity.purpose),
          `Data: ${kinds}`,
          `Basis: ${pick(activity.basis)}`,
          `Kept: ${pick(activity.retention)}`,
        ];
  parts.push(...sensitiveParts(activity, language));
  if (recipients !== '') parts.push(language === 'zh' ? `接收方：${recipients}` : `Recipients: ${recipients}`);
  return `<li data-activity="${escapeHtml(activity.code)}"><strong>${pick(activity.name)}</strong> ${parts.join(language === 'zh' ? '；' : '; ')}</li>`;
}

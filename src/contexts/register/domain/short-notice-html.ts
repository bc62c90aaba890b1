import type { NoticeActivityContent, NoticeContent } from './notice-document.ts';
import { escapeHtml, type NoticeLanguage } from './notice-html.ts';

/**
 * The short notice to show beside the fields: who, and for each activity why, what, on which basis and for how long, with the way to the
 * whole document; the product's own acts stand folded after the company's. An HTML fragment without scripts or styles.
 */
export function shortNoticeHtml(content: NoticeContent, language: NoticeLanguage): string {
  const zh = language === 'zh';
  const handler = escapeHtml(content.handler.name[language]);
  const lead = zh
    ? `${handler}将为下列目的处理您的个人信息：`
    : `${handler} handles your personal information for these purposes:`;
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

function line(activity: NoticeActivityContent, language: NoticeLanguage): string {
  const pick = (text: { zh: string; en: string }) => escapeHtml(text[language]);
  const kinds = activity.fields.map((field) => pick(field.label)).join(language === 'zh' ? '、' : ', ');
  const recipients = activity.recipients
    .map((recipient) => escapeHtml(recipient.name))
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
  if (recipients !== '') parts.push(language === 'zh' ? `接收方：${recipients}` : `Recipients: ${recipients}`);
  return `<li data-activity="${escapeHtml(activity.code)}"><strong>${pick(activity.name)}</strong> ${parts.join(language === 'zh' ? '；' : '; ')}</li>`;
}

import type { Bilingual } from '../../../platform/failure.ts';
import type { NoticeActivityContent, NoticeContent } from './notice-document.ts';

/** The languages a notice is typeset in. */
export type NoticeLanguage = keyof Bilingual;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML character data or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const WORDS = {
  who: { zh: '一、我们是谁', en: '1. Who we are' },
  handler: { zh: '个人信息处理者', en: 'Personal information handler' },
  code: { zh: '统一社会信用代码', en: 'Unified social credit code' },
  address: { zh: '地址', en: 'Address' },
  contact: { zh: '联系方式', en: 'Contact' },
  responsible: { zh: '个人信息保护负责人／团队', en: 'Responsible for personal information' },
  what: { zh: '二、我们为什么、如何处理您的个人信息', en: '2. Why and how we handle your information' },
  purpose: { zh: '处理目的', en: 'Purpose' },
  method: { zh: '处理方式', en: 'Method' },
  kinds: { zh: '个人信息种类', en: 'Kinds of information' },
  basis: { zh: '合法性基础', en: 'Legal basis' },
  channels: { zh: '联系渠道', en: 'Channels' },
  retention: { zh: '保存期限及到期处理', en: 'Retention and what happens at its end' },
  automated: { zh: '自动化决策', en: 'Automated decisions' },
  adults: { zh: '适用对象', en: 'For whom' },
  adultsOnly: { zh: '仅面向已满18周岁的成年人', en: 'Adults of 18 and over only' },
  necessary: { zh: '必要', en: 'necessary' },
  optional: { zh: '可选，拒绝不影响使用服务', en: 'optional; refusing does not affect the service' },
  sensitive: { zh: '敏感个人信息', en: 'sensitive' },
  necessity: { zh: '必要性', en: 'Necessity' },
  impact: { zh: '对您权益的影响', en: 'Effect on you' },
  collected: { zh: '三、已收集个人信息清单', en: '3. List of information collected' },
  shared: { zh: '四、第三方共享个人信息清单', en: '4. List of information shared with third parties' },
  nobody: {
    zh: '我们不向任何第三方提供或委托处理您的个人信息。',
    en: 'Nothing is provided or entrusted to any third party.',
  },
  recipient: { zh: '接收方及联系方式', en: 'Recipient and contact' },
  role: { zh: '角色', en: 'Role' },
  activity: { zh: '处理活动', en: 'Activity' },
  rights: { zh: '五、您的权利及行使方式', en: '5. Your rights and how to use them' },
  rightsList: {
    zh: '您有权查阅、复制、转移、更正、补充、删除您的个人信息，限制或者拒绝处理，撤回同意，注销账户，关闭个性化推荐，并要求我们作出解释。撤回同意不影响撤回前基于同意已进行的处理；我们不会因您不同意或撤回同意而拒绝提供产品或服务，处理个人信息属于提供产品或服务所必需的除外。',
    en: 'You may read, copy, move, correct, complete and delete your information, restrict or refuse its handling, withdraw consent, close your account, turn personalisation off, and ask us to explain. Withdrawing does not affect what was done before. We do not refuse a product or service because you refuse or withdraw, unless the information is necessary for it.',
  },
  complaints: { zh: '六、投诉与举报', en: '6. Complaints' },
  version: { zh: '版本', en: 'Version' },
  published: { zh: '发布时间', en: 'Published' },
  hash: { zh: '内容摘要 SHA-256', en: 'Content hash SHA-256' },
} as const satisfies Record<string, Bilingual>;

class Typesetter {
  readonly #language: NoticeLanguage;

  constructor(language: NoticeLanguage) {
    this.#language = language;
  }

  text(text: Bilingual): string {
    return escapeHtml(text[this.#language]);
  }

  list(texts: readonly Bilingual[]): string {
    return texts.map((text) => this.text(text)).join(this.#language === 'zh' ? '、' : ', ');
  }

  row(label: Bilingual, value: string): string {
    return `<tr><th scope="row">${this.text(label)}</th><td>${value}</td></tr>`;
  }

  field(field: NoticeActivityContent['fields'][number]): string {
    const marks = [this.text(field.necessary ? WORDS.necessary : WORDS.optional)];
    if (field.sensitive) marks.unshift(`<strong>${this.text(WORDS.sensitive)}</strong>`);
    const why = field.necessity === null ? '' : `<br>${this.text(WORDS.necessity)}: ${this.text(field.necessity)}`;
    const impact = field.impact === null ? '' : `<br>${this.text(WORDS.impact)}: ${this.text(field.impact)}`;
    return `<li>${this.text(field.label)} <small>(${marks.join(' · ')})</small>${why}${impact}</li>`;
  }

  activity(activity: NoticeActivityContent): string {
    const rows = [
      this.row(WORDS.purpose, this.text(activity.purpose)),
      this.row(WORDS.method, this.text(activity.method)),
      this.row(WORDS.kinds, `<ul>${activity.fields.map((field) => this.field(field)).join('')}</ul>`),
      this.row(WORDS.basis, this.text(activity.basis)),
    ];
    if (activity.channels.length > 0) rows.push(this.row(WORDS.channels, this.list(activity.channels)));
    rows.push(this.row(WORDS.retention, this.text(activity.retention)));
    if (activity.automatedDecision !== null)
      rows.push(this.row(WORDS.automated, this.text(activity.automatedDecision)));
    if (activity.adultsOnly) rows.push(this.row(WORDS.adults, this.text(WORDS.adultsOnly)));
    return `<h3>${this.text(activity.name)}</h3><table class="facts"><tbody>${rows.join('')}</tbody></table>`;
  }

  // Wide tables scroll inside their box, which a keyboard must be able to reach.
  table(label: Bilingual, head: readonly Bilingual[], rows: readonly (readonly string[])[]): string {
    const cells = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('');
    const titles = head.map((each) => `<th scope="col">${this.text(each)}</th>`).join('');
    return `<div class="scroll" role="region" tabindex="0" aria-label="${this.text(label)}"><table><thead><tr>${titles}</tr></thead><tbody>${cells}</tbody></table></div>`;
  }
}

function handlerSection(set: Typesetter, content: NoticeContent): string {
  const { handler } = content;
  const rows = [set.row(WORDS.handler, set.text(handler.name))];
  if (handler.unifiedCode !== undefined) rows.push(set.row(WORDS.code, escapeHtml(handler.unifiedCode)));
  const contact = [handler.phone, handler.email].filter((each) => each !== undefined && each !== '');
  rows.push(
    set.row(WORDS.address, set.text(handler.address)),
    set.row(WORDS.contact, escapeHtml(contact.join(' · '))),
    set.row(WORDS.responsible, set.text(handler.responsible)),
  );
  return `<h2>${set.text(WORDS.who)}</h2><table class="facts"><tbody>${rows.join('')}</tbody></table>`;
}

// PIPL 39: that it is abroad, where, and how rights are exercised against the recipient.
function abroadLine(set: Typesetter, abroad: { country: string; rights: Bilingual } | undefined): string {
  if (abroad === undefined) return '';
  const where = set.text({ zh: `境外（${abroad.country}）`, en: `Abroad (${abroad.country})` });
  return `<br><small>${where} · ${set.text(abroad.rights)}</small>`;
}

function listsSection(set: Typesetter, content: NoticeContent): string {
  const collected = content.activities.flatMap((activity) =>
    activity.fields.map((field) => [
      set.text(field.label),
      set.text(activity.name),
      set.text(activity.purpose),
      set.text(activity.retention),
    ]),
  );
  const shared = content.activities.flatMap((activity) =>
    activity.recipients.map((recipient) => [
      `${escapeHtml(recipient.name)}<br><small>${escapeHtml(recipient.contact)}</small>${abroadLine(set, recipient.abroad)}`,
      set.text(recipient.role),
      set.text(recipient.purpose),
      set.text(recipient.method),
      set.list(recipient.fields),
    ]),
  );
  const sharedTable =
    shared.length === 0
      ? `<p>${set.text(WORDS.nobody)}</p>`
      : set.table(WORDS.shared, [WORDS.recipient, WORDS.role, WORDS.purpose, WORDS.method, WORDS.kinds], shared);
  return (
    `<h2>${set.text(WORDS.collected)}</h2>` +
    set.table(WORDS.collected, [WORDS.kinds, WORDS.activity, WORDS.purpose, WORDS.retention], collected) +
    `<h2>${set.text(WORDS.shared)}</h2>${sharedTable}`
  );
}

/** Typesets a notice version as an HTML article without scripts or styles; every text of the register is escaped. */
export function noticeHtml(content: NoticeContent, hash: string, language: NoticeLanguage): string {
  const set = new Typesetter(language);
  const intro = content.intro === null ? '' : `<p class="intro">${set.text(content.intro)}</p>`;
  const day = escapeHtml(content.publishedAt.slice(0, 16).replace('T', ' '));
  const footer =
    `<footer><p>${set.text(WORDS.version)} ${content.version} · ${set.text(WORDS.published)} ` +
    `<time datetime="${escapeHtml(content.publishedAt)}">${day}</time></p>` +
    `<p class="hash">${set.text(WORDS.hash)} <code>${escapeHtml(hash)}</code></p></footer>`;
  return (
    `<article lang="${language === 'zh' ? 'zh-CN' : 'en'}"><header><h1>${set.text(content.title)}</h1>` +
    `<p class="meta">${set.text(content.handler.name)} · ${set.text(WORDS.version)} ${content.version}</p></header>${intro}` +
    handlerSection(set, content) +
    `<h2>${set.text(WORDS.what)}</h2>${content.activities.map((activity) => set.activity(activity)).join('')}` +
    listsSection(set, content) +
    `<h2>${set.text(WORDS.rights)}</h2><p>${set.text(WORDS.rightsList)}</p><p>${set.text(content.handler.rightsMethod)}</p>` +
    `<h2>${set.text(WORDS.complaints)}</h2><p>${set.text(content.handler.complaints)}</p>${footer}</article>`
  );
}

import type { Bilingual } from '../../../platform/failure.ts';
import type { FormField } from '../domain/form-definition.ts';
import type { Locale, ShownConsent } from '../present-form.ts';

/** Every sentence of the hosted pages that is not the register's own. */
export const WORDS = {
  optional: { zh: '(选填)', en: ' (optional)' },
  adult: { zh: '我已满18周岁', en: 'I am 18 years or older' },
  age: { zh: '您的年龄', en: 'Your age' },
  age18: { zh: '已满18周岁', en: '18 or older' },
  age14: { zh: '已满14周岁、未满18周岁', en: '14 or older, not yet 18' },
  choose: { zh: '请选择', en: 'Please choose' },
  asked: { zh: '表单内容', en: 'The form' },
  consents: { zh: '由您决定', en: 'Yours to decide' },
  free: {
    zh: '以下各项默认不勾选，每项分别决定；不勾选也可以正常提交，之后可随时在“我的信息与授权”中更改。',
    en: 'Nothing below is ticked for you, and each is decided by itself; you can submit without, and change your mind in the privacy centre.',
  },
  notAskedAgain: {
    zh: '您此前拒绝过的事项，这次不再询问。',
    en: 'What you refused before is not asked again here.',
  },
  chooseAgain: { zh: '我想重新选择', en: 'I want to choose again' },
  separate: { zh: '(单独同意)', en: ' (separate consent)' },
  required: { zh: '(必选)', en: ' (required)' },
  notice: { zh: '我们会怎样使用这些信息', en: 'How we use this information' },
  fullNotice: { zh: '查看完整的个人信息处理规则', en: 'Read the full notice' },
  marketingFree: {
    zh: '不勾选也可以正常提交。同意后可随时在短信中回复R、点击邮件中的退订或在“我的信息与授权”中撤回。',
    en: 'You can submit without ticking. After agreeing you can say no at any time: reply R to a text, use the unsubscribe link of a mail, or withdraw in the privacy centre.',
  },
  submit: { zh: '提交', en: 'Submit' },
  problems: { zh: '请检查以下内容', en: 'Please check the following' },
  stale: {
    zh: '页面已更新、放置过久或已经提交过，请再看一遍告知后提交。您填写的内容还在。',
    en: 'The page was renewed, too old or sent already. Please look at the notice again and submit; what you typed is still here.',
  },
  trap: { zh: '请勿填写', en: 'Leave this empty' },
  thanks: { zh: '已提交', en: 'Thank you' },
  thanksRefused: {
    zh: '我们已收到，并记录了您不接收营销信息的选择。',
    en: 'We have it, and we recorded that you do not want marketing messages.',
  },
  thanksNone: {
    zh: '我们已收到。为确认号码和邮箱是您本人的，请输入收到的验证码。',
    en: 'We have it. To make sure that number and mailbox are yours, enter the codes you received.',
  },
  thanksGranted: {
    zh: '我们已收到。为确认号码和邮箱是您本人的，请输入收到的验证码；未确认之前不会向其发送营销信息。',
    en: 'We have it. To make sure that number and mailbox are yours, enter the codes you received; until then no marketing goes there.',
  },
  confirmSms: { zh: '短信验证码', en: 'Code from the text message' },
  confirmEmail: { zh: '邮件验证码', en: 'Code from the mail' },
  confirm: { zh: '确认', en: 'Confirm' },
  resend: { zh: '重新发送验证码', en: 'Send a new code' },
  sentAgain: { zh: '验证码已重新发送。', en: 'A new code is on its way.' },
  confirmedSms: { zh: '手机号码已确认。', en: 'The mobile number is confirmed.' },
  confirmedEmail: { zh: '邮箱已确认。', en: 'The mailbox is confirmed.' },
  wrongCode: { zh: '验证码不正确，请重试。', en: 'The code is not right; please try again.' },
  overCode: {
    zh: '验证码已过期或输错次数过多，请重新发送。',
    en: 'The code is too old or was wrong too often; please ask for a new one.',
  },
  confirmTitle: { zh: '确认联系方式', en: 'Confirm your address' },
  confirmAsk: {
    zh: '点击下面的按钮，确认收到邮件或短信的地址是您本人的。',
    en: 'Press the button to confirm that the address that got the message is yours.',
  },
  unsubscribeTitle: { zh: '退订营销信息', en: 'Unsubscribe' },
  unsubscribeAskSms: {
    zh: '点击后，我们所有品牌都不再通过短信向您发送营销信息。立即生效。',
    en: 'After this none of our brands sends you marketing by text message. It works at once.',
  },
  unsubscribeAskEmail: {
    zh: '点击后，我们所有品牌都不再通过邮件向您发送营销信息。立即生效。',
    en: 'After this none of our brands sends you marketing by mail. It works at once.',
  },
  unsubscribeButton: { zh: '退订', en: 'Unsubscribe' },
  unsubscribed: { zh: '已退订，立即生效。', en: 'You are unsubscribed, as of now.' },
  receipt: { zh: '凭证编号', en: 'Receipt' },
  centre: { zh: '我的信息与授权', en: 'My information and consents' },
  counterTitle: { zh: '在您自己的手机上填写', en: 'Answer on your own phone' },
  counterText: {
    zh: '接下来由您自己阅读和选择，店员看不到您填写的内容。不同意也不影响购物。',
    en: 'You read and choose yourself; the shop does not see what you type. Saying no does not affect your purchase.',
  },
  counterOpen: { zh: '开始填写', en: 'Begin' },
  deadLink: {
    zh: '链接可能已过期或不完整。退订、撤回同意或确认联系方式，都可以在这里用验证码登录后办理：',
    en: 'The link may be too old or cut off. To unsubscribe, withdraw or confirm an address, sign in here with a code:',
  },
  failed: { zh: '无法完成', en: 'This did not work' },
  other: { zh: 'English', en: '中文' },
} as const satisfies Record<string, Bilingual>;

/** Labels and keyboards of the fields (WCAG 1.3.5: autocomplete tokens). */
export const FIELD_WORDS: Readonly<
  Record<FormField, { label: Bilingual; type: 'text' | 'tel' | 'email'; autocomplete: string }>
> = {
  name: { label: { zh: '姓名', en: 'Name' }, type: 'text', autocomplete: 'name' },
  mobile: { label: { zh: '手机号码', en: 'Mobile number' }, type: 'tel', autocomplete: 'tel-national' },
  email: { label: { zh: '电子邮箱', en: 'Email' }, type: 'email', autocomplete: 'email' },
  city: { label: { zh: '所在城市', en: 'City' }, type: 'text', autocomplete: 'address-level2' },
  address: { label: { zh: '收货地址', en: 'Delivery address' }, type: 'text', autocomplete: 'street-address' },
  gender: { label: { zh: '性别', en: 'Gender' }, type: 'text', autocomplete: 'off' },
};

/** The consent sentence of the unticked box: who, what, by which channels (PIPL 14: voluntary and explicit). */
export function marketingLabel(sender: Bilingual): Bilingual {
  return {
    zh: `我同意${sender.zh}通过短信和邮件向我发送新品与优惠等营销信息(自愿)`,
    en: `I agree that ${sender.en} sends me marketing such as new products and offers by text message and mail (voluntary)`,
  };
}

/** The sentence of a box in the register's words: for what, which information, to whom. */
export function consentLabel(consent: ShownConsent, sender: Bilingual): Bilingual {
  if (consent.wording !== undefined) return consent.wording;
  if (consent.commercial && !consent.separate && consent.recipient === undefined) return marketingLabel(sender);
  const join = (texts: readonly Bilingual[], locale: Locale) =>
    texts.map((text) => say(text, locale)).join(locale === 'en' ? ', ' : '、');
  const to = { zh: `，并提供给${consent.recipient}`, en: ` and provides it to ${consent.recipient}` };
  const given = consent.recipient === undefined ? { zh: '', en: '' } : to;
  return {
    zh: `我同意${sender.zh}为“${join(consent.names, 'zh-CN')}”处理我的${join(consent.fields, 'zh-CN')}${given.zh}(自愿)`,
    en: `I agree that ${sender.en} handles my ${join(consent.fields, 'en')} for “${join(consent.names, 'en')}”${given.en} (voluntary)`,
  };
}

/** The text of a page's language. */
export function say(text: Bilingual, locale: Locale): string {
  return locale === 'en' ? text.en : text.zh;
}

import { type FieldError, fieldError } from '../../../platform/failure.ts';

/** A campaign's text message: a template filed with the SMS provider and the values of its variables (the same for everyone). */
export interface SmsMessage {
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A campaign's mail. `text` is plain text; empty lines part paragraphs. */
export interface EmailMessage {
  readonly subject: string;
  readonly text: string;
}

const ADVERT = /^\s*[([（【]?\s*(?:广告|AD)(?![A-Za-z])/iu;

/** A commercial mail's subject begins with 广告 (互联网电子邮件服务管理办法, article 14). */
export function advertSubject(subject: string): string {
  return ADVERT.test(subject) ? subject : `（广告）${subject}`;
}

/** What a text message lacks before it may be sent: sender identity, the way to say no, sane characters (Advertising Law 43). */
export function lintSms(text: string, commercial: boolean): FieldError[] {
  const errors: FieldError[] = [];
  if (!/^【[^【】]{2,12}】/u.test(text))
    errors.push(
      fieldError(
        'message.sms',
        '开头须为【签名】,签名 2 至 12 字',
        'must begin with 【signature】 of 2 to 12 characters',
      ),
    );
  if (commercial && !/拒收请回复R$/u.test(text))
    errors.push(fieldError('message.sms', '结尾须为“拒收请回复R”', 'must end with 拒收请回复R'));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/u.test(text) || !text.isWellFormed())
    errors.push(fieldError('message.sms', '含有控制字符', 'holds control characters'));
  if (/【/u.test(text.slice(1)))
    errors.push(fieldError('message.sms', '正文不得再含【】', 'the body must not hold 【】 again'));
  if (text.length > 500) errors.push(fieldError('message.sms', '超过 500 字', 'longer than 500 characters'));
  return errors;
}

/** What a mail lacks before it may be sent. */
export function lintEmail(message: EmailMessage): FieldError[] {
  const errors: FieldError[] = [];
  if (message.subject.trim() === '' || message.subject.length > 120)
    errors.push(fieldError('message.email.subject', '主题须为 1 至 120 字', 'the subject has 1 to 120 characters'));
  if (/[\r\n]/u.test(message.subject))
    errors.push(fieldError('message.email.subject', '主题不得换行', 'the subject must not hold a line break'));
  if (message.text.trim() === '' || message.text.length > 20_000)
    errors.push(fieldError('message.email.text', '正文须为 1 至 20000 字', 'the text has 1 to 20,000 characters'));
  return errors;
}

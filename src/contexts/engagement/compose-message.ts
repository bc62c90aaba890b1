import type { Tx } from '../../platform/database/index.ts';
import { type FieldError, fieldError } from '../../platform/failure.ts';
import type { MessageFacts } from '../consent/index.ts';
import type { OutgoingEmail, OutgoingSms } from './channels/hand-off.ts';
import type { CampaignInput } from './domain/campaign.ts';
import { commercialEmail, type Sender } from './domain/email-content.ts';
import { advertSubject, type EmailMessage, lintEmail, lintSms, type SmsMessage } from './domain/message-lint.ts';
import { composeSms, countSmsParts, fillTemplate, SMS_OPT_OUT } from './domain/sms-text.ts';
import type { EngagementDeps } from './engagement-deps.ts';
import { findTemplate } from './store/template-store.ts';

/** A campaign's message ready to be addressed, or what it lacks. */
export interface ComposedMessage {
  readonly errors: readonly FieldError[];
  /** As a person sees it, for the console's preview. */
  readonly preview: string;
  /** SMS parts billed for each person; null for mail. */
  readonly parts: number | null;
  readonly signName: string | null;
  readonly template: string | null;
  /** What the gate is told of the message (Advertising Law 43). */
  readonly facts: MessageFacts;
  sms(address: string, id: string): OutgoingSms;
  email(address: string, id: string, person: string): OutgoingEmail;
}

/** Composes the message of a campaign from its template, its brand and the handler's own particulars. */
export async function composeMessage(deps: EngagementDeps, tx: Tx, campaign: CampaignInput): Promise<ComposedMessage> {
  const sender = await senderOf(deps, tx, campaign.brand);
  return 'sms' in campaign.message
    ? composeCampaignSms(tx, campaign.message.sms, sender)
    : composeCampaignEmail(deps, campaign.message.email, sender);
}

export interface KnownSender extends Sender {
  readonly signName: string;
}

/** Who sends: the brand (or the handler itself), the handler's name and how to reach it. */
export async function senderOf(deps: EngagementDeps, tx: Tx, brandCode: string | undefined): Promise<KnownSender> {
  const handler = await deps.register.handler(tx);
  const brand = (await deps.register.brands(tx)).find(({ code }) => code === brandCode);
  const contact = [handler?.phone, handler?.email].filter((each) => each !== undefined && each !== '').join(' ');
  return {
    brand: brand?.name.zh ?? handler?.name.zh ?? '',
    handler: handler?.name.zh ?? '',
    contact: contact === '' ? (handler?.address.zh ?? '') : contact,
    signName: brand?.smsSignature ?? deps.settings.signName,
  };
}

async function composeCampaignSms(tx: Tx, message: SmsMessage, sender: KnownSender): Promise<ComposedMessage> {
  const template = await findTemplate(tx, message.template);
  const filled = template === undefined ? undefined : fillTemplate(template.text, message.parameters);
  const errors: FieldError[] = [];
  if (template === undefined)
    errors.push(fieldError('message.sms.template', '没有报备这个模板', 'this template is not filed'));
  else if (!template.commercial)
    errors.push(fieldError('message.sms.template', '不是推广模板', 'not a template for commercial messages'));
  else if (filled === undefined)
    errors.push(fieldError('message.sms.parameters', '变量没有填全', 'a variable has no value'));
  const text = composeSms({ signName: sender.signName, body: filled ?? '', commercial: true });
  if (filled !== undefined) errors.push(...lintSms(text, true));
  // The vendor sends the filed text: an opt-out that only our preview adds would not be on the phone.
  if (filled !== undefined && !filled.trim().endsWith(SMS_OPT_OUT))
    errors.push(
      fieldError(
        'message.sms.template',
        '推广模板须以“拒收请回复R”结尾',
        'a commercial template must end with 拒收请回复R',
      ),
    );
  return {
    errors,
    preview: text,
    parts: countSmsParts(text).parts,
    signName: sender.signName,
    template: message.template,
    facts: { senderIdentity: /^【[^【】]+】/u.test(text), optOutIncluded: text.endsWith(SMS_OPT_OUT) },
    sms: (mobile, id) => ({
      id,
      mobile,
      signName: sender.signName,
      templateCode: message.template,
      parameters: message.parameters,
    }),
    email: () => {
      throw new Error('not a mail');
    },
  };
}

function composeCampaignEmail(deps: EngagementDeps, message: EmailMessage, sender: KnownSender): ComposedMessage {
  const errors = lintEmail(message);
  if (sender.handler === '' || sender.contact === '')
    errors.push(
      fieldError('brand', '处理者名称和联系方式尚未登记', 'the handler has no name or contact in the register'),
    );
  const subject = advertSubject(message.subject.trim());
  const { publicUrl } = deps.settings;
  const content = (unsubscribe: string) =>
    commercialEmail({ subject, text: message.text }, sender, { unsubscribe, centre: `${publicUrl}/me` });
  return {
    errors,
    preview: `${subject}\n\n${content(`${publicUrl}/u/…`).text}`,
    parts: null,
    signName: null,
    template: null,
    facts: { senderIdentity: sender.handler !== '' && sender.contact !== '', optOutIncluded: true },
    sms: () => {
      throw new Error('not a text message');
    },
    email: (to, id, person) => {
      const unsubscribe = `${publicUrl}/u/${deps.capture.unsubscribeToken({ person, channel: 'email', send: id })}`;
      return { id, to, subject, fromName: sender.brand, unsubscribe, ...content(unsubscribe) };
    },
  };
}

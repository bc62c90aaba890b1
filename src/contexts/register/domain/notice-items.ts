import { type Bilingual, type FieldError, fieldError } from '../../../platform/failure.ts';
import type { Activity } from './activity.ts';
import { fieldKind } from './fields.ts';
import type { HandlerProfile } from './handler-profile.ts';

function empty(text: Bilingual | undefined): boolean {
  return text === undefined || text.zh.trim() === '' || text.en.trim() === '';
}

/** Every item that PIPL 17, 23, 30 and NDSR 20, 21 require of a notice and that is missing, each with its path and article. */
export function missingNoticeItems(handler: HandlerProfile | undefined, activities: readonly Activity[]): FieldError[] {
  const missing: FieldError[] = [];
  const need = (absent: boolean, path: string, zh: string, en: string, article: string) => {
    if (absent) missing.push(fieldError(path, `缺少${zh}（${article}）`, `${en} is missing (${article})`));
  };
  need(empty(handler?.name), 'handler.name', '处理者名称', 'The name of the handler', 'PIPL 17');
  const contact = `${handler?.phone ?? ''}${handler?.email ?? ''}`.trim();
  need(contact === '', 'handler.contact', '处理者联系方式', 'A way to contact the handler', 'PIPL 17');
  need(empty(handler?.rightsMethod), 'handler.rightsMethod', '行使权利的方式', 'How rights are exercised', 'PIPL 17');
  need(empty(handler?.complaints), 'handler.complaints', '投诉举报渠道', 'The complaint channel', 'NDSR 20');
  need(empty(handler?.responsible), 'handler.responsible', '个人信息保护负责人或团队', 'Who is responsible', 'PIPL 52');
  need(activities.length === 0, 'activities', '处理活动', 'A processing activity', 'PIPL 17');
  for (const [index, activity] of activities.entries()) {
    const at = `activities[${index}]`;
    need(empty(activity.name), `${at}.name`, '处理活动名称', 'The name of the activity', 'PIPL 17');
    need(empty(activity.purposeText), `${at}.purposeText`, '处理目的', 'The purpose', 'PIPL 17');
    need(empty(activity.method), `${at}.method`, '处理方式', 'The method', 'PIPL 17');
    need(activity.fields.length === 0, `${at}.fields`, '个人信息种类', 'The kinds of information', 'PIPL 17');
    need(
      empty(activity.retention.text),
      `${at}.retention.text`,
      '保存期限及到期处理',
      'Retention and its end',
      'NDSR 21',
    );
    need(
      activity.automatedDecision?.used === true && empty(activity.automatedDecision.text),
      `${at}.automatedDecision.text`,
      '自动化决策说明',
      'What is decided automatically',
      'PIPL 24',
    );
    for (const [n, field] of activity.fields.entries()) {
      if (fieldKind(field.field).sensitiveKind === null) continue;
      need(empty(field.necessity), `${at}.fields[${n}].necessity`, '敏感信息的必要性', 'The necessity', 'PIPL 30');
      need(
        empty(field.impactIfRefused),
        `${at}.fields[${n}].impactIfRefused`,
        '对个人权益的影响',
        'The effect',
        'PIPL 30',
      );
    }
    for (const [n, recipient] of activity.recipients.entries()) {
      const path = `${at}.recipients[${n}]`;
      const article = recipient.role === 'entrustee' ? 'NDSR 21' : 'PIPL 23';
      need(
        recipient.contact.trim() === '',
        `${path}.contact`,
        '接收方联系方式',
        'The contact of the recipient',
        article,
      );
      need(empty(recipient.purpose), `${path}.purpose`, '接收方的处理目的', 'The purpose of the recipient', article);
      const transfer = activity.crossBorder?.transfers.find((each) => each.recipient === recipient.name);
      need(
        transfer !== undefined && empty(transfer.rightsProcedure),
        `${at}.crossBorder`,
        '向境外接收方行使权利的方式',
        'How rights are exercised against the recipient abroad',
        'PIPL 39',
      );
      need(recipient.fields.length === 0, `${path}.fields`, '提供的信息种类', 'The kinds provided', article);
    }
  }
  return missing;
}

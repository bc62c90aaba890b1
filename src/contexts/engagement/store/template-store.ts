import type { Tx } from '../../../platform/database/index.ts';
import { templateVariables } from '../domain/sms-text.ts';

/** A template as it was filed with the SMS provider. */
export interface SmsTemplate {
  readonly code: string;
  readonly text: string;
  readonly commercial: boolean;
}

export async function upsertTemplate(tx: Tx, template: SmsTemplate & { at: Date; by: string }): Promise<void> {
  await tx.execute(
    `insert into engagement.sms_template (code, text, commercial, saved_at, saved_by) values ($1, $2, $3, $4, $5)
     on conflict (code) do update set text = excluded.text, commercial = excluded.commercial, saved_at = excluded.saved_at,
       saved_by = excluded.saved_by`,
    [template.code, template.text, template.commercial, template.at, template.by],
  );
}

export async function findTemplate(tx: Tx, code: string): Promise<SmsTemplate | undefined> {
  return tx.first<SmsTemplate>('select code, text, commercial from engagement.sms_template where code = $1', [code]);
}

/** The filed template that carries codes: not commercial, its one variable `code`. */
export async function findCodeTemplate(tx: Tx): Promise<SmsTemplate | undefined> {
  const all = await listTemplates(tx);
  return all.find(({ commercial, text }) => !commercial && templateVariables(text).join() === 'code');
}

export async function listTemplates(tx: Tx): Promise<SmsTemplate[]> {
  return tx.query<SmsTemplate>('select code, text, commercial from engagement.sms_template order by code');
}

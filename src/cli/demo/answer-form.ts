import { setTimeout as pause } from 'node:timers/promises';
import type { LocalSmsGateway } from './local-sms-gateway.ts';
import type { LocalSmtpInbox } from './local-smtp-inbox.ts';
import type { SamplePerson } from './sample-people.ts';

const PATIENCE_MS = 120_000;

interface Phones {
  readonly gateway: LocalSmsGateway;
  readonly inbox: LocalSmtpInbox;
}

/**
 * Somebody fills in the hosted form as a browser would, reads the codes that arrive in the demo's inbox, and enters them. Nothing is written
 * past the form.
 */
export async function answerForm(base: string, form: string, person: SamplePerson, phones: Phones): Promise<void> {
  const page = await fetch(`${base}/f/${form}?lang=zh`);
  const text = await page.text();
  if (!page.ok) throw new Error(`the form answers ${page.status}`);
  const cookie = (page.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? '';
  const { name, mobile, email } = person;
  const location = await submit(`${base}/f/${form}?lang=zh`, base, cookie, {
    presentation: hidden('presentation'),
    nonce: hidden('nonce'),
    name,
    mobile,
    email,
    adult: 'yes',
    ...(person.marketing ? { marketing: 'yes' } : {}),
  });
  for (const channel of person.confirms) {
    const code = await readCode(channel, person, phones);
    await submit(new URL(location, base).href, base, cookie, { channel, code });
  }
}

async function submit(url: string, base: string, cookie: string, fields: Record<string, string>): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: base, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
  await response.arrayBuffer();
  if (response.status !== 303) throw new Error(`the form answered ${response.status}`);
  return response.headers.get('location') ?? '';
}

async function readCode(channel: 'sms' | 'email', person: SamplePerson, phones: Phones): Promise<string> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const text =
      channel === 'sms'
        ? phones.gateway.messages.findLast(({ mobile }) => mobile === person.mobile)?.text
        : phones.inbox.mails.findLast(({ to }) => to === person.email)?.text;
    const code = /(?<!\d)\d{6}(?!\d)/.exec(text ?? '')?.[0];
    if (code !== undefined) return code;
    await pause(50);
  }
  throw new Error(`no code arrived by ${channel}`);
}

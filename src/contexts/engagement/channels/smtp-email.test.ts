import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalSmtpInbox, startLocalSmtpInbox } from '../../../cli/demo/local-smtp-inbox.ts';
import { ManualClock } from '../../../platform/clock.ts';
import { createSmtpEmail } from './smtp-email.ts';

const clock = new ManualClock('2026-11-21T10:00:00+08:00');
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const dkim = {
  domain: 'mail.example.cn',
  selector: 'zhinuo',
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const mail = {
  id: '0193b0c0-0000-7000-8000-000000000001',
  to: 'lin.xia@example.cn',
  subject: '(广告)双十一后的第一杯',
  text: '您好\n.\n第二行  有空格 \n',
  html: '<p>您好</p>',
  fromName: '栖野茶饮',
  unsubscribe: 'https://example.cn/u/abc',
};

// RFC 6376, relaxed/relaxed, written for the test from the text of the RFC.
function verifyDkim(raw: string, key: typeof publicKey): { valid: boolean; signed: string[] } {
  const split = raw.indexOf('\r\n\r\n');
  const fields = raw.slice(0, split).split(/\r\n(?![ \t])/);
  const relaxed = (field: string) => {
    const colon = field.indexOf(':');
    const value = field
      .slice(colon + 1)
      .replace(/\r\n/g, '')
      .replace(/[ \t]+/g, ' ')
      .trim();
    return `${field.slice(0, colon).trim().toLowerCase()}:${value}`;
  };
  const body = raw
    .slice(split + 4)
    .replace(/[ \t]+\r\n/g, '\r\n')
    .replace(/[ \t]+/g, ' ')
    .replace(/(?:\r\n)+$/, '\r\n');
  const signature = fields.find((field) => /^dkim-signature:/i.test(field)) ?? '';
  const tags = Object.fromEntries(
    relaxed(signature)
      .slice('dkim-signature:'.length)
      .split(';')
      .filter((tag) => tag.trim() !== '')
      .map((tag) => [tag.slice(0, tag.indexOf('=')).trim(), tag.slice(tag.indexOf('=') + 1).replace(/\s+/g, '')]),
  );
  const signed = (tags['h'] ?? '').toLowerCase().split(':');
  const hashed = createHash('sha256').update(body, 'latin1').digest('base64');
  const data = signed.map((name) => fields.find((field) => field.toLowerCase().startsWith(`${name}:`)));
  const text = `${data.map((field) => relaxed(field ?? '')).join('\r\n')}\r\n${relaxed(signature).replace(/([; ]b=)[^;]*/, '$1')}`;
  const valid = createVerify('RSA-SHA256')
    .update(text, 'latin1')
    .verify(key, tags['b'] ?? '', 'base64');
  return { valid: valid && hashed === tags['bh'], signed };
}

describe('mail over SMTP', () => {
  let inbox: LocalSmtpInbox;
  beforeAll(async () => {
    inbox = await startLocalSmtpInbox({ clock });
  });
  afterAll(() => inbox.stop());
  const provider = (over: object = {}) =>
    createSmtpEmail({ url: inbox.url, fromAddress: 'hello@mail.example.cn', dkim, timeout: 60_000, ...over });

  it('names its sender and carries a DKIM signature over both unsubscribe headers', async () => {
    expect((await provider().send(mail)).kind).toBe('accepted');
    const received = inbox.mails.at(-1);
    expect(received).toMatchObject({
      fromName: '栖野茶饮',
      from: 'hello@mail.example.cn',
      subject: '(广告)双十一后的第一杯',
      unsubscribe: 'https://example.cn/u/abc',
    });
    const { valid, signed } = verifyDkim(received?.raw ?? '', publicKey);
    expect(valid).toBe(true);
    expect(signed).toEqual(expect.arrayContaining(['from', 'subject', 'list-unsubscribe', 'list-unsubscribe-post']));
    expect(received?.raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  });

  it('has a signature that a changed unsubscribe address breaks', async () => {
    await provider().send(mail);
    const changed = (inbox.mails.at(-1)?.raw ?? '').replace('/u/abc', '/u/abd');
    expect(verifyDkim(changed, publicKey).valid).toBe(false);
  });

  it('cannot be made to carry a further header', async () => {
    await provider().send({ ...mail, subject: 'a\r\nBcc: x@example.cn', fromName: 'b\r\nX-Evil: 1' });
    expect(inbox.mails.at(-1)?.raw).not.toMatch(/^(?:Bcc|X-Evil):/im);
  });

  it('sends no commercial mail without a signature', async () => {
    const bare = createSmtpEmail({ url: inbox.url, fromAddress: 'hello@mail.example.cn' });
    expect(await bare.send(mail)).toEqual({ kind: 'rejected', code: 'no-dkim' });
  });

  it('waits when the server says later, rejects when it says no, and doubts when it hangs up after the data', async () => {
    inbox.inject(451, 554, 0);
    expect(await provider().send(mail)).toEqual({ kind: 'not-handed', code: 'SMTP 451' });
    expect(await provider().send(mail)).toEqual({ kind: 'rejected', code: 'SMTP 554' });
    expect((await provider().send(mail)).kind).toBe('unknown');
  });

  it('knows that nothing was handed over when nobody listens', async () => {
    const gone = await startLocalSmtpInbox({ clock });
    await gone.stop();
    expect((await provider({ url: gone.url }).send(mail)).kind).toBe('not-handed');
  });
});

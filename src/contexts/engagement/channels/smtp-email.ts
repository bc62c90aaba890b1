import { createTransport } from 'nodemailer';
import type { EmailProvider, HandOff, OutgoingEmail } from './hand-off.ts';

export interface SmtpEmailOptions {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly url: string;
  /** The address in From and in the envelope; its domain should be the DKIM domain. Replies must reach a human for at least 30 days. */
  readonly fromAddress: string;
  /** RFC 6376: the key's domain, selector and RSA private key as PEM. Undefined signs nothing (refused for commercial mail). */
  readonly dkim?: { readonly domain: string; readonly selector: string; readonly privateKey: string };
  /** Milliseconds until a silent server counts as in doubt; 10,000 unless told. */
  readonly timeout?: number;
}

// RFC 8058, section 4: both List-Unsubscribe headers must be under the signature; nodemailer's own list lacks the second.
const SIGNED_HEADERS =
  'From:Sender:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:List-Unsubscribe:List-Unsubscribe-Post';

/** Mail over SMTP (RFC 5321), DKIM-signed (RFC 6376), with one-click unsubscribe (RFC 8058) when the message has an address for it. */
export function createSmtpEmail(options: SmtpEmailOptions): EmailProvider {
  const timeout = options.timeout ?? 10_000;
  const url = new URL(options.url);
  const transport = createTransport({
    // No pool: nodemailer's pool requeues a mail whose connection was lost, which could send it twice.
    host: url.hostname,
    port: Number(url.port === '' ? (url.protocol === 'smtps:' ? 465 : 587) : url.port),
    secure: url.protocol === 'smtps:',
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(options.dkim === undefined
      ? {}
      : {
          dkim: {
            domainName: options.dkim.domain,
            keySelector: options.dkim.selector,
            privateKey: options.dkim.privateKey,
            headerFieldNames: SIGNED_HEADERS,
          },
        }),
  });
  return {
    send: async (message) => {
      if (message.unsubscribe !== undefined && options.dkim === undefined) return { kind: 'rejected', code: 'no-dkim' };
      try {
        const sent = await transport.sendMail(compose(options, message));
        return { kind: 'accepted', providerId: sent.messageId };
      } catch (error) {
        return readError(error);
      }
    },
    close: () => transport.close(),
  };
}

function compose(options: SmtpEmailOptions, message: OutgoingEmail) {
  const domain = options.fromAddress.slice(options.fromAddress.indexOf('@') + 1);
  return {
    from: { name: message.fromName, address: options.fromAddress },
    to: message.to,
    subject: message.subject,
    text: message.text,
    html: message.html,
    messageId: `<${message.id}@${domain}>`,
    ...(message.unsubscribe === undefined
      ? {}
      : {
          headers: {
            'List-Unsubscribe': `<${message.unsubscribe}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          },
        }),
  };
}

// Errors of nodemailer before the first command; it has no code of its own for them.
const BEFORE_THE_SESSION = /^(?:Connection timeout|Greeting never received|Invalid greeting)/;

/**
 * A mail is surely not handed over when the session never began, or when the server answered a command with a temporary refusal (RFC 5321,
 * 4.2.1: 4yz means the mail was not taken). A permanent answer is a rejection. A connection lost in the session leaves doubt.
 */
function readError(error: unknown): HandOff {
  const { code, command, responseCode, syscall, message } = error as { [name: string]: unknown };
  const name = String(code ?? 'error');
  if (typeof responseCode === 'number' && command !== 'CONN') {
    if (responseCode >= 500 && name !== 'EAUTH') return { kind: 'rejected', code: `SMTP ${responseCode}` };
    if (responseCode >= 400) return { kind: 'not-handed', code: `SMTP ${responseCode}` };
  }
  const neverBegan = syscall === 'connect' || name === 'EDNS' || name === 'EAUTH';
  if (neverBegan || BEFORE_THE_SESSION.test(String(message))) return { kind: 'not-handed', code: name };
  return { kind: 'unknown', code: name };
}

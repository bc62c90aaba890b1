import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Clock } from '../../platform/clock.ts';

/** A mail that arrived in the demo's inbox, as received and as read. */
export interface ReceivedMail {
  readonly raw: string;
  readonly to: string;
  readonly from: string;
  readonly fromName: string;
  readonly subject: string;
  readonly text: string;
  /** The address of RFC 8058's one-click POST, if the mail offers it. */
  readonly unsubscribe: string | undefined;
  readonly at: Date;
}

export interface LocalSmtpInbox {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** The next mails get this answer to DATA (for tests), one a mail; 0 hangs up. */
  inject(...answers: number[]): void;
  stop(): Promise<void>;
}

const MOST_KEPT = 5000;

/** A real SMTP server on the loopback that keeps what it gets in memory and relays nothing; for the demo and the tests. */
export async function startLocalSmtpInbox(options: { clock: Clock; port?: number }): Promise<LocalSmtpInbox> {
  const mails: ReceivedMail[] = [];
  const faults: number[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const fault = faults.shift();
        if (fault === 0) return void server.connections.forEach((connection) => void connection.close());
        if (fault !== undefined) return callback(Object.assign(new Error('fault injected'), { responseCode: fault }));
        const to = session.envelope.rcptTo[0]?.address ?? '';
        readMail(Buffer.concat(chunks), to, options.clock)
          .then((mail) => {
            mails.push(mail);
            if (mails.length > MOST_KEPT) mails.shift();
            callback();
          })
          .catch((error: Error) => callback(error));
      });
    },
  });
  // A client that goes away is no concern of an inbox.
  server.on('error', () => undefined);
  const port = await new Promise<number>((resolve) => {
    const listener = server.listen(options.port ?? 0, '127.0.0.1', () => {
      const address = listener.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    inject: (...answers) => void faults.push(...answers),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readMail(raw: Buffer, to: string, clock: Clock): Promise<ReceivedMail> {
  const mail = await PostalMime.parse(raw);
  const unsubscribe = mail.headers.find((header) => header.key === 'list-unsubscribe')?.value;
  return {
    raw: raw.toString('latin1'),
    to,
    from: mail.from?.address ?? '',
    fromName: mail.from?.name ?? '',
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    unsubscribe: unsubscribe?.replace(/^<|>$/g, ''),
    at: clock.now(),
  };
}

/** A question to the gate as it stands in the address: codes and the person's identifier, never a value of theirs. */
export interface Question {
  readonly person: string;
  readonly activity: string;
  readonly operation: string;
  readonly channel: string;
  /** Minutes of the clock in Shanghai, "2026-11-11T20:00"; empty for now. */
  readonly at: string;
  readonly senderIdentity: boolean;
  readonly optOutIncluded: boolean;
  /** The place of the recipient in the activity's list; a name does not belong in an address. */
  readonly recipient: number | null;
}

/** A person's identifier as the platform issues it. */
export const PERSON_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const CODE = /^[a-z0-9_-]{1,64}$/;
/** A minute as the address holds it, in Beijing. */
export const MINUTE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
const SEPARATOR = '~';

/** The question as one word for `?open=`. */
export function writeQuestion(question: Question): string {
  const { person, activity, operation, channel, at, recipient } = question;
  const message = `${question.senderIdentity ? 1 : 0}${question.optOutIncluded ? 1 : 0}`;
  return [person, activity, operation, channel, at, message, recipient ?? ''].join(SEPARATOR);
}

/** What an address asks: a person alone, a whole question, or (undefined) nothing that can be read. */
export function readQuestion(open: string | undefined): { person: string; question?: Question } | undefined {
  const [person = '', activity = '', operation = '', channel = '', at = '', message = '', recipient = ''] =
    open?.split(SEPARATOR) ?? [];
  if (!PERSON_ID.test(person)) return undefined;
  const whole = [activity, operation, channel].every((code) => CODE.test(code));
  if (!whole || (at !== '' && !MINUTE.test(at))) return { person };
  return {
    person,
    question: {
      person,
      activity,
      operation,
      channel,
      at,
      senderIdentity: message.startsWith('1'),
      optOutIncluded: message.endsWith('1'),
      recipient: /^\d{1,3}$/.test(recipient) ? Number(recipient) : null,
    },
  };
}

/** The body of `POST /api/v1/decisions`; nobody sends a message where there is no channel. */
export function bodyOf(question: Question, recipients: readonly { readonly name: string }[]): unknown {
  const { person, activity, operation, channel, at, senderIdentity, optOutIncluded } = question;
  const recipient = question.recipient === null ? undefined : recipients[question.recipient]?.name;
  return {
    person,
    activity,
    operation,
    channel,
    explain: true,
    ...(channel === 'none' ? {} : { message: { senderIdentity, optOutIncluded } }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(at === '' ? {} : { at: `${at}:00+08:00` }),
  };
}

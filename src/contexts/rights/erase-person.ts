import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Access } from '../access/index.ts';
import type { Capture } from '../capture/index.ts';
import type { Gate } from '../consent/index.ts';
import type { Customers } from '../customers/index.ts';
import type { Engagement } from '../engagement/index.ts';
import type { DefenceFile, Erasure, Evidence } from '../evidence/index.ts';
import { UNRECOVERABLE_DAYS, type Vault } from '../vault/index.ts';
import { noSuchPerson } from './rights-failures.ts';
import { forgetPerson } from './store/forget-person.ts';

/** What erasing a person across the contexts works with. */
export interface ErasureContext {
  readonly clock: Clock;
  readonly access: Pick<Access, 'recordStaffAct'>;
  readonly evidence: Pick<Evidence, 'erasureOf' | 'erasures' | 'erasePerson' | 'keepForDefence' | 'readDefence'>;
  readonly gate: Pick<Gate, 'ordinalOf' | 'erasePerson'>;
  readonly vault: Pick<Vault, 'erasePersons'>;
  readonly customers: Pick<Customers, 'erasePerson'>;
  readonly capture: Pick<Capture, 'erasePerson'>;
  readonly engagement: Pick<Engagement, 'erasePerson'>;
  /** Days for which proof of notice, consent and withdrawal is kept for a defence. */
  readonly defenceDays: number;
}

/** What the person is told: both dates, and what is kept until when. */
export interface ErasureAnswer extends Erasure {
  /** From when on the generation that wrapped the person's key is destroyed, so that no backup gives it back. */
  readonly unrecoverableFrom: Date;
}

/** The calendar months for which records of messages are kept (Provisions on Short Message Services: six). */
const MESSAGE_MONTHS = 6;
const DAY_MS = 86_400_000;

interface Terms {
  readonly consentUntil: Date;
  readonly messagesUntil: Date;
}

/** Erasure of a person across the contexts. */
export interface ErasureDesk {
  /** Erases a person everywhere, in the caller's transaction; again answers the same. Throws `rights.no-such-person`. */
  erasePerson(tx: Tx, person: string, act: { readonly by: string; readonly reason: string }): Promise<ErasureAnswer>;
  /** Erases again whom a restore brought back, with the terms of then; undefined for somebody whom the backup did not know. */
  replayErasure(tx: Tx, person: string, terms: Terms): Promise<ErasureAnswer | undefined>;
  /** When a person was erased; undefined if they were not. */
  erasureOf(tx: Tx, person: string): Promise<ErasureAnswer | undefined>;
  /** The newest erasures; with `before`, only earlier ones. */
  erasures(tx: Tx, limit: number, before: Date | null): Promise<ErasureAnswer[]>;
  /** What is kept of an erased person for a defence, opened and recorded; for the data protection officer alone. */
  readDefence(tx: Tx, person: string, act: { readonly by: string; readonly reason: string }): Promise<DefenceFile>;
}

/** Opens the desk. */
export function createErasureDesk(context: ErasureContext): ErasureDesk {
  return {
    erasePerson: (tx, person, act) => erasePerson(context, tx, person, act, termsFrom(context)),
    replayErasure: async (tx, person, terms) => {
      if ((await context.gate.ordinalOf(tx, person)) === undefined) return undefined;
      return erasePerson(context, tx, person, { by: 'journal', reason: 'restored' }, terms);
    },
    erasureOf: async (tx, person) => {
      const erasure = await context.evidence.erasureOf(tx, person);
      return erasure && answerOf(erasure);
    },
    erasures: async (tx, limit, before) => (await context.evidence.erasures(tx, limit, before)).map(answerOf),
    readDefence: async (tx, person, { by, reason }) => {
      const file = await context.evidence.readDefence(tx, person, { by, reason });
      await context.access.recordStaffAct(tx, { by, act: 'evidence.read-defence', subject: person });
      return file;
    },
  };
}

/** Every context's own erasure, in the order in which acts take their locks. A test holds this list against the folders. */
export const ERASERS = ['consent', 'evidence', 'capture', 'engagement', 'customers', 'vault', 'rights'] as const;

async function erasePerson(
  context: ErasureContext,
  tx: Tx,
  person: string,
  { by, reason }: { readonly by: string; readonly reason: string },
  { consentUntil, messagesUntil }: Terms,
): Promise<ErasureAnswer> {
  if ((await context.gate.ordinalOf(tx, person)) === undefined) throw noSuchPerson();
  const now = context.clock.now();
  const terms = { by, reason, consentUntil, messagesUntil };
  const before = await context.evidence.erasureOf(tx, person);
  // 1. Nothing about them is allowed any more; the act stands in the log.
  await context.gate.erasePerson(tx, person, terms);
  await context.evidence.erasePerson(tx, person, terms);
  // 2. Where they were met and written to.
  await context.capture.erasePerson(tx, person);
  const span = { at: now, since: monthsLater(now, -MESSAGE_MONTHS) };
  const messages = await context.engagement.erasePerson(tx, person, span);
  if (messages.length > 0 && before === undefined)
    await context.evidence.keepForDefence(tx, {
      person,
      source: 'messages',
      until: terms.messagesUntil,
      records: messages,
    });
  // 3. Who they are: identifiers, behaviour, every value and its key.
  await context.customers.erasePerson(tx, person);
  await context.vault.erasePersons(tx, [person]);
  await forgetPerson(tx, person);
  if (before === undefined)
    await context.access.recordStaffAct(tx, { by, act: 'rights.erase-person', subject: person });
  const erasure = await context.evidence.erasureOf(tx, person);
  if (erasure === undefined) throw new Error('the erasure was not stored');
  return answerOf(erasure);
}

function termsFrom({ clock, defenceDays }: ErasureContext): Terms {
  const now = clock.now();
  return {
    consentUntil: new Date(now.getTime() + defenceDays * DAY_MS),
    messagesUntil: monthsLater(now, MESSAGE_MONTHS),
  };
}

function answerOf(erasure: Erasure): ErasureAnswer {
  return { ...erasure, unrecoverableFrom: new Date(erasure.at.getTime() + UNRECOVERABLE_DAYS * DAY_MS) };
}

function monthsLater(from: Date, months: number): Date {
  const later = new Date(from);
  later.setUTCMonth(later.getUTCMonth() + months);
  // The 31st has no counterpart in a shorter month: the day after its end keeps the term whole.
  return later;
}

import type { Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { closedAmong, membersOfUse } from '../../consent/index.ts';
import type { ActRow, ActTable, LoggedAct } from '../../evidence/index.ts';

const EARLIEST = '00000000-0000-0000-0000-000000000000';
/** What the clocks of two servers may differ by, in milliseconds. */
const CLOCKS_DIFFER = 120_000;
const CAMPAIGN = 'campaign:';

interface Stored {
  readonly row: string;
  readonly use: string;
  readonly campaign: string | null;
  readonly ref: string | null;
  readonly activity: string;
  readonly channel: string;
  readonly person: string;
  readonly state: string;
  readonly erased: boolean;
  readonly reservedAt: Date;
  readonly handedAt: Date | null;
  readonly settledAt: Date | null;
  readonly reportedAt: Date | null;
}

/**
 * Messages. The entry of the use under which their addresses left the vault stands for them: its members are the people whom a batch of a campaign wrote to,
 * each with one message, so that none can be taken out, put in, or be another's. What became of a message (its state, the provider's id) no entry tells;
 * only that its state and times fit each other. A code to one person may have been tried under several uses, and names the last.
 */
export const sends: ActTable = {
  name: 'engagement.send',
  kinds: ['use-batch'],
  within: 'use',
  several: true,
  // The use has its own row.
  besides: true,
  expects: (act) => campaignOf(act) !== undefined && (sizeOf(act) ?? 1) > 0,
  async rowsOf(tx, acts) {
    const all: ActRow[] = [];
    // One use at a time: a page of acts may stand for hundreds of thousands of messages.
    for (const act of acts) if (useOf(act)['by'] === 'engagement') all.push(...(await messagesOf(tx, act)));
    return all;
  },
  receipts: (tx, after, limit) =>
    tx.query('select id::text as row, receipt from engagement.send where id > $1::uuid order by id limit $2', [
      after ?? EARLIEST,
      limit,
    ]),
};

function useOf({ payload }: LoggedAct): { readonly [member: string]: Json } {
  return (payload?.['use'] ?? {}) as { readonly [member: string]: Json };
}

function sizeOf({ payload }: LoggedAct): number | undefined {
  return (payload?.['members'] as { readonly size?: number } | undefined)?.size;
}

/** The campaign that a use was for; undefined for one that was for none. */
function campaignOf(act: LoggedAct): string | undefined {
  const { by, subject } = useOf(act);
  return by === 'engagement' && typeof subject === 'string' && subject.startsWith(CAMPAIGN)
    ? subject.slice(CAMPAIGN.length)
    : undefined;
}

async function messagesOf(tx: Tx, act: LoggedAct): Promise<ActRow[]> {
  const rows = await tx.query<Stored>(
    `select id::text as row, use, campaign, ref, activity, channel, person, state, erased_at is not null as erased, reserved_at as "reservedAt",
       handed_at as "handedAt", settled_at as "settledAt", reported_at as "reportedAt" from engagement.send where receipt = $1 order by id`,
    [act.receipt],
  );
  if (rows.length === 0) return [];
  const members = await peopleOf(tx, act.receipt);
  const campaign = campaignOf(act);
  const whole = await asManyAs(tx, campaign, rows, members);
  // Many messages say the same: each wording is told once.
  const told = new Map<string, ActRow>();
  for (const row of rows) {
    const { use, activity, channel, ref } = row;
    const facts = {
      use,
      activity,
      channel,
      by: 'engagement',
      subject: row.campaign === null ? ref : `${CAMPAIGN}${row.campaign}`,
    };
    const wrong = beside(act, row, members) ?? whole;
    const key = JSON.stringify([facts, wrong]);
    if (!told.has(key)) told.set(key, { row: row.row, receipt: act.receipt, facts, wrong });
  }
  return [...told.values()];
}

/** The ids of a use's members, as they are recorded. */
async function peopleOf(tx: Tx, receipt: string): Promise<Set<string>> {
  const people = new Set<string>();
  for await (const piece of (await membersOfUse(tx, receipt)) ?? []) {
    const text = Buffer.from(piece).toString('hex');
    for (let at = 0; at < text.length; at += 32) people.add(uuidOf(text.slice(at, at + 32)));
  }
  return people;
}

function uuidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

// A message for each of the people of a batch; a code has one person and one message.
async function asManyAs(
  tx: Tx,
  campaign: string | undefined,
  rows: readonly Stored[],
  members: ReadonlySet<string>,
): Promise<string | null> {
  if (campaign === undefined) return rows.length === 1 ? null : 'one message';
  return (await oneEach(tx, rows, members)) ? null : 'a message for each of its people';
}

// Where somebody was erased nobody stands in their place, once for each of them.
async function oneEach(tx: Tx, rows: readonly Stored[], members: ReadonlySet<string>): Promise<boolean> {
  const written = new Set(rows.flatMap(({ erased, person }) => (erased ? [] : [person])));
  const others = [...members].filter((person) => !written.has(person));
  if (rows.length !== members.size || others.length !== rows.filter(({ erased }) => erased).length) return false;
  return others.length === 0 || (await closedAmong(tx, others)).size === others.length;
}

function beside(act: LoggedAct, row: Stored, members: ReadonlySet<string>): string | null {
  if (!row.erased && !members.has(row.person)) return 'a person of its use';
  const apart = row.reservedAt.getTime() - act.time.getTime();
  // A code that is tried again was reserved under an earlier use.
  if (apart > CLOCKS_DIFFER || (row.campaign !== null && apart < -CLOCKS_DIFFER)) return 'the time of its entry';
  return timesFit(row) ? null : 'the times of its state';
}

const WAITING = ['reserved', 'handing_off'];
const NEVER_HANDED = ['refused_at_handoff', 'stopped'];

/** Whether a message has the times that its state has, in their order. */
function timesFit({ state, reservedAt, handedAt, settledAt, reportedAt }: Stored): boolean {
  if ((settledAt === null) !== WAITING.includes(state)) return false;
  if (handedAt === null && !NEVER_HANDED.includes(state) && state !== 'reserved') return false;
  if ((reportedAt !== null) !== ['delivered', 'undelivered'].includes(state)) return false;
  const times = [reservedAt, handedAt, settledAt].flatMap((time) => (time === null ? [] : [time.getTime()]));
  return times.every((time, at) => at === 0 || time >= (times[at - 1] ?? 0) - CLOCKS_DIFFER);
}

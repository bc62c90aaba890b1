import { Type } from 'typebox';
import { Check } from 'typebox/value';
import type { Tx } from '../../../../platform/database/index.ts';
import type { AddressChannel } from '../../../consent/index.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { claimIdentifiers } from '../../identity/claim-identifiers.ts';
import { rowKey } from '../../identity/identify.ts';
import { findByIdentifiers } from '../../identity/store/person-store.ts';
import { Counts } from '../wire/domain/counts.ts';
import { type SourceEvent, timeOf } from '../wire/domain/source-event.ts';
import { fileOfSource, hourOf } from '../wire/file-events.ts';
import { ownerKey } from '../wire/owner-key.ts';
import type { FiledEvent } from '../wire/read-arrivals.ts';
import { lockFiling } from '../wire/store/arrival-store.ts';
import { addCounts, findSource, noteAuthorised, type SourceRow } from '../wire/store/source-store.ts';
import { welcome } from '../wire/welcome-people.ts';
import type { CallbackContent, No } from './domain/callback-content.ts';
import { readFlatXml } from './domain/read-xml.ts';
import { type TmallMessage, tmallContent } from './domain/tmall-messages.ts';
import { webhookContent } from './domain/webhook-rules.ts';
import { wechatContent, wechatMembers } from './domain/wechat-events.ts';
import { wecomContent } from './domain/wecom-events.ts';
import { CALLBACK_LABEL, type KeptMessage } from './receive-callback.ts';
import { subjectOf } from './receive-tmall.ts';
import { type CallbackRow, forgetCallbacks, markFiled, waitingCallbacks } from './store/callback-store.ts';
import { forgetShopMembers, ownShopMembers } from './store/shop-member-store.ts';

const BATCH = 200;
/** A message that is older than its digest would be remembered is no retry of its platform: it is counted and changes nothing. */
const REMEMBERED_MS = 30 * 86_400_000;
const Kept = Type.Object({
  kind: Type.Union([Type.Literal('wecom'), Type.Literal('wechat'), Type.Literal('webhook'), Type.Literal('tmall')]),
  id: Type.String(),
  text: Type.String(),
});

interface Read {
  readonly content: CallbackContent;
  readonly events: readonly FiledEvent[];
  readonly unreadable: number;
  readonly receivedAt: Date;
}

/**
 * Files what callbacks brought, like the arrivals of trackers and under the same lock: people are made where the source says how they are told;
 * then, in one transaction, noes go through the gate, events into the log or into a count, and the messages are done. Needs the vault.
 * Returns how many messages were filed.
 */
export async function fileCallbacks(deps: CustomersDeps): Promise<number> {
  let filed = 0;
  for (;;) {
    await welcomeCallers(deps);
    const done = await deps.database.transaction((tx) => fileBatch(deps, tx));
    if (done === 0) return filed;
    filed += done;
  }
}

async function welcomeCallers(deps: CustomersDeps): Promise<void> {
  const found = await deps.database.transaction(async (tx) => {
    if (!(await lockFiling(tx))) return [];
    return readWaiting(deps, tx, await waitingCallbacks(tx, BATCH));
  });
  for (const { source, read } of found) {
    const events = read.flatMap((each) => each.events).filter(({ event }) => event.type === 'identify');
    if (source.notice !== null && events.length > 0) await welcome(deps, source, events);
  }
}

async function fileBatch(deps: CustomersDeps, tx: Tx): Promise<number> {
  if (!(await lockFiling(tx))) return 0;
  const waiting = await waitingCallbacks(tx, BATCH);
  if (waiting.length === 0) return 0;
  const now = deps.clock.now();
  for (const { source, read } of await readWaiting(deps, tx, waiting)) {
    const counts = new Counts();
    for (const { content, unreadable, receivedAt } of read) {
      if (content.authorised !== undefined)
        await noteAuthorised(tx, source.code, content.authorised, content.happenedAt ?? receivedAt);
      for (const detail of content.noted) counts.add('noted', detail);
      counts.add('event', 'unreadable', unreadable);
      for (const no of content.noes) counts.add('no', await fileNo(deps, tx, source, no));
    }
    await knowAddresses(deps, tx, source, read);
    if (source.kind === 'tmall') await knowMembers(deps, tx, source, read);
    await fileOfSource(
      deps,
      tx,
      source,
      read.flatMap((each) => each.events),
    );
    await addCounts(tx, source.code, hourOf(now), counts.rows());
  }
  await markFiled(
    tx,
    waiting.map(({ seq }) => seq),
    now,
  );
  await forgetCallbacks(tx, new Date(now.getTime() - REMEMBERED_MS));
  await forgetShopMembers(tx, new Date(now.getTime() - REMEMBERED_MS));
  return waiting.length;
}

async function readWaiting(
  deps: CustomersDeps,
  tx: Tx,
  waiting: readonly CallbackRow[],
): Promise<{ source: SourceRow; read: Read[] }[]> {
  const sources: { source: SourceRow; read: Read[] }[] = [];
  for (const code of new Set(waiting.map((row) => row.source))) {
    const source = await findSource(tx, code);
    if (source === undefined) continue;
    sources.push({
      source,
      read: waiting.filter((row) => row.source === code).map((row) => readCallback(deps, source, row)),
    });
  }
  return sources;
}

function readCallback(deps: CustomersDeps, source: SourceRow, row: CallbackRow): Read {
  const { content, unreadable } = contentOf(source, keptMessage(deps, row));
  const stale =
    content.happenedAt !== undefined && content.happenedAt.getTime() < row.receivedAt.getTime() - REMEMBERED_MS;
  if (stale)
    return { content: { ...content, noes: [], noted: ['stale'] }, events: [], unreadable, receivedAt: row.receivedAt };
  const natural = row.digest.toString('hex');
  const events = content.events.map((event: SourceEvent, index): FiledEvent => {
    const { at, corrected } = timeOf(event, row.receivedAt);
    return { event, at, corrected, rowKey: rowKey(deps, `source:${row.source}`, `${natural}/${index}`, 0) };
  });
  return { content, events, unreadable, receivedAt: row.receivedAt };
}

function contentOf(source: SourceRow, message: KeptMessage): { content: CallbackContent; unreadable: number } {
  if (message.kind === 'wecom') {
    const xml = readFlatXml(message.text);
    if (xml === undefined) throw new Error('a message that is no XML was kept');
    return { content: wecomContent(xml, source.settings?.suite), unreadable: 0 };
  }
  if (message.kind === 'wechat') {
    const members = wechatMembers(message.text);
    if (members === undefined) throw new Error('a message that can’t be read was kept');
    return { content: wechatContent(members, source.settings?.account), unreadable: 0 };
  }
  if (message.kind === 'tmall')
    return { content: tmallContent(JSON.parse(message.text) as TmallMessage), unreadable: 0 };
  const { content, problems } = webhookContent(source.settings?.rules ?? [], {
    id: message.id,
    value: JSON.parse(message.text),
  });
  return { content, unreadable: problems.length };
}

function keptMessage(deps: CustomersDeps, row: CallbackRow): KeptMessage {
  const opened = deps.service.unsealSmall(CALLBACK_LABEL, row.body);
  const kept: unknown = opened === undefined ? undefined : JSON.parse(opened.toString('utf8'));
  if (!Check(Kept, kept)) throw new Error('a message that was kept does not open');
  return kept;
}

// The number binds whoever will carry it, also where nobody does yet (decisions 0013 and 0072).
async function fileNo(deps: CustomersDeps, tx: Tx, source: SourceRow, no: No): Promise<string> {
  const key = ownerKey(deps, source, no.userId);
  await deps.vault.settleDigests(tx, 'member_id', [key]);
  const [owner] = await findByIdentifiers(tx, [key]);
  const address = addressChannel(source, no);
  if (owner !== undefined && address !== undefined)
    await deps.gate.setAddresses(tx, [{ person: owner.person, channel: address, digest: key.digest }]);
  // Others were told to carry the number afterwards (`identify`); what is recorded as theirs stays when they are told another.
  const others = address === undefined ? [] : await deps.gate.personsByAddress(tx, address, key.digest);
  const holders = owner === undefined ? others : [owner.person];
  const outcomes: string[] = [];
  for (const person of holders) outcomes.push(await sayNo(deps, tx, person, no));
  if (outcomes.length > 0) return outcomes.includes('recorded') ? 'recorded' : 'nothing-standing';
  if (address === undefined) return 'unknown-person';
  await deps.gate.objectByAddress(tx, { channel: address, digest: key.digest, by: no.by });
  return 'recorded-by-address';
}

// The channel that a source's numbers are addresses of. Nobody gave an authorisation back whom we don't know.
function addressChannel(source: SourceRow, no: No): AddressChannel | undefined {
  if (source.identifierType === 'external_userid') return 'wecom';
  if (source.identifierType !== 'openid') return undefined;
  return no.channel === 'official_account' || no.channel === 'mini_program' ? no.channel : undefined;
}

async function sayNo(deps: CustomersDeps, tx: Tx, person: string, no: No): Promise<string> {
  if (no.withdraws === true) return withdrawAll(deps, tx, person, no.by);
  const channel = no.channel === undefined ? {} : { channel: no.channel };
  await deps.gate.object(tx, { person, kind: 'unsubscribe', ...channel, by: no.by });
  return 'recorded';
}

// What was agreed to rests on an authorisation that was taken back: the wider reading binds (PIPL 15).
async function withdrawAll(deps: CustomersDeps, tx: Tx, person: string, by: string): Promise<string> {
  const states = await deps.gate.consentsOf(tx, person);
  const standing = new Set(states.filter(({ state }) => state === 'granted').map(({ activity }) => activity));
  for (const activity of [...standing].sort()) await deps.gate.withdraw(tx, { person, activity, by });
  return standing.size === 0 ? 'nothing-standing' : 'recorded';
}

// Whose membership it is, so that it goes with them; and their number at the brand, for whom this may be collected.
async function knowMembers(deps: CustomersDeps, tx: Tx, source: SourceRow, read: readonly Read[]): Promise<void> {
  const users = [...new Set(read.flatMap(({ events }) => events.flatMap(({ event }) => event.userId ?? [])))];
  const keys = users.map((user) => ownerKey(deps, source, user));
  await deps.vault.settleDigests(tx, 'member_id', keys);
  const owners = await findByIdentifiers(tx, keys);
  const byUser = new Map(users.map((user, place) => [user, owners[place]]));
  const owned = users.flatMap((user, place) => {
    const person = owners[place]?.person;
    return person === undefined ? [] : [{ subject: subjectOf(deps, source.code, user), person }];
  });
  await ownShopMembers(tx, source.code, owned);
  const claims = read.flatMap(({ content, receivedAt }) =>
    (content.claims ?? []).flatMap(({ userId, type, value }) => {
      const ordinal = byUser.get(userId)?.ordinal;
      if (ordinal === undefined) return [];
      const identifier = { type, issuer: source.issuer, value };
      return [{ ordinal, identifier, source: `source:${source.code}`, at: receivedAt }];
    }),
  );
  await claimIdentifiers(deps, tx, claims);
}

// WeCom itself says whose number it is: that confirms it.
async function knowAddresses(deps: CustomersDeps, tx: Tx, source: SourceRow, read: readonly Read[]): Promise<void> {
  if (source.identifierType !== 'external_userid') return;
  const users = new Set(
    read.flatMap(({ events }) =>
      events.flatMap(({ event }) => (event.type === 'identify' ? (event.userId ?? []) : [])),
    ),
  );
  const keys = [...users].map((user) => ownerKey(deps, source, user));
  await deps.vault.settleDigests(tx, 'member_id', keys);
  const owners = await findByIdentifiers(tx, keys);
  for (const [index, owner] of owners.entries()) {
    const digest = keys[index]?.digest;
    if (owner === undefined || digest === undefined) continue;
    const address = { person: owner.person, channel: 'wecom', digest } as const;
    const [confirmed] = await deps.gate.haveAddresses(tx, [address], { confirmed: true });
    if (confirmed === true) continue;
    await deps.gate.setAddresses(tx, [address]);
    await deps.gate.confirmAddress(tx, { person: owner.person, channel: 'wecom', how: 'wecom' });
  }
}

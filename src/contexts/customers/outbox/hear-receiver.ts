import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import { scanText } from '../../vault/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { checkWebhook } from '../domain/standard-webhook.ts';
import { identifierKey } from '../identity/identify.ts';
import { findByIdentifiers, forgottenIdentifiers, type IdentifierKey } from '../identity/store/person-store.ts';
import { callbackMalformed, callbackUnsigned, listNamesSomebody, webhookRefused } from '../inbound-failures.ts';
import { outsideLabel } from './deliver-outbox.ts';
import { actOf } from './note-outside.ts';
import { receiverKey } from './receiver-secret.ts';
import { acknowledgeRows, insertForOutside } from './store/outbox-store.ts';
import {
  addToReconciliation,
  findOutside,
  finishReconciliation,
  insertOutside,
  markListed,
  openReconciliation,
  type Reconciliation,
} from './store/outside-store.ts';
import { findReceiver, type ReceiverRow } from './store/receiver-store.ts';

/** What a receiver says: which messages are done, and, part by part, which numbers it holds. */
export interface ReceiverWord {
  readonly acknowledged?: readonly string[];
  readonly held?: { readonly list: string; readonly ids: readonly string[]; readonly last: boolean };
}

/** A signed call of a receiver. */
export interface ReceiverCall {
  readonly receiver: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Reads the body; undefined for what is none. */
  readonly read: (value: unknown) => ReceiverWord | undefined;
}

/**
 * Hears a receiver. A list is compared with what it should hold: whom it holds and we know are linked, and told every no in force; whom it
 * holds although they were erased here it is told to erase; who is missing is counted. Answers how many messages were acknowledged.
 */
export async function hearReceiver(deps: CustomersDeps, call: ReceiverCall): Promise<{ acknowledged: number }> {
  const receiver = await deps.database.transaction((tx) => findReceiver(tx, call.receiver), { readOnly: true });
  if (receiver === undefined || receiver.endedAt !== null) throw callbackUnsigned();
  const refused = checkWebhook(receiverKey(deps, receiver), call.headers, call.body, deps.clock.now());
  if (refused !== undefined) throw webhookRefused(refused);
  const word = call.read(parsed(call.body));
  if (word === undefined) throw callbackMalformed();
  return deps.database.transaction(async (tx) => {
    const { held } = word;
    if (held !== undefined) await compare(deps, tx, receiver, held);
    return { acknowledged: await acknowledgeRows(tx, receiver.code, word.acknowledged ?? [], deps.clock.now()) };
  });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw callbackMalformed();
  }
}

async function compare(
  deps: CustomersDeps,
  tx: Tx,
  receiver: ReceiverRow,
  held: NonNullable<ReceiverWord['held']>,
): Promise<void> {
  // A list's name is kept in clear and shown.
  if (scanText(held.list).length > 0) throw listNamesSomebody();
  const at = deps.clock.now();
  const begun = { id: newId(deps.clock), receiver: receiver.code, list: held.list, at };
  const row = await openReconciliation(tx, begun);
  // A list that is over stays as it is: its last part came again.
  if (row.finishedAt !== null) return;
  await comparePart(deps, tx, receiver, row, [...new Set(held.ids)]);
  if (held.last) await finishReconciliation(tx, row, at);
}

async function comparePart(
  deps: CustomersDeps,
  tx: Tx,
  receiver: ReceiverRow,
  row: Reconciliation,
  ids: readonly string[],
): Promise<void> {
  const { identifierType: type, issuer, identifierScope: scope } = receiver;
  const keys = ids.map((value) => identifierKey(deps, { type, issuer, scope, value }));
  const linked = await link(deps, tx, receiver, ids, keys);
  const known = await findOutside(
    tx,
    receiver.code,
    keys.map(({ digest }) => digest),
  );
  const live = known.filter(({ erasedAt }) => erasedAt === null);
  const gone = known.filter(({ erasedAt }) => erasedAt !== null);
  await markListed(
    tx,
    known.map(({ id }) => id),
    row.id,
  );
  const erasedHere = await tellErased(
    deps,
    tx,
    receiver,
    ids,
    keys,
    new Set(known.map((each) => each.digest.toString('base64'))),
  );
  await addToReconciliation(tx, row.id, {
    held: live.length,
    linked,
    erased: gone.length + erasedHere,
    unknown: ids.length - known.length - erasedHere,
  });
}

/** Remembers under which numbers a receiver holds people we know, and tells it every no that is in force for them. */
async function link(
  deps: CustomersDeps,
  tx: Tx,
  receiver: ReceiverRow,
  ids: readonly string[],
  keys: readonly IdentifierKey[],
): Promise<number> {
  const owners = await findByIdentifiers(tx, keys);
  const there = new Set(
    (
      await findOutside(
        tx,
        receiver.code,
        keys.map(({ digest }) => digest),
      )
    ).map((each) => each.digest.toString('base64')),
  );
  let linked = 0;
  for (const [index, owner] of owners.entries()) {
    const [id, key] = [ids[index], keys[index]];
    if (owner === undefined || id === undefined || key === undefined || there.has(key.digest.toString('base64')))
      continue;
    const outside = await keepNumber(deps, tx, receiver, { id, digest: key.digest, person: owner.person });
    await tellNoes(deps, tx, receiver, outside, owner.person);
    linked += 1;
  }
  return linked;
}

async function keepNumber(
  deps: CustomersDeps,
  tx: Tx,
  receiver: ReceiverRow,
  number: { id: string; digest: Buffer; person: string },
): Promise<string> {
  const id = newId(deps.clock);
  const sealed = deps.vault.sealBlob(outsideLabel(id), Buffer.from(number.id));
  const row = { id, receiver: receiver.code, person: number.person, digest: number.digest, sealed };
  await insertOutside(tx, [row], deps.clock.now());
  return id;
}

async function tellNoes(
  deps: CustomersDeps,
  tx: Tx,
  receiver: ReceiverRow,
  outside: string,
  person: string,
): Promise<void> {
  const now = deps.clock.now();
  for (const { kind: what, channel, at, receipt } of await deps.gate.objectionsOf(tx, person))
    await insertForOutside(tx, outside, actOf({ what, activity: null, channel, at, receipt }), now);
  for (const activity of receiver.activities) {
    const { state } = await deps.gate.consentState(tx, person, activity);
    if (state !== 'withdrawn' && state !== 'refused') continue;
    const facts = { at: now.toISOString(), activity };
    await insertForOutside(tx, outside, { kind: 'withdrawn', facts, receipt: null }, now);
  }
}

/** Tells a receiver to erase whom it holds although they were erased here before it ever listed them. */
async function tellErased(
  deps: CustomersDeps,
  tx: Tx,
  receiver: ReceiverRow,
  ids: readonly string[],
  keys: readonly IdentifierKey[],
  known: ReadonlySet<string>,
): Promise<number> {
  const forgotten = await forgottenIdentifiers(tx, keys);
  const now = deps.clock.now();
  let told = 0;
  for (const [index, key] of keys.entries()) {
    const digest = key.digest.toString('base64');
    const id = ids[index];
    if (!forgotten.has(digest) || known.has(digest) || id === undefined) continue;
    // The number alone: whose it was nobody knows any more.
    const outside = await keepNumber(deps, tx, receiver, { id, digest: key.digest, person: newId(deps.clock) });
    await insertForOutside(tx, outside, { kind: 'erased', facts: { at: now.toISOString() }, receipt: null }, now);
    await tx.execute('update customers.outside_person set erased_at = $2 where id = $1', [outside, now]);
    told += 1;
  }
  return told;
}

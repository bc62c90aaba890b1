import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { tooManyPersons } from './consent-failures.ts';
import type { ActivityCase } from './domain/activity-case.ts';
import type { UseRequest } from './domain/acts.ts';
import type { Reason } from './domain/decision.ts';
import { exportsSensitive, exportYear, transferOf } from './domain/export-facts.ts';
import { GATE_RULES } from './domain/gate-rules.ts';
import { idBytes } from './domain/people-set.ts';
import type { GrantState, PersonState } from './domain/person-state.ts';
import type { UseGrant } from './gate.ts';
import type { GateContext } from './gate-context.ts';
import { judgeMany } from './judge-many.ts';
import { noteChanges } from './note-changes.ts';
import { completeCase, openCase, withAsks, withExports } from './open-case.ts';
import { mintPermit } from './permit.ts';
import { unsealBirth } from './register-subjects.ts';
import { lockExports, noteExports } from './store/exports.ts';
import { lockOpenGrants, useUpGrants } from './store/grants.ts';
import { readPersonState, readPersonStates, type StateQuery } from './store/read-person-states.ts';
import { lockSubjects } from './store/subjects.ts';
import { insertUse } from './store/uses.ts';

/** Most people in one use: one receipt commits to at most so many members. */
export const MOST_PERSONS = 1_000;

/** What deciding about a list of people came to. */
export interface Sorted {
  readonly theCase: ActivityCase | undefined;
  readonly allowed: ReadonlyMap<string, number>;
  readonly refused: ReadonlyMap<string, Reason>;
  /** Everybody who was judged. */
  readonly states: readonly PersonState[];
}

/**
 * Decides about each person under a lock that holds off withdrawals until the transaction ends, now. `ownUse` names a use whose one-time
 * consents count as not yet used, since it is this very use that used them.
 */
export async function sortPersons(
  context: GateContext,
  tx: Tx,
  request: Omit<UseRequest, 'by' | 'operation'> & {
    readonly operation: UseRequest['operation'];
    readonly source?: string;
  },
  ownUse?: string,
): Promise<Sorted> {
  const refused = new Map<string, Reason>();
  const channel = request.channel ?? 'none';
  const locked = await lockSubjects(tx, request.persons, 'use');
  for (const person of request.persons) if (!locked.has(person)) refused.set(person, GATE_RULES.personUnknown);
  const opened = await openCase(context, tx, {
    activity: request.activity,
    operation: request.operation,
    channel,
    brand: request.brand ?? null,
    message: request.message ?? null,
    recipient: request.recipient ?? null,
    fields: request.fields,
    ...(request.source === undefined ? {} : { source: request.source }),
    ...(request.operatorPermitted === true ? { operatorPermitted: true } : {}),
  });
  if (opened === undefined) {
    for (const person of request.persons) refused.set(person, GATE_RULES.activityUnknown);
    return { theCase: undefined, allowed: new Map(), refused, states: [] };
  }
  const query = { activity: request.activity, channel, asOf: null };
  const states = (await readForOneUse(context, tx, query, locked)).map((state) => ({
    ...state,
    grants: state.grants.map((grant) => ownedUp(grant, ownUse, context.clock.now())),
  }));
  const completed = await completeCase(context, tx, opened, states);
  if (transferOf(completed.activity, completed.request) !== undefined) await lockExports(tx);
  const at = context.clock.now();
  const asked = await withExports(tx, completed, await withAsks(tx, completed, states), at);
  const { theCase, states: counted } = countedTogether(asked, at);
  const verdicts = judgeMany(context.judge, theCase, counted, { at, live: true });
  const allowed = new Map<string, number>();
  for (const [index, state] of states.entries()) {
    const verdict = verdicts[index];
    if (verdict !== undefined && verdict.outcome !== 'deny') allowed.set(state.person, state.ordinal);
    else refused.set(state.person, verdict?.reasons[0] ?? GATE_RULES.personUnknown);
  }
  return { theCase, allowed, refused, states };
}

// Uses share the lock on a person, so that one consent for one use could serve two of them that don't see each other: whoever finds one that is open
// locks it, and reads what the other use has left of it.
async function readForOneUse(
  context: GateContext,
  tx: Tx,
  query: StateQuery,
  locked: ReadonlyMap<string, number>,
): Promise<PersonState[]> {
  const states = await readLocked(context, tx, query, locked);
  const open = states.filter(({ grants }) => grants.some(({ oneTime, usedAt }) => oneTime && usedAt === null));
  if (open.length === 0) return states;
  await lockOpenGrants(
    tx,
    open.map(({ ordinal }) => ordinal),
    query.activity,
  );
  return readLocked(context, tx, query, locked);
}

// The law lets a consent serve its own use, at the very instant of it; another use of the same millisecond is not its own.
function ownedUp(grant: GrantState, ownUse: string | undefined, now: Date): GrantState {
  if (grant.usedAt === null) return grant;
  if (ownUse !== undefined && grant.usedBy === ownUse) return { ...grant, usedAt: null, usedBy: null };
  return grant.usedAt < now ? grant : { ...grant, usedAt: new Date(now.getTime() - 1) };
}

// What is sent together is counted together: nobody of a batch is below a threshold that the batch passes (2024 Provisions 7, 8).
function countedTogether(
  asked: { readonly theCase: ActivityCase; readonly states: readonly PersonState[] },
  at: Date,
): { readonly theCase: ActivityCase; readonly states: readonly PersonState[] } {
  const { theCase, states } = asked;
  const { exports } = theCase;
  if (exports === undefined) return asked;
  const isSensitive = (state: PersonState) => exportsSensitive(theCase.request, state, at);
  const plain = exports.plain + states.filter((each) => !isSensitive(each) && each.exported?.plain !== true).length;
  const sensitive =
    exports.sensitive + states.filter((each) => isSensitive(each) && each.exported?.sensitive !== true).length;
  const exported = { plain: true, sensitive: true };
  return {
    theCase: { ...theCase, exports: { plain, sensitive } },
    states: states.map((each) => ({ ...each, exported })),
  };
}

async function readLocked(
  context: GateContext,
  tx: Tx,
  query: StateQuery,
  locked: ReadonlyMap<string, number>,
): Promise<PersonState[]> {
  const unseal = (sealed: Buffer) => unsealBirth(context, sealed);
  const [person, ...others] = locked.keys();
  if (person === undefined) return [];
  if (others.length > 0) return readPersonStates(tx, { ...query, ordinals: [...locked.values()] }, unseal);
  const state = await readPersonState(tx, { ...query, person }, unseal);
  return state === undefined ? [] : [state];
}

/**
 * Decides about up to 1,000 people, records one use of those who are allowed with one receipt, and returns the permit that opens the vault
 * for these people and fields. The use is written before anything leaves.
 */
export async function usePersons(context: GateContext, tx: Tx, request: UseRequest): Promise<UseGrant> {
  if (request.persons.length > MOST_PERSONS) throw tooManyPersons();
  const use = newId(context.clock);
  const { theCase, allowed, refused, states } = await sortPersons(context, tx, request);
  if (theCase === undefined || allowed.size === 0) return { permit: null, use, receipt: null, refused };
  const now = context.clock.now();
  const channel = request.channel ?? null;
  const payload: { [key: string]: Json } = {
    use,
    activity: request.activity,
    revision: theCase.activity.revision,
    operation: request.operation,
    channel,
    brand: request.brand ?? null,
    recipient: theCase.request.recipient,
    fields: [...request.fields],
    purposeNote: request.purposeNote ?? null,
    subject: request.subject ?? null,
    by: request.by,
    at: now.toISOString(),
  };
  const members = [...allowed].sort(([, left], [, right]) => left - right);
  const { receipt } = await context.evidence.recordUseBatch(tx, {
    payload,
    members: members.map(([person]) => idBytes(person)),
  });
  const row = {
    id: use,
    activity: request.activity,
    revision: theCase.activity.revision,
    operation: request.operation,
    channel,
    brand: request.brand ?? null,
    recipient: theCase.request.recipient,
    fields: request.fields,
    recipients: recipientsOf(theCase),
    message: request.message ?? null,
    purposeNote: request.purposeNote ?? null,
    subject: request.subject ?? null,
    by: request.by,
    at: now,
    receipt: receipt.id,
  };
  const ordinals = members.map(([, ordinal]) => ordinal);
  await insertUse(tx, row, ordinals);
  await countExported(tx, theCase, states, new Set(ordinals), now);
  if (theCase.activity.basis === 'consent') {
    const { activity } = request;
    const usedUp = await useUpGrants(tx, { ordinals, activity, channel: channel ?? 'none', use, at: now });
    await noteChanges(
      context,
      tx,
      usedUp.map((ordinal) => ({ ordinal, kind: 'used-up', activity })),
      now,
    );
  }
  const permit = mintPermit({
    activity: request.activity,
    operation: request.operation,
    persons: new Set(allowed.keys()),
    fields: new Set(request.fields),
    use,
  });
  return { permit, use, receipt, refused };
}

// Transfers that are exempt by articles 3 to 6 of the 2024 Provisions do not count.
async function countExported(
  tx: Tx,
  { activity, request }: ActivityCase,
  states: readonly PersonState[],
  allowed: ReadonlySet<number>,
  at: Date,
): Promise<void> {
  const transfer = transferOf(activity, request);
  if (transfer === undefined || transfer.exemption !== null) return;
  const rows = states
    .filter((state) => allowed.has(state.ordinal))
    .map((state) => ({ ordinal: state.ordinal, sensitive: exportsSensitive(request, state, at) }));
  await noteExports(tx, exportYear(at), rows, at);
}

// Who gets the information in this use: the named recipient, or the entrusted gateways when a message leaves.
function recipientsOf({ activity, request }: ActivityCase): string[] {
  if (request.recipient !== null) return [request.recipient];
  if (request.channel === 'none') return [];
  return activity.recipients.filter((each) => each.role === 'entrustee').map((each) => each.name);
}

import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { tooManyPersons } from './consent-failures.ts';
import type { ActivityCase } from './domain/activity-case.ts';
import type { UseRequest } from './domain/acts.ts';
import type { Reason } from './domain/decision.ts';
import { GATE_RULES } from './domain/gate-rules.ts';
import { idBytes } from './domain/people-set.ts';
import type { PersonState } from './domain/person-state.ts';
import type { UseGrant } from './gate.ts';
import type { GateContext } from './gate-context.ts';
import { judgeMany } from './judge-many.ts';
import { noteChanges } from './note-changes.ts';
import { completeCase, openCase, withAsks } from './open-case.ts';
import { mintPermit } from './permit.ts';
import { unsealBirth } from './register-subjects.ts';
import { useUpGrants } from './store/grants.ts';
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
  });
  if (opened === undefined) {
    for (const person of request.persons) refused.set(person, GATE_RULES.activityUnknown);
    return { theCase: undefined, allowed: new Map(), refused };
  }
  const states = (await readLocked(context, tx, { activity: request.activity, channel, asOf: null }, locked)).map(
    (state) => ({
      ...state,
      grants: state.grants.map((grant) =>
        ownUse !== undefined && grant.usedBy === ownUse ? { ...grant, usedAt: null, usedBy: null } : grant,
      ),
    }),
  );
  const theCase = await completeCase(context, tx, opened, states);
  const verdicts = judgeMany(context.judge, theCase, await withAsks(tx, theCase, states), {
    at: context.clock.now(),
    live: true,
  });
  const allowed = new Map<string, number>();
  for (const [index, state] of states.entries()) {
    const verdict = verdicts[index];
    if (verdict !== undefined && verdict.outcome !== 'deny') allowed.set(state.person, state.ordinal);
    else refused.set(state.person, verdict?.reasons[0] ?? GATE_RULES.personUnknown);
  }
  return { theCase, allowed, refused };
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
  const { theCase, allowed, refused } = await sortPersons(context, tx, request);
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
    recipient: request.recipient ?? null,
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
    recipient: request.recipient ?? null,
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

// Who gets the information in this use: the named recipient, or the entrusted gateways when a message leaves.
function recipientsOf({ activity, request }: ActivityCase): string[] {
  if (request.recipient !== null) return [request.recipient];
  if (request.channel === 'none') return [];
  return activity.recipients.filter((each) => each.role === 'entrustee').map((each) => each.name);
}

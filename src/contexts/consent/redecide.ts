import type { Tx } from '../../platform/database/index.ts';
import type { Channel } from '../register/index.ts';
import { useUnknown } from './consent-failures.ts';
import type { MessageFacts, Reason } from './domain/decision.ts';
import { GATE_RULES } from './domain/gate-rules.ts';
import type { GateContext } from './gate-context.ts';
import { mintPermit, type Permit } from './permit.ts';
import { findOrdinals } from './store/subjects.ts';
import { findUse, membersAmong } from './store/uses.ts';
import { sortPersons } from './use-persons.ts';

/** Decides again, at hand-off, about people of an earlier use; the use and its receipt stay the ones that were committed before. */
export async function redecide(
  context: GateContext,
  tx: Tx,
  request: { use: string; persons: readonly string[] },
): Promise<{ permit: Permit | null; refused: ReadonlyMap<string, Reason> }> {
  const use = await findUse(tx, request.use);
  if (use === undefined) throw useUnknown();
  const ordinals = await findOrdinals(tx, request.persons);
  const members = await membersAmong(
    tx,
    use.id,
    ordinals.flatMap((ordinal) => ordinal ?? []),
  );
  const persons = request.persons.filter((_person, index) => members.has(ordinals[index] ?? -1));
  const { allowed, refused } = await sortPersons(
    context,
    tx,
    {
      activity: use.activity,
      operation: use.operation,
      fields: use.fields,
      persons,
      // The use was recorded with the permission, or it would not have been.
      ...(use.operation === 'staff_bulk_export' ? { operatorPermitted: true } : {}),
      ...(use.channel === null ? {} : { channel: use.channel as Channel }),
      ...(use.brand === null ? {} : { brand: use.brand }),
      ...(use.recipient === null ? {} : { recipient: use.recipient }),
      ...(use.message === null ? {} : { message: revive(use.message) }),
    },
    use.id,
  );
  const all = new Map(refused);
  for (const person of request.persons) if (!persons.includes(person)) all.set(person, GATE_RULES.personUnknown);
  if (allowed.size === 0) return { permit: null, refused: all };
  const permit = mintPermit({
    activity: use.activity,
    operation: use.operation,
    persons: new Set(allowed.keys()),
    fields: new Set(use.fields),
    use: use.id,
  });
  return { permit, refused: all };
}

// JSON has no instants: what was stored as one comes back as text.
function revive(message: MessageFacts): MessageFacts {
  const { queuedAt, ...rest } = message;
  return queuedAt === undefined ? rest : { ...rest, queuedAt: new Date(queuedAt) };
}

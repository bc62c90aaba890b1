import type { Tx } from '../../platform/database/index.ts';
import { joinSets, partSets, type Regrouped } from './domain/kin-groups.ts';
import type { GateContext } from './gate-context.ts';
import { noteChanges } from './note-changes.ts';
import { lockKin, writeKin } from './store/kin.ts';

/**
 * From here the records of each set are one human to the gate: what any of them said no to counts for all of them as if each had said it
 * itself at that time; what one agreed to counts for that one alone (decision 0067). Like a withdrawal it waits for uses that were being decided,
 * and is in force on every server when the caller's transaction has committed. Ordinals nobody has are a bug.
 */
export async function joinRecords(context: GateContext, tx: Tx, sets: readonly (readonly number[])[]): Promise<void> {
  if (sets.length === 0) return;
  const before = await lockKin(tx, [...new Set(sets.flat())]);
  await write(context, tx, joinSets(before, sets), 'joined');
}

/** Takes each set of records out of its group; each record stands again exactly as its own acts left it. */
export async function partRecords(context: GateContext, tx: Tx, sets: readonly (readonly number[])[]): Promise<void> {
  if (sets.length === 0) return;
  const before = await lockKin(tx, [...new Set(sets.flat())]);
  await write(context, tx, partSets(before, sets), 'parted');
}

async function write(context: GateContext, tx: Tx, { groups, alone }: Regrouped, kind: string): Promise<void> {
  const at = context.clock.now();
  const rows = groups.flatMap((group) => group.map((ordinal) => ({ ordinal, label: group[0] ?? ordinal })));
  await writeKin(tx, [...rows, ...alone.map((ordinal) => ({ ordinal, label: null }))], at);
  const changes = [...rows, ...alone.map((ordinal) => ({ ordinal }))].map(({ ordinal }) => ({ ordinal, kind }));
  await noteChanges(context, tx, changes, at);
}

import { fromBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { JournalEvent } from '../../platform/journal/index.ts';
import type { GateContext } from './gate-context.ts';
import { type JournalledNo, NO } from './journal-no.ts';
import { noteChanges } from './note-changes.ts';
import { personsAt } from './store/addresses.ts';
import { insertRefusals } from './store/grants.ts';
import { knownNoes } from './store/known-noes.ts';
import { lockSubjects } from './store/subjects.ts';
import { insertSuppressions, type SuppressionRow } from './store/suppressions.ts';

/** Where a no that was put back says that it comes from; with the receipt of the act that the restored database does not know. */
export const FROM_JOURNAL = 'journal:';

/**
 * Puts noes of the journal that the database does not know back in force, with an entry each that names the lost receipt. Consent that may
 * have been given after them is not in the journal: a no that was taken back meanwhile binds again, until the person agrees once more. Other
 * events are passed over. Returns how many were put back.
 */
export async function replayNoes(context: GateContext, tx: Tx, events: readonly JournalEvent[]): Promise<number> {
  const noes = new Map<string, JournalledNo>();
  for (const event of events) {
    if (event.kind !== NO) continue;
    const no = revive(event);
    noes.set(no.receipt, no);
  }
  const known = await knownNoes(tx, [...noes.keys()], FROM_JOURNAL);
  let count = 0;
  for (const no of noes.values()) if (!known.has(no.receipt) && (await putBack(context, tx, no))) count += 1;
  return count;
}

function revive(event: JournalEvent): JournalledNo {
  const { at, digests, ...rest } = event as unknown as Omit<JournalledNo, 'at' | 'digests'> & {
    readonly at: string;
    readonly digests: readonly { readonly channel: string; readonly digest: string }[];
  };
  const bytes = digests.flatMap((each) => {
    const digest = fromBase64url(each.digest);
    return digest === undefined ? [] : [{ channel: each.channel, digest }];
  });
  return { ...rest, at: new Date(at), digests: bytes };
}

async function putBack(context: GateContext, tx: Tx, no: JournalledNo): Promise<boolean> {
  const bound = new Set(no.person === null ? [] : [no.person]);
  for (const { channel, digest } of no.digests)
    for (const person of await personsAt(tx, channel, digest, false)) bound.add(person);
  const locked = await lockSubjects(tx, [...bound], 'act');
  const own = no.person === null ? null : (locked.get(no.person) ?? null);
  // Somebody who came after the backup has no consent in it; only their addresses can still be bound.
  if (own === null && no.digests.length === 0) return false;
  const now = context.clock.now();
  const through = `${FROM_JOURNAL}${no.receipt}`;
  const receipt = await record(context, tx, no, own === null, through);
  const said = { at: no.at, through, receipt };
  if (no.activity !== null && own !== null) {
    const kind = no.what === 'refused' ? 'refused' : 'withdrawn';
    await insertRefusals(tx, [{ ordinal: own, activity: no.activity, kind, channel: no.channel, ...said }]);
  } else {
    const rows: SuppressionRow[] = no.digests.map((each) => ({ kind: no.what, ordinal: null, ...each }));
    if (own !== null) rows.push({ kind: no.what, ordinal: own, digest: null, channel: no.channel });
    await insertSuppressions(tx, rows, said);
  }
  const { activity, channel } = no;
  await noteChanges(
    context,
    tx,
    [
      ...[...locked.values()].map((ordinal) => ({ ordinal, kind: no.what, activity, channel })),
      ...no.digests.map((address) => ({ ordinal: 0, kind: 'address-said-no', ...address })),
    ],
    now,
  );
  return true;
}

async function record(
  context: GateContext,
  tx: Tx,
  no: JournalledNo,
  unknown: boolean,
  through: string,
): Promise<string> {
  const kind = no.activity === null ? 'objection' : no.what === 'refused' ? 'refusal' : 'withdrawal';
  const [receipt] = await context.evidence.recordActs(tx, [
    {
      kind,
      ...(unknown || no.person === null ? {} : { person: no.person }),
      payload: { kind: no.what, activity: no.activity, channel: no.channel, saidAt: no.at.toISOString(), through },
    },
  ]);
  if (receipt === undefined) throw new Error('no receipt');
  return receipt.id;
}

import type { Tx } from '../../platform/database/index.ts';
import type { Act } from '../evidence/index.ts';
import { personUnknown } from './consent-failures.ts';
import { sessionSubject } from './domain/session-subject.ts';
import type { GateContext } from './gate-context.ts';
import { journalNo } from './journal-no.ts';
import { noteChanges } from './note-changes.ts';
import { insertAdoptedSession } from './store/asks.ts';
import { insertRefusals } from './store/grants.ts';
import { type SessionNo, sessionNoes } from './store/session-noes.ts';
import { lockSubjects } from './store/subjects.ts';
import { insertSuppressions } from './store/suppressions.ts';

/** Where a no that followed a person from their session says that it comes from; with the receipt of the session's act. */
const FROM_SESSION = 'session:';

/**
 * A session turns out to be a known person's: its noes follow to the person, each with an entry of the person's own; a yes does not, since it
 * was not the person's when it was given. A no that the person has since answered with a yes stays behind. From then on whoever would ask the
 * session asks the person, who may have said no elsewhere. Returns how many followed.
 */
export async function adoptSession(
  context: GateContext,
  tx: Tx,
  input: { readonly session: string; readonly person: string },
): Promise<number> {
  const subject = sessionSubject(input.session);
  const ordinals = await lockSubjects(tx, [subject, input.person], 'act');
  const [from, to] = [ordinals.get(subject), ordinals.get(input.person)];
  if (to === undefined) throw personUnknown();
  await insertAdoptedSession(tx, subject, to, context.clock.now());
  if (from === undefined) return 0;
  const noes = await sessionNoes(tx, from, to, FROM_SESSION);
  if (noes.length === 0) return 0;
  const now = context.clock.now();
  const receipts = await context.evidence.recordActs(
    tx,
    noes.map((no) => entryOf(no, input.person, now)),
  );
  for (const [index, no] of noes.entries()) {
    const receipt = receipts[index]?.id ?? '';
    const said = { at: now, through: `${FROM_SESSION}${no.receipt}`, receipt };
    if (no.activity !== null)
      await insertRefusals(tx, [{ ordinal: to, activity: no.activity, kind: 'refused', channel: no.channel, ...said }]);
    else await insertSuppressions(tx, [{ kind: no.what, ordinal: to, digest: null, channel: no.channel }], said);
    const { what, activity, channel } = no;
    await journalNo(context, tx, { what, person: input.person, activity, channel, at: now, receipt, digests: [] });
  }
  await noteChanges(
    context,
    tx,
    noes.map(({ what, activity, channel }) => ({ ordinal: to, kind: what, activity, channel })),
    now,
  );
  return noes.length;
}

function entryOf({ what, activity, channel, receipt }: SessionNo, person: string, time: Date): Act {
  const through = `${FROM_SESSION}${receipt}`;
  return {
    kind: activity === null ? 'objection' : 'refusal',
    person,
    payload: { kind: what, activity, channel, through },
    time,
  };
}

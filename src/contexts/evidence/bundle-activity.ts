import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { inLogOrder, untagged } from './bundle-person.ts';
import { successionReceipts } from './bundle-signers.ts';
import { BundleState, type Redaction, UNREDACTED } from './bundle-state.ts';
import type { BundleCounts, BundleParts, BundleSubject } from './domain/bundle.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { unknownReceipt } from './evidence-failures.ts';
import { findEntries } from './store/entries.ts';
import { insertIssuedBundle } from './store/issued-bundles.ts';

/** What the bundle of an activity is made of; receipts by id. */
export interface ActivityBundle {
  readonly subject: Extract<BundleSubject, { activity: string }>;
  /** Acts that concern nobody or many: revisions, notices, uses. They are opened unless they are withheld. */
  readonly related: readonly string[];
  /** Answers of people in the period, or how many there were. They are never opened here: each is the business of one person. */
  readonly people: readonly string[] | Omit<BundleCounts, 'use-batch'>;
  readonly redaction?: Redaction;
}

/**
 * What evidence can show about an activity in a period (decision 0036). Unlike a person's bundle it ends no key. Acts that are not merged yet are left
 * out of the people's entries. Throws `evidence.unknown-receipt` when a related receipt concerns somebody, or one of the people's concerns nobody.
 */
export async function bundleActivity(
  context: EvidenceContext,
  tx: Tx,
  { subject, related, people, redaction = UNREDACTED }: ActivityBundle,
): Promise<BundleParts> {
  const id = newId(context.clock);
  const state = await BundleState.open(context, tx, redaction);
  // A use is in the period by its entry's own time, which is a little later than that of the act.
  const inPeriod = (await untagged(tx, [...related, ...(await successionReceipts(tx))])).filter(({ entry }) => {
    const { kind, time } = JSON.parse(entry) as { kind: string; time: string };
    return kind !== 'use-batch' || (subject.from <= time && time < subject.to);
  });
  const shown = inPeriod.map((row) => ({ ...state.entry(row, undefined), member: null }));
  const listed = 'consent' in people ? [] : await findEntries(tx, people);
  if (listed.some((row) => row.person === null)) throw unknownReceipt();
  const merged = inLogOrder(listed).filter((row) => row.index !== null && row.index < state.size);
  const counted = (kind: string) => [...merged, ...shown].filter((each) => kindOf(each) === kind).length;
  const answers =
    'consent' in people
      ? people
      : { consent: counted('consent'), refusal: counted('refusal'), withdrawal: counted('withdrawal') };
  const counts = { ...answers, 'use-batch': counted('use-batch') };
  const closed = merged.map((row) => state.closedEntry(row));
  const frame = await state.frame(id);
  await insertIssuedBundle(tx, { id, size: state.size, at: new Date(frame.issued) });
  return { ...frame, subject, completeness: null, keys: [], related: shown, people: closed, counts };
}

function kindOf({ entry }: { readonly entry: string }): string {
  return (JSON.parse(entry) as { kind: string }).kind;
}

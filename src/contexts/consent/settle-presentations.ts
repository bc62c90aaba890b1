import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Act } from '../evidence/index.ts';
import { type AnswerBasis, type AnsweredPresentation, toldRevision } from './check-answers.ts';
import { shanghaiDay } from './domain/age.ts';
import type { GateContext } from './gate-context.ts';
import { burnPresentations, type StoredPresentation } from './store/presentations.ts';
import { type StandingRow, upsertStandings } from './store/standings.ts';
import { AGE_UNKNOWN, learnAges, type SubjectRow } from './store/subjects.ts';

const DAY_MS = 86_400_000;

/** The entry of what was shown. */
export function presentationAct({ presentation, person }: AnsweredPresentation): Act {
  const content = presentation.content as { [key: string]: Json };
  const payload = Object.assign({}, content, { hash: presentation.hash.toString('hex') });
  return { kind: 'presentation', person, payload, time: presentation.shownAt };
}

/** What answering presentations settles besides the answers. */
export interface Settled {
  /** The presentations whose nonces burn. */
  readonly burnt: readonly StoredPresentation[];
  /** For every activity that was shown, that the person was told. */
  readonly standings: readonly StandingRow[];
  /** Of age, for those who said so. */
  readonly ages: readonly SubjectRow[];
}

/** The statements that store what is settled; for `tx.inOrder`. */
export function storeSettled(
  { rowKey }: Pick<GateContext, 'rowKey'>,
  tx: Tx,
  { burnt, standings, ages }: Settled,
  now: Date,
): (() => Promise<void>)[] {
  return [
    () => burnPresentations(tx, burnt, now),
    () => upsertStandings(tx, standings, now, rowKey),
    () => learnAges(tx, ages, now, rowKey),
  ];
}

/** Works out what answering these presentations settles. */
export function settlePresentations(basis: AnswerBasis, shown: readonly AnsweredPresentation[]): Settled {
  const { now } = basis;
  const burnt = shown.map((each) => each.presentation);
  const rows = shown.flatMap(({ presentation, person, ordinal }) =>
    presentation.activities.map((told) => ({
      ordinal,
      person,
      activity: told.code,
      source: String((presentation.content as { surface?: unknown }).surface ?? 'presentation'),
      grade: 'A',
      notice: presentation.notice,
      noticeVersion: presentation.noticeVersion,
      revision: told.revision,
      noticeShownAt: presentation.shownAt,
      keepUntil: new Date(now.getTime() + toldRevision(basis, told).retention.days * DAY_MS),
      how: 'presentation',
    })),
  );
  // One call may answer two presentations of the same activity; what was shown last counts.
  const standings = [...new Map(rows.map((row) => [`${row.ordinal}/${row.activity}`, row])).values()];
  const today = shanghaiDay(now);
  const declared = shown.flatMap(({ person, ageDeclared }) =>
    ageDeclared === null
      ? []
      : [
          {
            person,
            role: 'customer',
            ...AGE_UNKNOWN,
            ...(ageDeclared === 18 ? { adultOn: today } : { fourteenOn: today }),
          },
        ],
  );
  // Two presentations answered in one call: the older age says more.
  declared.sort((a, b) => Number(a.adultOn === null) - Number(b.adultOn === null));
  const ages = [...new Map(declared.reverse().map((row) => [row.person, row])).values()];
  return { burnt, standings, ages };
}

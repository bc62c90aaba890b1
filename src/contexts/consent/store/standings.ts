import { byteaArray, instantArray, integerArray, type Tx, textArray } from '../../../platform/database/index.ts';
import { type StoredStanding, sealStanding } from '../domain/standing-seal.ts';
import { fewRows, type OrdinalOf } from './few-rows.ts';
import { statementName } from './statement-name.ts';

/** A standing to be stored; it is sealed for `person`. */
export interface StandingRow extends StoredStanding {
  readonly ordinal: number;
}

/** Stores standings, sealed under `key`; one with worse proof never replaces one with better. */
export async function upsertStandings(tx: Tx, rows: readonly StandingRow[], at: Date, key: Uint8Array): Promise<void> {
  if (rows.length === 0) return;
  const name = statementName('consent.upsert-standings', rows.length);
  await tx.execute(standingsStatement(0), standingParameters(rows, at, key), name);
}

/** How many parameters `standingsStatement` has. */
export const STANDING_PARAMETERS = 12;

const STANDING_TYPES = [
  'int',
  'text',
  'text',
  'text',
  'text',
  'int',
  'int',
  'timestamptz',
  'timestamptz',
  'text',
  'bytea',
];

/** The statement that stores standings, whose parameters come behind `before` others. */
export function standingsStatement(before: number): string {
  const arrays = STANDING_TYPES.map((type, at) => `$${before + at + 1}::${type}[]`).join(', ');
  return upsertOf(`select t.*, $${before + STANDING_PARAMETERS} from unnest(${arrays}) as t (ordinal, activity)
      order by t.ordinal, t.activity`);
}

/** The same for a few standings, which are in the order of `inStandingOrder`. */
export function fewStandingsStatement(before: number, ordinal?: OrdinalOf): string {
  return upsertOf(fewRows(STANDING_TYPES, before, `, $${before + STANDING_PARAMETERS}`, ordinal));
}

/** The order in which standings are locked, by whomever they are written. */
export function inStandingOrder(rows: readonly StandingRow[]): StandingRow[] {
  return [...rows].sort((a, b) => a.ordinal - b.ordinal || (a.activity < b.activity ? -1 : 1));
}

function upsertOf(rows: string): string {
  return `insert into consent.standing as s
       (ordinal, activity, source, grade, notice, notice_version, revision, notice_shown_at, keep_until, how, seal, recorded_at)
     ${rows}
     on conflict (activity, ordinal) do update set source = excluded.source, grade = excluded.grade,
       notice = excluded.notice, notice_version = excluded.notice_version, revision = excluded.revision,
       notice_shown_at = excluded.notice_shown_at, keep_until = excluded.keep_until, how = excluded.how,
       seal = excluded.seal, recorded_at = excluded.recorded_at
      where excluded.grade <= s.grade`;
}

/** The parameters of `standingsStatement`. */
export function standingParameters(rows: readonly StandingRow[], at: Date, key: Uint8Array): unknown[] {
  return [
    integerArray(rows.map((row) => row.ordinal)),
    textArray(rows.map((row) => row.activity)),
    textArray(rows.map((row) => row.source)),
    textArray(rows.map((row) => row.grade)),
    textArray(rows.map((row) => row.notice)),
    integerArray(rows.map((row) => row.noticeVersion)),
    integerArray(rows.map((row) => row.revision)),
    instantArray(rows.map((row) => row.noticeShownAt)),
    instantArray(rows.map((row) => row.keepUntil)),
    textArray(rows.map((row) => row.how)),
    byteaArray(rows.map((row) => sealStanding(key, row, at))),
    at,
  ];
}

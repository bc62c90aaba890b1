import { copyOut, type Tx } from '../../../platform/database/index.ts';
import { Categories } from './categories.ts';
import { RowStore } from './row-store.ts';
import { SubjectStore, type Unseal } from './subject-store.ts';

/** Whom to read: ordinals from `from` to before `to`, or those listed. */
export type Who = { readonly from: number; readonly to: number } | { readonly ordinals: readonly number[] };

/** At most so many bytes are parsed before other work has its turn. */
const SLICE_BYTES = 512 * 1024;

// Who else is the same human, and whose noes therefore count (decision 0067).
const KIN = `consent.kin m join consent.kin k on k.label = m.label and k.ordinal <> m.ordinal
      and {current:m} and {current:k}`;

// The same rows and conditions as `store/read-person-states.ts`, for all channels; a property test holds them equal. Words first, instants last;
// what only says which use, receipt or notice text it was is left out, since no decision depends on it.
const QUERIES = {
  subjects: `select ordinal, role, person, closed_at, adult_on, minor_birth, fourteen_on,
      minority_sign_at is not null from consent.subject where {who}`,
  unproven: `select distinct ordinal from consent.standing where grade = 'C' and {who}`,
  standings: `select ordinal, activity, grade, revision, notice_shown_at, keep_until from consent.standing
    where activity = any ({activities}) and {who}`,
  grants: `select ordinal, activity, revision, channel, kind, how, notice, notice_version, one_time, recipient, guardian is not null, id,
      shown_at, given_at, valid_until, keep_until, withdrawn_at, used_at from consent."grant" where activity = any ({activities}) and {who}`,
  refusals: `select ordinal, activity, kind, channel, false, id, said_at from consent.refusal
      where activity = any ({activities}) and {who}
    union all select m.ordinal, r.activity, r.kind, r.channel, true, r.id, r.said_at
      from ${KIN} join consent.refusal r on r.ordinal = k.ordinal where r.activity = any ({activities}) and m.{who}`,
  suppressions: `select ordinal, kind, channel, false, id, said_at, lifted_at from consent.suppression
      where ordinal is not null and {who}
    union all select m.ordinal, p.kind, p.channel, true, p.id, p.said_at, null
      from ${KIN} join consent.suppression p on p.ordinal = k.ordinal where m.{who}`,
  digests: `select a.ordinal, p.kind, p.channel, false, p.id, p.said_at, p.lifted_at from consent.suppression p
      join consent.address a on a.digest = p.digest and a.channel = p.channel
      where p.digest is not null and {held:a} and a.{who}
    union all select m.ordinal, p.kind, p.channel, true, p.id, p.said_at, p.lifted_at
      from ${KIN} join consent.address a on a.ordinal = k.ordinal and {held:a}
      join consent.suppression p on p.digest = a.digest and p.channel = a.channel
      where p.digest is not null and m.{who}`,
  addresses: `select ordinal, channel, set_at, confirmed_at from consent.address a where {held:a} and {who}`,
} as const;

// Which rows of records of the same human and of addresses count, now or at an instant; each arm of the latter is the condition of an index.
const PRESENT = { current: '%.parted_at is null', held: '%.ended_at is null' };
const PAST = {
  current: '%.joined_at <= {at} and (%.parted_at is null or %.parted_at > {at})',
  held: '((%.ended_at is null and %.set_at <= {at}) or (%.ended_at is not null and %.set_at <= {at} and %.ended_at > {at}))',
};

/** The COPY statements that read everything the gate knows about these people, now or `at` an instant, in the order in which they are run. */
export function copyStatements(
  who: Who,
  activities: readonly string[],
  at?: Date,
): Record<keyof typeof QUERIES, string> {
  const counts = at === undefined ? PRESENT : PAST;
  const condition =
    'from' in who
      ? `ordinal >= ${Math.trunc(who.from)} and %ordinal < ${Math.trunc(who.to)}`
      : `ordinal in (select unnest('{${who.ordinals.map(Math.trunc).join(',')}}'::int[]))`;
  const list = `array[${activities.map((code) => `'${code.replaceAll("'", "''")}'`).join(',')}]::text[]`;
  const entries = Object.entries(QUERIES).map(([part, sql]) => {
    const text = sql
      .replace(/(\w\.)?\{who\}/g, (_, table: string = '') => `${table}${condition.replace('%', table)}`)
      .replace(/\{(current|held):(\w)\}/g, (_, rule: keyof typeof counts, row: string) =>
        counts[rule].replaceAll('%', row),
      )
      .replaceAll('{at}', `'${at?.toISOString()}'::timestamptz`)
      .replaceAll('{activities}', list);
    return [part, `copy (${text}) to stdout (format binary)`];
  });
  return Object.fromEntries(entries) as Record<keyof typeof QUERIES, string>;
}

/** Reads everything person-dependent by binary COPY, which is four times as fast as rows of text; its arrays are used again for each read. */
export class PeopleReader {
  readonly subjects: SubjectStore;
  readonly unproven: RowStore;
  readonly standings: RowStore;
  readonly grants: RowStore;
  readonly refusals: RowStore;
  readonly suppressions: RowStore;
  readonly digests: RowStore;
  readonly addresses: RowStore;
  /** By category of standings, grants, refusals: the number of their activity. */
  readonly activityOf = { standings: [-1], grants: [-1], refusals: [-1] };
  /** By category of addresses: 0 for sms, 1 for email, -1 for those that decide nothing but whom a no binds. */
  readonly channelOf: number[] = [-1];
  readonly #activities = new Map<string, number>();
  readonly #words: readonly Categories[];

  constructor(unseal: Unseal) {
    const activities = (of: number[]) =>
      new Categories((_, bytes) => of.push(this.numberOf(Buffer.from(firstText(bytes)).toString('utf8'))));
    const roles = new Categories();
    const [standings, grants, refusals] = [
      activities(this.activityOf.standings),
      activities(this.activityOf.grants),
      activities(this.activityOf.refusals),
    ];
    const noes = new Categories();
    const channels = new Categories((_, bytes) =>
      this.channelOf.push(['sms', 'email'].indexOf(Buffer.from(firstText(bytes)).toString('utf8'))),
    );
    this.#words = [roles, standings, grants, refusals, noes, channels];
    this.subjects = new SubjectStore(roles, unseal);
    this.unproven = new RowStore(noes, { words: 0, instants: 0 });
    this.standings = new RowStore(standings, { words: 3, instants: 2 });
    this.grants = new RowStore(grants, { words: 10, instants: 6, numbered: true });
    this.refusals = new RowStore(refusals, { words: 4, instants: 1, numbered: true });
    this.suppressions = new RowStore(noes, { words: 3, instants: 2, numbered: true });
    this.digests = new RowStore(noes, { words: 3, instants: 2, numbered: true });
    this.addresses = new RowStore(channels, { words: 1, instants: 2 });
  }

  /** The number that stands for an activity; given once and kept. */
  numberOf(activity: string): number {
    const known = this.#activities.get(activity);
    if (known !== undefined) return known;
    this.#activities.set(activity, this.#activities.size);
    return this.#activities.size - 1;
  }

  get bytes(): number {
    return this.#words.reduce((sum, each) => sum + each.bytes, 0);
  }

  /** Gives back the room that a large reading took. Not while somebody reads. */
  release(): void {
    for (const part of Object.keys(QUERIES) as (keyof typeof QUERIES)[]) this[part].release();
  }

  /** Reads these people for these activities, now or `at` an instant; returns how many rows there were. Use a snapshot that stands still. */
  async read(tx: Tx, who: Who, activities: readonly string[], at?: Date): Promise<number> {
    const statements = copyStatements(who, activities, at);
    let rows = 0;
    for (const part of Object.keys(QUERIES) as (keyof typeof QUERIES)[]) {
      const store = this[part];
      store.clear();
      for await (const batch of copyOut(tx, statements[part])) {
        for (let from = 0; from < batch.length; from += SLICE_BYTES) {
          rows += store.read(batch.subarray(from, from + SLICE_BYTES));
          if (from + SLICE_BYTES < batch.length) await new Promise(setImmediate);
        }
      }
    }
    return rows;
  }
}

function firstText(bytes: Uint8Array): Uint8Array {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(0);
  return bytes.subarray(4, 4 + length);
}

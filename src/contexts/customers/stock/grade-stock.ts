import type { Tx } from '../../../platform/database/index.ts';
import { redactText, scanText } from '../../vault/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { identifierKey } from '../identity/identify.ts';
import { cleanCell } from '../ingest/domain/cell-values.ts';
import type { Target } from '../ingest/domain/import-kinds.ts';
import type { SourceRecord } from '../ingest/domain/record-reader.ts';
import type { ImportRow } from '../ingest/store/import-store.ts';
import { type Evidence, type Grade, type GradeReason, gradeEvidence, groupKey } from './domain/grade-evidence.ts';
import { insertGroups, insertRows, type StockRow, stockGroups, stockNotices } from './store/stock-store.ts';

/** Groups of evidence that a stock may have; a file with more has free text where kinds of evidence belong. */
const MOST_GROUPS = 2_000;
const LONGEST = 120;

/** What became of some records. */
export interface GradedBatch {
  readonly rows: readonly StockRow[];
  readonly refused: readonly SourceRecord[];
}

interface Group {
  readonly number: number;
  readonly grade: Grade;
  readonly reason: GradeReason;
  readonly origin: string;
  readonly noticeVersion: string;
  readonly how: string;
}

/** Grades the rows of a stock and keeps the groups that its evidence falls into; numbers stay the same when a run goes on. */
export class StockGrader {
  readonly #deps: Pick<CustomersDeps, 'vault' | 'clock'>;
  readonly #row: ImportRow;
  readonly #known: ReadonlySet<string>;
  readonly #groups: Map<string, Group>;
  #unsaved: Group[] = [];

  private constructor(
    deps: Pick<CustomersDeps, 'vault' | 'clock'>,
    row: ImportRow,
    known: ReadonlySet<string>,
    groups: Map<string, Group>,
  ) {
    this.#deps = deps;
    this.#row = row;
    this.#known = known;
    this.#groups = groups;
  }

  static async open(deps: CustomersDeps, row: ImportRow): Promise<StockGrader> {
    return deps.database.transaction(async (tx) => {
      const known = new Set((await stockNotices(tx, row.id)).map(({ label }) => label));
      const groups = (await stockGroups(tx, row.id)).map((group): [string, Group] => [keyOf(group), group]);
      return new StockGrader(deps, row, known, new Map(groups));
    });
  }

  grade(records: readonly SourceRecord[]): GradedBatch {
    const now = this.#deps.clock.now();
    const rows: StockRow[] = [];
    const refused: SourceRecord[] = [];
    for (const record of records) {
      const cells = this.#cells(record);
      const value = cells('member_id');
      if (record.broken !== undefined || value === '' || value.length > 64) refused.push(record);
      else rows.push(this.#gradeOne(value, evidenceOf(cells), now));
    }
    return { rows, refused };
  }

  /** Stores rows with the groups that are new; returns how many people were new. */
  async store(tx: Tx, batch: GradedBatch): Promise<number> {
    // The next batch may already be adding to it.
    const unsaved = this.#unsaved;
    this.#unsaved = [];
    await insertGroups(tx, this.#row.id, unsaved);
    const ranks = new Map([...this.#groups.values()].map(({ number, grade }) => [number, 'ABC'.indexOf(grade)]));
    return insertRows(tx, this.#row.id, batch.rows, (group) => ranks.get(group) ?? 3);
  }

  #cells(record: SourceRecord): (target: Target) => string {
    const mapping = this.#row.mapping ?? {};
    return (target) => {
      const column = mapping[target];
      return column === undefined ? '' : cleanCell(record.cells[column] ?? '').slice(0, LONGEST);
    };
  }

  #gradeOne(value: string, evidence: Evidence, now: Date): StockRow {
    const graded = gradeEvidence(evidence, this.#known, now);
    const key = identifierKey(this.#deps, { type: 'member_id', issuer: this.#row.issuer, value });
    const { origin, noticeVersion, how } = evidence;
    const wanted = groupKey(evidence, graded);
    let group = this.#groups.get(wanted);
    if (group === undefined && this.#groups.size >= MOST_GROUPS) {
      const rest = { origin: '…', noticeVersion: '…', how: '…' };
      return this.#rowOf(
        key,
        this.#groupOf({ grade: graded.grade === 'C' ? 'C' : 'B', reason: 'how-unclear', ...rest }),
        graded,
      );
    }
    group ??= this.#groupOf({ grade: graded.grade, reason: graded.reason, origin, noticeVersion, how });
    return this.#rowOf(key, group, graded);
  }

  #groupOf(found: Omit<Group, 'number'>): Group {
    const known = this.#groups.get(keyOf(found));
    if (known !== undefined) return known;
    const group = { number: this.#groups.size + 1, ...found };
    this.#groups.set(keyOf(group), group);
    // A wrong mapping may put people into these columns; what is kept of them names nobody.
    this.#unsaved.push({
      ...group,
      origin: scrubbed(found.origin),
      noticeVersion: scrubbed(found.noticeVersion),
      how: scrubbed(found.how),
    });
    return group;
  }

  #rowOf(
    { digest, older }: Pick<StockRow, 'digest' | 'older'>,
    group: Group,
    { shownAt, saidAt }: { shownAt: Date | null; saidAt: Date | null },
  ): StockRow {
    const dated = group.grade !== 'C';
    return {
      digest,
      ...(older === undefined ? {} : { older }),
      group: group.number,
      shownAt: dated ? shownAt : null,
      saidAt: dated ? saidAt : null,
    };
  }
}

function scrubbed(text: string): string {
  return redactText(text, scanText(text));
}

function keyOf({ grade, reason, origin, noticeVersion, how }: Omit<Group, 'number'>): string {
  return [grade, reason, origin, noticeVersion, how].join('\u001f');
}

function evidenceOf(cell: (target: Target) => string): Evidence {
  return {
    origin: cell('origin'),
    noticeVersion: cell('notice_version'),
    shownAt: cell('shown_at'),
    how: cell('how'),
    proof: cell('proof'),
    answer: cell('answer'),
    answeredAt: cell('answered_at'),
  };
}

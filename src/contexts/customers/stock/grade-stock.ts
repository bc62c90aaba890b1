import type { Tx } from '../../../platform/database/index.ts';
import { readsAsName, redactText, scanText } from '../../vault/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { identifierKey } from '../identity/identify.ts';
import { cleanCell } from '../ingest/domain/cell-values.ts';
import type { Target } from '../ingest/domain/import-kinds.ts';
import type { SourceRecord } from '../ingest/domain/record-reader.ts';
import type { ImportRow } from '../ingest/store/import-store.ts';
import { type Evidence, type Grade, type GradeReason, gradeEvidence, groupKey } from './domain/grade-evidence.ts';
import { insertRows, type StockRow, saveGroups, stockGroups, stockNotices } from './store/stock-store.ts';

/** Groups of evidence that a stock may have; a file with more has free text where kinds of evidence belong. */
const MOST_GROUPS = 2_000;
const LONGEST = 120;
/** Words that fewer rows carry are not kept: under a wrong mapping they may be somebody's name, which no scanner knows when it is rare. */
const FEW = 5;
/** Stands for words that are not kept. */
const NOT_KEPT = '…';

/** What became of some records. */
export interface GradedBatch {
  readonly rows: readonly StockRow[];
  readonly refused: readonly SourceRecord[];
}

interface FoundGroup {
  readonly grade: Grade;
  readonly reason: GradeReason;
  readonly origin: string;
  readonly noticeVersion: string;
  readonly how: string;
}

/** A word of the file's evidence, how many rows carry it, and the groups that it stands in. */
interface Word {
  readonly text: string;
  rows: number;
  readonly groups: Group[];
}

interface Group extends FoundGroup {
  readonly number: number;
  readonly words: Readonly<Record<'origin' | 'noticeVersion' | 'how', Word>>;
}

/** Grades the rows of a stock and keeps the groups that its evidence falls into; numbers stay the same when a run goes on. */
export class StockGrader {
  readonly #deps: Pick<CustomersDeps, 'vault' | 'clock'>;
  readonly #row: ImportRow;
  readonly #known: ReadonlySet<string>;
  readonly #groups = new Map<string, Group>();
  readonly #words = new Map<string, Word>();
  #unsaved = new Set<Group>();

  private constructor(deps: Pick<CustomersDeps, 'vault' | 'clock'>, row: ImportRow, known: ReadonlySet<string>) {
    this.#deps = deps;
    this.#row = row;
    this.#known = known;
  }

  static async open(deps: CustomersDeps, row: ImportRow): Promise<StockGrader> {
    return deps.database.transaction(async (tx) => {
      const known = new Set((await stockNotices(tx, row.id)).map(({ label }) => label));
      const grader = new StockGrader(deps, row, known);
      // What stands there may stay. Groups whose words were not kept are not found again by them: rows after a break then have a group of their own.
      for (const group of await stockGroups(tx, row.id)) grader.#add(group, FEW);
      return grader;
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
    const unsaved = [...this.#unsaved];
    this.#unsaved = new Set();
    await saveGroups(
      tx,
      this.#row.id,
      unsaved.map((group) => this.#kept(group)),
    );
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
      const rest = { origin: NOT_KEPT, noticeVersion: NOT_KEPT, how: NOT_KEPT };
      return this.#rowOf(
        key,
        this.#groupOf({ grade: graded.grade === 'C' ? 'C' : 'B', reason: 'how-unclear', ...rest }),
        graded,
      );
    }
    group ??= this.#groupOf({ grade: graded.grade, reason: graded.reason, origin, noticeVersion, how });
    for (const word of Object.values(group.words)) {
      word.rows += 1;
      if (word.rows === FEW) for (const each of word.groups) this.#unsaved.add(each);
    }
    return this.#rowOf(key, group, graded);
  }

  #groupOf(found: FoundGroup): Group {
    const known = this.#groups.get(keyOf(found));
    if (known !== undefined) return known;
    const group = this.#add({ number: this.#groups.size + 1, ...found }, 0);
    this.#unsaved.add(group);
    return group;
  }

  #add(found: FoundGroup & { readonly number: number }, rows: number): Group {
    const word = (column: 'origin' | 'noticeVersion' | 'how') => this.#word(column, found[column], rows);
    const words = { origin: word('origin'), noticeVersion: word('noticeVersion'), how: word('how') };
    const group: Group = { ...found, words };
    for (const each of Object.values(words)) each.groups.push(group);
    this.#groups.set(keyOf(group), group);
    return group;
  }

  #word(column: string, text: string, rows: number): Word {
    const key = `${column}\u001f${text}`;
    const word = this.#words.get(key) ?? { text, rows: 0, groups: [] };
    word.rows += rows;
    this.#words.set(key, word);
    return word;
  }

  // What is kept of a group names nobody, also when a wrong mapping puts people into these columns.
  #kept({ number, grade, reason, words }: Group) {
    const kept = ({ text, rows }: Word) =>
      text === '' || this.#known.has(text)
        ? text
        : rows < FEW || readsAsName(text)
          ? NOT_KEPT
          : redactText(text, scanText(text));
    const { origin, noticeVersion, how } = words;
    return { number, grade, reason, origin: kept(origin), noticeVersion: kept(noticeVersion), how: kept(how) };
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

function keyOf({ grade, reason, origin, noticeVersion, how }: FoundGroup): string {
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

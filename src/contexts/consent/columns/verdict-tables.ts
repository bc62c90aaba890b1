import type { Decision, DecisionRequest, MessageFacts } from '../domain/decision.ts';
import type { CaseQuestion } from '../open-case.ts';
import type { ActivityColumn } from './activity-column.ts';

/** Everything of a decision that holds as long as its class and its case do. */
export type FinishedVerdict = Omit<Decision, 'decidedAt' | 'explanation'>;

/** What is asked about a person, apart from who it is. */
export type TableQuestion = Omit<CaseQuestion, 'source'>;

/** Different questions about one activity that are kept; the oldest is forgotten first. */
const MOST_TABLES = 64;
const HOUR_MS = 3_600_000;

/** The verdict of each class of one column for one question; what is not filled has to be judged on somebody of the class. */
export class VerdictTable {
  /** Another column of the same activity numbers its classes in another way. */
  readonly column: ActivityColumn;
  readonly question: TableQuestion;
  /** By class: null where PostgreSQL is asked each time, undefined where nobody has been judged yet. */
  readonly verdicts: (FinishedVerdict | null | undefined)[] = [];
  /** False once something that it rests on has changed: then nothing is filled in any more. */
  current = true;

  constructor(column: ActivityColumn, question: TableQuestion) {
    this.column = column;
    this.question = question;
  }
}

/**
 * The verdict tables by column and question. All are dropped when the register changes, and with every hour: dates from which a rule of law
 * holds, and times of day, begin with an hour in Asia/Shanghai, so that no verdict is kept over one.
 */
export class VerdictTables {
  readonly #tables = new Map<ActivityColumn, VerdictTable[]>();
  #hour = 0;
  #cases = 0;

  /** Another number whenever the register, or what else a verdict rests on beside people, has changed. */
  get cases(): number {
    return this.#cases;
  }

  /** Forgets every verdict, since what they rest on has changed. */
  drop(): void {
    this.#cases += 1;
    this.#dropAll();
  }

  #dropAll(): void {
    for (const column of [...this.#tables.keys()]) this.dropOf(column);
  }

  /** Forgets the verdicts of a column that another takes the place of. */
  dropOf(column: ActivityColumn): void {
    for (const table of this.#tables.get(column) ?? []) table.current = false;
    this.#tables.delete(column);
  }

  /** The table of a question about a column's activity at an instant (ms). */
  of(column: ActivityColumn, question: TableQuestion, at: number): VerdictTable {
    const hour = Math.floor(at / HOUR_MS);
    if (hour !== this.#hour) {
      this.#dropAll();
      this.#hour = hour;
    }
    let tables = this.#tables.get(column);
    if (tables === undefined) {
      tables = [];
      this.#tables.set(column, tables);
    }
    for (const table of tables) if (same(table.question, question)) return table;
    const made = new VerdictTable(column, question);
    tables.push(made);
    if (tables.length > MOST_TABLES) {
      const oldest = tables.shift();
      if (oldest !== undefined) oldest.current = false;
    }
    return made;
  }
}

/**
 * Whether a verdict may be kept for a question at all. Whether consent may be asked for again depends on how long ago it was refused, and no key
 * holds a distance; exports depend on the year's counts.
 */
export function hasVerdicts({
  operation,
  recipient = null,
}: Pick<DecisionRequest, 'operation'> & { readonly recipient?: string | null }): boolean {
  return operation !== 'request_consent' && operation !== 'export' && recipient === null;
}

/** What a decision asks, apart from about whom. */
export function questionOf(request: DecisionRequest): TableQuestion {
  const { activity, operation, channel = 'none', brand = null, message = null, recipient = null, fields } = request;
  return { activity, operation, channel, brand, message, recipient, fields };
}

function same(a: TableQuestion, b: TableQuestion): boolean {
  return (
    a.operation === b.operation &&
    a.channel === b.channel &&
    a.brand === b.brand &&
    a.recipient === b.recipient &&
    sameMessage(a.message, b.message) &&
    sameFields(a.fields, b.fields)
  );
}

function sameMessage(a: MessageFacts | null, b: MessageFacts | null): boolean {
  if (a === null || b === null) return a === b;
  return a.senderIdentity === b.senderIdentity && a.optOutIncluded === b.optOutIncluded;
}

function sameFields(a: TableQuestion['fields'], b: TableQuestion['fields']): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

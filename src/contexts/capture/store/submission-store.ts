import type { Tx } from '../../../platform/database/index.ts';

/** One answered presentation of a form. */
export interface Submission {
  readonly id: string;
  readonly form: string;
  readonly presentation: string;
  readonly sessionDigest: Buffer;
  /** What was typed, under the session's secret; null where nobody can send it again. */
  readonly answersDigest: Buffer | null;
  readonly person: string;
  readonly answer: 'granted' | 'refused' | 'none';
  readonly at: Date;
}

const COLUMNS =
  'id, form, presentation, session_digest as "sessionDigest", answers_digest as "answersDigest", person, answer, at';

/** Makes a second submission of one presentation wait for the first. */
export async function lockPresentation(tx: Tx, presentation: string): Promise<void> {
  await tx.execute(
    `select pg_advisory_xact_lock(hashtextextended('capture.presentation ' || $1, 0))`,
    [presentation],
    'capture.lock-presentation',
  );
}

export async function submissionOf(tx: Tx, presentation: string): Promise<Submission | undefined> {
  return tx.first<Submission>(
    `select ${COLUMNS} from capture.submission where presentation = $1`,
    [presentation],
    'capture.submission-of',
  );
}

export async function findSubmission(tx: Tx, id: string): Promise<Submission | undefined> {
  return tx.first<Submission>(
    `select ${COLUMNS} from capture.submission where id = $1`,
    [id],
    'capture.find-submission',
  );
}

export async function insertSubmission(tx: Tx, submission: Submission): Promise<void> {
  await tx.execute(
    `insert into capture.submission (id, form, presentation, session_digest, person, answer, at, answers_digest)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      submission.id,
      submission.form,
      submission.presentation,
      submission.sessionDigest,
      submission.person,
      submission.answer,
      submission.at,
      submission.answersDigest,
    ],
    'capture.insert-submission',
  );
}

/** Who answered forms in the session of this digest, the newest few; those who were erased are out of it. */
export async function submittersOf(tx: Tx, sessionDigest: Buffer): Promise<string[]> {
  const rows = await tx.query<{ person: string }>(
    `select person from capture.submission where session_digest = $1 and person is not null order by at desc limit 20`,
    [sessionDigest],
    'capture.submitters-of',
  );
  return [...new Set(rows.map(({ person }) => person))];
}

/** Takes person and session out of somebody's submissions, which stay as counts. */
export async function forgetSubmitter(tx: Tx, person: string): Promise<void> {
  await tx.execute(
    `update capture.submission set person = '00000000-0000-0000-0000-000000000000', session_digest = '' where person = $1`,
    [person],
  );
}

/** By form, how many of these people answered it last of all forms. */
export async function countLastForms(tx: Tx, persons: readonly string[]): Promise<Map<string, number>> {
  if (persons.length === 0) return new Map();
  const rows = await tx.query<{ form: string; people: number }>(
    `select form, count(*)::int as people from (
       select distinct on (person) person, form from capture.submission where person = any($1::uuid[])
        order by person, at desc, id desc) last
      group by form`,
    [persons],
    'capture.last-forms',
  );
  return new Map(rows.map(({ form, people }) => [form, people]));
}

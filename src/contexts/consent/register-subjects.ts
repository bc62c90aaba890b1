import type { Tx } from '../../platform/database/index.ts';
import { type FieldError, fieldError } from '../../platform/failure.ts';
import { isId } from '../../platform/ids.ts';
import { subjectRefused } from './consent-failures.ts';
import type { Standing, SubjectInput } from './domain/acts.ts';
import { isBirthDate, isDay, ofAgeFrom, shanghaiDay } from './domain/age.ts';
import type { GateContext } from './gate-context.ts';
import { noteChanges } from './note-changes.ts';
import { type StandingRow, upsertStandings } from './store/standings.ts';
import { AGE_UNKNOWN, findOrdinals, insertSubjects, learnAges, type SubjectRow } from './store/subjects.ts';

const BIRTH = 'consent/minor-birth';
const DAY_MS = 86_400_000;

/** Makes people known to the gate, set-based; returns their ordinals in order. Calling it again adds what has been learnt since. */
export async function registerSubjects(
  context: GateContext,
  tx: Tx,
  subjects: readonly SubjectInput[],
): Promise<number[]> {
  if (subjects.length === 0) return [];
  const now = context.clock.now();
  const errors = subjectErrors(subjects, now);
  if (errors.length > 0) throw subjectRefused(errors);
  const rows = subjects.map((subject) => subjectRow(context, subject, now));
  const ordinals = await storeSubjects(context, tx, rows, now);
  await upsertStandings(tx, await standingRows(context, tx, subjects, ordinals, now), now, context.rowKey);
  await noteChanges(
    context,
    tx,
    subjects.map((subject, index) => ({
      ordinal: ordinals[index] ?? 0,
      kind: 'subject',
      activity: subject.standing?.activity ?? null,
    })),
    now,
  );
  return ordinals;
}

async function storeSubjects(
  { rowKey }: GateContext,
  tx: Tx,
  rows: readonly SubjectRow[],
  now: Date,
): Promise<number[]> {
  const persons = rows.map((row) => row.person);
  const added = await insertSubjects(tx, rows, now, rowKey);
  // Where everybody was new there is nothing more to learn about anybody.
  const allNew = added.size === rows.length;
  if (!allNew) await learnAges(tx, rows, now, rowKey);
  const ordinals = allNew ? persons.map((person) => added.get(person)) : await findOrdinals(tx, persons);
  return ordinals.map((ordinal) => {
    if (ordinal === undefined) throw new Error('a subject was not stored');
    return ordinal;
  });
}

/** Seals the birth date of a minor. */
export function sealBirth(context: Pick<GateContext, 'service'>, birthDate: string): Buffer {
  return context.service.sealSmall(BIRTH, Buffer.from(birthDate, 'utf8'));
}

/** The birth date of a minor, opened; undefined if it can't be. */
export function unsealBirth(context: Pick<GateContext, 'service'>, sealed: Buffer): string | undefined {
  const text = context.service.unsealSmall(BIRTH, sealed)?.toString('utf8');
  return text !== undefined && isDay(text) ? text : undefined;
}

function subjectErrors(subjects: readonly SubjectInput[], now: Date): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, subject] of subjects.entries()) {
    const path = `[${index}]`;
    if (!isId(subject.person)) errors.push(fieldError(`${path}.person`, '不是有效的标识', 'Not an identifier'));
    if (subject.birthDate !== undefined && !isBirthDate(subject.birthDate, shanghaiDay(now)))
      errors.push(
        fieldError(`${path}.birthDate`, '日期不存在、早于1900年或在未来', 'No such day, before 1900, or in the future'),
      );
    if (subject.adultDeclaredAt !== undefined && subject.adultDeclaredAt > now)
      errors.push(fieldError(`${path}.adultDeclaredAt`, '声明时间在未来', 'The declaration lies in the future'));
    if (subject.fourteenDeclaredAt !== undefined && subject.fourteenDeclaredAt > now)
      errors.push(fieldError(`${path}.fourteenDeclaredAt`, '声明时间在未来', 'The declaration lies in the future'));
    const { standing } = subject;
    if (standing === undefined || standing.grade === 'C') continue;
    if (standing.noticeShownAt === undefined || standing.noticeShownAt > now)
      errors.push(
        fieldError(
          `${path}.standing.noticeShownAt`,
          'A、B 级须写明何时告知',
          'Grades A and B say when notice was given',
        ),
      );
    if ((standing.how ?? '').trim() === '')
      errors.push(
        fieldError(`${path}.standing.how`, 'A、B 级须写明如何告知', 'Grades A and B say how notice was given'),
      );
  }
  return errors;
}

function subjectRow(context: GateContext, subject: SubjectInput, now: Date): SubjectRow {
  const { person, role, birthDate, adultDeclaredAt, fourteenDeclaredAt } = subject;
  const known = { person, role, ...AGE_UNKNOWN };
  // A birth date weighs more than a declaration: somebody born too late was not of age, whatever was ticked.
  if (birthDate !== undefined) {
    if (ofAgeFrom(birthDate, 18) <= now) return { ...known, adultOn: shanghaiDay(now), adultBorn: true };
    return { ...known, minorBirth: sealBirth(context, birthDate) };
  }
  if (adultDeclaredAt !== undefined) return { ...known, adultOn: shanghaiDay(adultDeclaredAt) };
  return fourteenDeclaredAt === undefined ? known : { ...known, fourteenOn: shanghaiDay(fourteenDeclaredAt) };
}

async function standingRows(
  context: GateContext,
  tx: Tx,
  subjects: readonly SubjectInput[],
  ordinals: readonly number[],
  now: Date,
): Promise<StandingRow[]> {
  const facts = new Map<
    string,
    { retention: number; notice: string | null; revisionOf(version: number): Promise<number | null> }
  >();
  const rows = new Map<string, StandingRow>();
  for (const [index, { person, standing }] of subjects.entries()) {
    if (standing === undefined) continue;
    let known = facts.get(standing.activity);
    if (known === undefined) {
      known = await standingFacts(context, tx, standing);
      facts.set(standing.activity, known);
    }
    const ordinal = ordinals[index] ?? 0;
    const version = standing.noticeVersion ?? null;
    const from = standing.noticeShownAt ?? now;
    rows.set(`${ordinal}/${standing.activity}`, {
      ordinal,
      person,
      activity: standing.activity,
      source: standing.source,
      grade: standing.grade,
      notice: version === null ? null : (standing.notice ?? known.notice),
      noticeVersion: version,
      revision: version === null ? null : await known.revisionOf(version),
      noticeShownAt: standing.noticeShownAt ?? null,
      keepUntil: new Date(from.getTime() + known.retention * DAY_MS),
      how: standing.how ?? null,
    });
  }
  return [...rows.values()];
}

async function standingFacts(context: GateContext, tx: Tx, standing: Standing) {
  const told = await context.register.findActivityAsTold(tx, standing.activity);
  if (told === undefined)
    throw subjectRefused([
      fieldError('standing.activity', '登记册中没有这项处理活动', 'The register has no such activity'),
    ]);
  const { activity, publication } = told;
  const notice = standing.notice ?? publication?.notice ?? null;
  const revisions = new Map<number, number | null>();
  return {
    retention: activity.retention.days,
    notice,
    async revisionOf(version: number): Promise<number | null> {
      const cached = revisions.get(version);
      if (cached !== undefined || notice === null) return cached ?? null;
      const shown = await context.register.notice(tx, notice, version);
      const revision = shown.activities.find((each) => each.code === standing.activity)?.revision;
      if (revision === undefined)
        throw subjectRefused([
          fieldError('standing.noticeVersion', '该版本未告知此处理活动', 'That version does not tell the activity'),
        ]);
      revisions.set(version, revision);
      return revision;
    },
  };
}

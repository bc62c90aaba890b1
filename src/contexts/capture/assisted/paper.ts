import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from '../../../platform/database/index.ts';
import { Failure, type FieldError, fieldError } from '../../../platform/failure.ts';
import { newId } from '../../../platform/ids.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import {
  answersInvalid,
  formUnknown,
  paperDone,
  paperUnknown,
  sameLook,
  scanTwice,
  totalsDiffer,
} from '../capture-failures.ts';
import type { FormAnswers } from '../domain/form-answers.ts';
import { consentsOf, type FormDefinition } from '../domain/form-definition.ts';
import { readScan } from '../domain/scan.ts';
import { presentForm } from '../present-form.ts';
import { insertAssisted } from '../store/assisted-store.ts';
import { findForm, type StoredForm } from '../store/form-store.ts';
import {
  closeBatch,
  decideSheet,
  insertBatch,
  insertSheet,
  lockBatch,
  lockSheet,
  type PaperBatch,
  type PaperSheet,
} from '../store/paper-store.ts';
import { personOf, storeAnswers, type Touch } from '../submit-form.ts';
import { assertReadAlike, birthDigest, type ReadAgain } from './read-again.ts';
import { readTakenDown, type TakenDown } from './taken-down.ts';

/** The guardian who signed for a child, and what shows that they are. */
export interface SignedBy {
  readonly kind: 'parent' | 'guardian';
  /** For example "household-register"; it is in the scan. */
  readonly evidence: string;
  readonly name: string;
  readonly mobile: string;
  /** The child's, YYYY-MM-DD. */
  readonly childBirthDate: string;
}

/** A sheet as somebody keys it. */
export interface KeyedSheet extends TakenDown {
  readonly scan: string;
  readonly guardian?: SignedBy;
}

async function openForm(tx: Tx, code: string): Promise<StoredForm> {
  const form = await findForm(tx, code);
  if (form === undefined || !form.active) throw formUnknown();
  return form;
}

/** Begins a batch with what was counted by hand. The version printed on the paper must be the one in force: an older one told something else. */
export async function beginBatch(
  deps: CaptureDeps,
  tx: Tx,
  input: { form: string; noticeVersion: number; sheets: number; granted: number; by: string },
): Promise<PaperBatch> {
  const form = await openForm(tx, input.form);
  const { version } = await deps.register.notice(tx, form.notice);
  const errors: FieldError[] = [];
  if (version !== input.noticeVersion)
    errors.push(
      fieldError(
        'noticeVersion',
        '纸面告知不是现行版本，须重新告知（个保法第17条）',
        'Not the version in force: people have to be told anew (PIPL 17)',
      ),
    );
  if (input.granted > input.sheets)
    errors.push(fieldError('granted', '不能多于纸页数', 'Not more than there are sheets'));
  if (errors.length > 0) throw answersInvalid(errors);
  const id = newId(deps.clock);
  await insertBatch(tx, { ...input, id, form: form.code, at: deps.clock.now() });
  return found(await lockBatch(tx, id));
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw paperUnknown();
  return value;
}

/** Whether somebody else looks at the sheet before anything is recorded: a guardian signed, or a separate consent is given. */
function needsSecondLook(form: FormDefinition, sheet: KeyedSheet): boolean {
  if (sheet.guardian !== undefined) return true;
  return consentsOf(form).some(({ control, kind }) => kind === 'separate' && sheet.granted.includes(control));
}

/**
 * Keys one sheet: the person with their fields, the scan under the person's key, a guardian where one signed, whose relation counts as only said so until
 * somebody else has seen the scan. The answers are recorded at once, or after the second look. Throws `capture.answers-invalid`, `capture.scan-twice`, `capture.paper-done`.
 */
export async function keySheet(
  deps: CaptureDeps,
  tx: Tx,
  input: { readonly batch: string; readonly sheet: KeyedSheet; readonly by: string },
): Promise<PaperSheet> {
  const batch = found(await lockBatch(tx, input.batch));
  if (batch.closedAt !== null || batch.keyed >= batch.sheets) throw paperDone();
  const form = await openForm(tx, batch.form);
  const { sheet, by } = input;
  const read = readScan(sheet.scan);
  if (!read.ok) throw answersInvalid([read.error]);
  const { scan } = read;
  const answers = readTakenDown(form, sheet, sheet.guardian !== undefined);
  const { guardian } = sheet;
  const birth = guardian === undefined ? {} : { birthDate: guardian.childBirthDate };
  const person = await personOf(deps, tx, form, answers, { ...PAPER, ...birth });
  const signed =
    guardian === undefined ? undefined : await recordSigner(deps, tx, { form, person, guardian, by, hash: scan.hash });
  const at = deps.clock.now();
  const id = newId(deps.clock);
  const waits = needsSecondLook(form, sheet);
  const row = {
    id,
    batch: batch.id,
    person,
    guardianship: signed?.guardianship ?? null,
    guardian: signed?.person ?? null,
    ticked: answers.ticked,
    granted: answers.ticked.length > 0,
    scanType: scan.type,
    scanHash: scan.hash,
    status: waits ? ('second-look' as const) : ('recorded' as const),
    keyedBy: by,
    keyedAt: at,
    birthDigest: guardian === undefined ? null : birthDigest(deps, id, guardian.childBirthDate),
  };
  const sealed = await deps.vault.sealForPerson(tx, person, `consent_record/scan-${id}`, scan.bytes);
  if (!(await insertSheet(tx, { ...row, scan: sealed }))) throw scanTwice();
  if (!waits) await recordSheet(deps, tx, form, { ...row, lookedBy: null, reason: null });
  return { ...row, lookedBy: null, reason: null };
}

const PAPER = { source: 'paper', how: 'signed_document' } as const;

async function recordSigner(
  deps: CaptureDeps,
  tx: Tx,
  input: { form: StoredForm; person: string; guardian: SignedBy; by: string; hash: string },
): Promise<{ person: string; guardianship: string }> {
  const { form, guardian, by, hash } = input;
  const asked = form.fields.filter(({ field }) => field === 'name' || field === 'mobile');
  const own = { name: guardian.name, mobile: guardian.mobile };
  const signer = ofGuardian(() => readTakenDown({ ...form, fields: asked }, { values: own, age: 18, granted: [] }));
  const person = await personOf(deps, tx, form, { ...signer, age: 18 }, PAPER);
  const evidence = { kind: guardian.evidence, hash };
  const relation = { child: input.person, guardian: person, kind: guardian.kind, grade: 'C' as const, evidence, by };
  const { id } = await deps.gate.recordGuardian(tx, relation).catch((error: unknown) => atTheSheet(error, OF_RELATION));
  return { person, guardianship: id };
}

/** Where the sheet holds what a relation is refused for. */
const OF_RELATION: Readonly<Record<string, string>> = {
  child: 'guardian.childBirthDate',
  guardian: 'guardian.mobile',
  kind: 'guardian.kind',
  evidence: 'guardian.evidence',
};

// Whoever keyed the sheet looks for what is wrong at the guardian's own lines of it.
function atTheSheet(error: unknown, places: Readonly<Record<string, string>>): never {
  if (!(error instanceof Failure) || error.options.errors === undefined) throw error;
  const place = (path: string) => places[path] ?? `guardian.${path}`;
  throw answersInvalid(error.options.errors.map((each) => ({ ...each, path: place(each.path) })));
}

function ofGuardian<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    return atTheSheet(error, {});
  }
}

async function recordSheet(deps: CaptureDeps, tx: Tx, form: StoredForm, sheet: PaperSheet): Promise<void> {
  if (sheet.person === null) throw paperDone();
  const session = randomBytes(16).toString('base64url');
  const { presentation } = await presentForm(deps, tx, { code: form.code, session, locale: 'zh-CN', surface: 'paper' });
  const answers: FormAnswers = { values: {}, ticked: sheet.ticked };
  const touch: Touch = sheet.guardian === null ? PAPER : { ...PAPER, guardian: sheet.guardian };
  const submission = await storeAnswers(
    deps,
    tx,
    {
      form,
      answers,
      presentation: presentation.id,
      nonce: presentation.nonce,
      session,
      sessionDigest: createHash('sha256').update(session).digest(),
      person: sheet.person,
    },
    touch,
  );
  await insertAssisted(tx, { submission, way: 'paper', scriptHash: null, by: sheet.keyedBy, at: deps.clock.now() });
}

/**
 * The second look: somebody else compares the sheet with its scan, and the answers are recorded, or rejected with a reason. What a child's protection hangs on is
 * not shown: whoever looks reads birth date, relation and its proof from the scan, and they have to be those that were keyed. Throws
 * `capture.birth-differs`, `capture.relation-differs`, `capture.same-look`, `capture.answers-invalid`, `capture.paper-done`.
 */
export async function lookAgain(
  deps: CaptureDeps,
  tx: Tx,
  input: { sheet: string; agrees: boolean; reason?: string; by: string } & ReadAgain,
): Promise<PaperSheet> {
  const sheet = found(await lockSheet(tx, input.sheet));
  if (sheet.status !== 'second-look' || sheet.person === null) throw paperDone();
  if (sheet.keyedBy === input.by) throw sameLook();
  if (!input.agrees && (input.reason ?? '').trim() === '')
    throw answersInvalid([fieldError('reason', '不一致的须写明理由', 'Say why it does not agree')]);
  const said = await relationSaid(deps, tx, sheet);
  if (input.agrees) assertReadAlike(deps, sheet, said, input);
  const batch = found(await lockBatch(tx, sheet.batch));
  const guardianship = said === undefined ? null : await settleRelation(deps, tx, { sheet, said }, input);
  if (input.agrees) await recordSheet(deps, tx, await openForm(tx, batch.form), sheet);
  const status = input.agrees ? 'recorded' : 'rejected';
  const reason = input.reason ?? null;
  await decideSheet(tx, sheet.id, { status, guardianship, by: input.by, at: deps.clock.now(), reason });
  return { ...sheet, guardianship, status, lookedBy: input.by, reason };
}

type Said = Awaited<ReturnType<CaptureDeps['gate']['guardianshipsOf']>>[number];

async function relationSaid(deps: CaptureDeps, tx: Tx, sheet: PaperSheet): Promise<Said | undefined> {
  if (sheet.person === null || sheet.guardianship === null) return undefined;
  const said = (await deps.gate.guardianshipsOf(tx, sheet.person)).find(({ id }) => id === sheet.guardianship);
  if (said === undefined) throw paperDone();
  return said;
}

// What was only said so ends: where the scan shows it, a proven relation takes its place; where it does not, none does (PIPL 31).
async function settleRelation(
  deps: CaptureDeps,
  tx: Tx,
  { sheet, said }: { readonly sheet: PaperSheet; readonly said: Said },
  { agrees, by }: { readonly agrees: boolean; readonly by: string },
): Promise<string> {
  const reason = agrees ? 'seen-in-the-scan' : 'not-in-the-scan';
  if (said.endedAt === null) await deps.gate.endGuardian(tx, { guardianship: said.id, reason, by });
  if (!agrees) return said.id;
  const evidence = { kind: said.evidenceKind ?? 'signed-sheet', hash: sheet.scanHash };
  const { child, guardian, kind } = said;
  const proven = await deps.gate.recordGuardian(tx, { child, guardian, kind, grade: 'A', evidence, by });
  return proven.id;
}

/**
 * Closes a batch when what was keyed is what was counted and nothing waits; sheets that were rejected and not keyed again make up the difference, so
 * that a void one holds nothing up. Throws `capture.totals-differ` with each difference.
 */
export async function finishBatch(deps: CaptureDeps, tx: Tx, input: { batch: string; by: string }): Promise<void> {
  const batch = found(await lockBatch(tx, input.batch));
  if (batch.closedAt !== null) throw paperDone();
  const errors: FieldError[] = [];
  const short = batch.sheets - batch.keyed;
  if (short > batch.rejected)
    errors.push(
      fieldError(
        'sheets',
        `应有 ${batch.sheets} 页，录入 ${batch.keyed} 页`,
        `${batch.sheets} counted, ${batch.keyed} keyed`,
      ),
    );
  const left = batch.granted - batch.keyedGranted;
  if (left < 0 || left > short)
    errors.push(
      fieldError(
        'granted',
        `应有 ${batch.granted} 页同意，录入 ${batch.keyedGranted} 页`,
        `${batch.granted} counted, ${batch.keyedGranted} keyed`,
      ),
    );
  if (batch.waiting > 0)
    errors.push(fieldError('waiting', `${batch.waiting} 页待复核`, `${batch.waiting} wait for a second look`));
  if (errors.length > 0) throw totalsDiffer(errors);
  await closeBatch(tx, batch.id, input.by, deps.clock.now());
}

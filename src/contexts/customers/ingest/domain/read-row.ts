import type { FieldCode } from '../../../register/index.ts';
import { type OrganisationNamed, readOrganisation } from '../../organisations/domain/organisation.ts';
import { cleanCell, isEmail, isPlausible, parseFen, parseInstant, parseQuantity, readMobile } from './cell-values.ts';
import { type ImportKind, importKinds, PERSON_FIELDS, type Target } from './import-kinds.ts';
import type { Mapping } from './mapping.ts';
import type { SourceRecord } from './record-reader.ts';
import type { Refusal } from './refusal.ts';

/** A purchase as the importer understands it. */
export interface PurchaseRow {
  /** A people file's further fields, as they stand there; undefined for purchases. */
  readonly fields?: Readonly<Partial<Record<FieldCode, string>>>;
  /** Whose contact the person is; of a contacts file. */
  readonly organisation?: OrganisationNamed;
  readonly line: number;
  readonly at: Date;
  readonly amountFen: number;
  readonly quantity: number | null;
  readonly memberId: string | undefined;
  readonly orderId: string | undefined;
  readonly product: string | undefined;
  readonly name: string | undefined;
  /** Eleven digits; undefined also for masks and privacy numbers, which are neither kept nor used to join people. */
  readonly mobile: string | undefined;
  readonly email: string | undefined;
  readonly address: string | undefined;
  /** What makes the row this row and no other, apart from how often it occurs in the file; before any shift of dates. */
  readonly natural: string;
}

export type RowVerdict =
  | { readonly ok: true; readonly row: PurchaseRow }
  | { readonly ok: false; readonly refusal: Refusal };

export interface RowRules {
  readonly kind: ImportKind;
  readonly mapping: Mapping;
  /** Cells in the header. */
  readonly width: number;
  /** Milliseconds added to every time of the file. */
  readonly shiftMs: number;
  readonly now: Date;
}

const MOST_CHARACTERS = 500;
const LONGEST: Partial<Readonly<Record<Target, number>>> = { member_id: 64, order_id: 64, name: 60, address: 300 };
const MARKUP = /<\s*[/!?]?\s*[a-z]|javascript\s*:|&#|\bon[a-z]{3,}\s*=/i;
const FORMULA = /^[=+\-@]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for, and the mark of a byte that could not be decoded
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]/;
const FREE_TEXT: readonly Target[] = [
  'member_id',
  'order_id',
  'product',
  'organisation',
  'registration_number',
  'job_title',
  ...PERSON_FIELDS.filter((field) => field !== 'mobile'),
];

/** Reads one record by the mapping; refuses what is hostile, incomplete or not understood. */
export function readRow(record: SourceRecord, rules: RowRules): RowVerdict {
  if (record.broken !== undefined) return refuse({ code: record.broken });
  if (widthOf(record.cells) > rules.width) return refuse({ code: 'width' });
  const hostile = hostileCell(record.cells);
  if (hostile !== undefined) return refuse(hostile);
  const cells = mappedCells(record, rules.mapping);
  const cell = (target: Target): string => cells[target] ?? '';
  for (const target of FREE_TEXT) {
    if (FORMULA.test(cell(target))) return refuse({ code: 'formula', target });
    if (cell(target).length > (LONGEST[target] ?? MOST_CHARACTERS)) return refuse({ code: 'too-long', target });
  }
  for (const target of importKinds[rules.kind].required)
    if (cell(target) === '') return refuse({ code: 'missing', target });
  if (rules.kind === 'people') return understandPerson(record.line, cell, rules);
  if (rules.kind === 'contacts') return understandContact(record.line, cell, rules);
  return understand(record.line, cell, rules);
}

function mappedCells(record: SourceRecord, mapping: Mapping): Partial<Record<Target, string>> {
  const cells: Partial<Record<Target, string>> = {};
  for (const target of Object.keys(mapping) as Target[]) {
    const column = mapping[target];
    if (column !== undefined) cells[target] = cleanCell(record.cells[column] ?? '');
  }
  return cells;
}

function understand(line: number, cell: (target: Target) => string, rules: RowRules): RowVerdict {
  const written = parseInstant(cell('at'));
  if (written === undefined) return refuse({ code: 'bad-time', target: 'at' });
  const at = new Date(written.getTime() + rules.shiftMs);
  if (!isPlausible(at, rules.now)) return refuse({ code: 'implausible-time', target: 'at' });
  const amountFen = parseFen(cell('amount'));
  if (amountFen === undefined) return refuse({ code: 'bad-amount', target: 'amount' });
  const quantity = cell('quantity') === '' ? null : parseQuantity(cell('quantity'));
  if (quantity === undefined) return refuse({ code: 'bad-quantity', target: 'quantity' });
  const mobile = readMobile(cell('mobile'));
  if (mobile.kind === 'bad') return refuse({ code: 'bad-mobile', target: 'mobile' });
  const email = cell('email').toLowerCase();
  if (email !== '' && !isEmail(email)) return refuse({ code: 'bad-email', target: 'email' });
  const text = (target: Target) => cell(target) || undefined;
  return {
    ok: true,
    row: {
      line,
      at,
      amountFen,
      quantity,
      memberId: text('member_id'),
      orderId: text('order_id'),
      product: text('product'),
      name: text('name'),
      mobile: mobile.kind === 'mobile' ? mobile.value : undefined,
      email: email || undefined,
      address: text('address'),
      natural: naturalKey(rules.kind, cell, written, amountFen, quantity),
    },
  };
}

function understandPerson(line: number, cell: (target: Target) => string, rules: RowRules): RowVerdict {
  const mobile = readMobile(cell('mobile'));
  if (mobile.kind === 'bad') return refuse({ code: 'bad-mobile', target: 'mobile' });
  const email = cell('email').toLowerCase();
  if (email !== '' && !isEmail(email)) return refuse({ code: 'bad-email', target: 'email' });
  const memberId = cell('member_id');
  const fields = Object.fromEntries(
    PERSON_FIELDS.filter((field) => !['name', 'mobile', 'email', 'address'].includes(field)).flatMap((field) =>
      cell(field) === '' ? [] : [[field, cell(field)]],
    ),
  );
  const text = (target: Target) => cell(target) || undefined;
  return {
    ok: true,
    row: {
      line,
      fields,
      at: rules.now,
      amountFen: 0,
      quantity: null,
      memberId,
      orderId: undefined,
      product: undefined,
      name: text('name'),
      mobile: mobile.kind === 'mobile' ? mobile.value : undefined,
      email: email || undefined,
      address: text('address'),
      natural: JSON.stringify(['people', memberId, ...PERSON_FIELDS.map((field) => cell(field))]),
    },
  };
}

function understandContact(line: number, cell: (target: Target) => string, rules: RowRules): RowVerdict {
  const person = understandPerson(line, cell, rules);
  if (!person.ok) return person;
  const number = cell('registration_number');
  const read = readOrganisation({
    name: cell('organisation'),
    ...(number === '' ? {} : { registrationNumber: number }),
  });
  if (!read.ok) {
    const target = read.errors[0]?.path === 'name' ? 'organisation' : 'registration_number';
    return refuse({ code: 'not-accepted', target });
  }
  const title = cell('job_title');
  const { row } = person;
  const named = [read.organisation.name, read.organisation.registrationNumber ?? '', title];
  return {
    ok: true,
    row: {
      ...row,
      organisation: read.organisation,
      fields: { ...row.fields, employer: read.organisation.name, ...(title === '' ? {} : { job_title: title }) },
      natural: JSON.stringify(['contacts', row.natural, ...named]),
    },
  };
}

// An order export is made again after the parcel has moved on: only the order and the goods make a line, not what may change. Bare purchases
// have no number of their own, so all they have makes them.
function naturalKey(
  kind: ImportKind,
  cell: (target: Target) => string,
  written: Date,
  amountFen: number,
  quantity: number | null,
): string {
  const parts =
    kind === 'orders'
      ? [cell('order_id'), cell('product')]
      : [cell('member_id'), written.toISOString(), String(amountFen), String(quantity)];
  return JSON.stringify([kind, ...parts]);
}

function hostileCell(cells: readonly string[]): Refusal | undefined {
  for (const cell of cells) {
    if (cell.length > MOST_CHARACTERS) return { code: 'too-long' };
    if (CONTROL.test(cell)) return { code: 'control-character' };
    if (MARKUP.test(cell)) return { code: 'script' };
  }
  return undefined;
}

// Exports often end a line with delimiters that the header does not have.
function widthOf(cells: readonly string[]): number {
  let width = cells.length;
  while (width > 0 && (cells[width - 1] ?? '').trim() === '') width -= 1;
  return width;
}

function refuse(refusal: Refusal): RowVerdict {
  return { ok: false, refusal };
}

import type { Bilingual } from '../../../../../platform/failure.ts';
import type { FieldCode } from '../../../../register/index.ts';
import type { Members } from './source-event.ts';

/** What values a property has. */
export const PROPERTY_KINDS = ['text', 'number', 'boolean', 'time'] as const;
export type PropertyKind = (typeof PROPERTY_KINDS)[number];

/** Which declared, non-identifying column of the event log a property fills: an amount in yuan or in fen, or a quantity. */
export const PROPERTY_COLUMNS = ['amount-yuan', 'amount-fen', 'quantity'] as const;
export type PropertyColumn = (typeof PROPERTY_COLUMNS)[number];

/** A property that an event may have. */
export interface PlannedProperty {
  readonly kind: PropertyKind;
  /** The field of the activity that it is. */
  readonly field: FieldCode;
  readonly column?: PropertyColumn;
  /** The words that a text may have to be told outside the vault as the event's class; any other value stays inside. */
  readonly words?: string[];
}

/** An event that a source may send. */
export interface PlannedEvent {
  readonly name: string;
  /** How people call it (神策: 显示名); its name where nobody said. */
  readonly label?: Bilingual;
  readonly properties: Readonly<Record<string, PlannedProperty>>;
}

/** What the plan makes of an event's properties. */
export interface Planned {
  /** What is kept: declared properties of their kind, and, where the source only reports, the others too. */
  readonly kept: Members;
  readonly quantity: number | null;
  /** In fen. */
  readonly amountFen: number | null;
  /** The declared word that the event is classed under, if it has one. */
  readonly word: string | null;
  /** Names that the plan does not declare, or whose value is of another kind. */
  readonly undeclared: readonly string[];
}

const MOST_INTEGER = 2_147_483_647;

/** Reads an event's properties by the plan; `undefined` stands for an event that the plan does not know. */
export function applyPlan(planned: PlannedEvent | undefined, properties: Members, keepUndeclared: boolean): Planned {
  const kept: Record<string, unknown> = {};
  const undeclared: string[] = [];
  let quantity: number | null = null;
  let amountFen: number | null = null;
  let word: string | null = null;
  for (const [name, value] of Object.entries(properties)) {
    const declared = ownProperty(planned, name);
    if (declared !== undefined && isOfKind(declared.kind, value)) {
      kept[name] = value;
      if (typeof value === 'string' && declared.words?.includes(value) === true) word = value;
      const amount = declared.column === undefined ? null : amountOf(declared.column, value);
      if (amount === null) continue;
      if (declared.column === 'quantity') quantity = amount;
      else amountFen = amount;
      continue;
    }
    undeclared.push(name);
    if (keepUndeclared && declared === undefined) kept[name] = value;
  }
  return { kept, quantity, amountFen, word, undeclared };
}

function ownProperty(planned: PlannedEvent | undefined, name: string): PlannedProperty | undefined {
  return planned !== undefined && Object.hasOwn(planned.properties, name) ? planned.properties[name] : undefined;
}

function isOfKind(kind: PropertyKind, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'time':
      return typeof value === 'number' || (typeof value === 'string' && !Number.isNaN(Date.parse(value)));
  }
}

function amountOf(column: PropertyColumn, value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  const amount = Math.round(column === 'amount-yuan' ? value * 100 : value);
  const most = column === 'quantity' ? MOST_INTEGER : Number.MAX_SAFE_INTEGER;
  return Math.abs(amount) <= most ? amount : null;
}

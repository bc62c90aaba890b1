import { unseal } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Permit } from '../consent/index.ts';
import { type FieldCode, isFieldCode } from '../register/index.ts';
import { personBound } from './domain/additional-data.ts';
import { audienceOf, type MaskViewer, maskPurposeOf } from './domain/mask-policy.ts';
import { HIDDEN, type MaskLevel, maskField } from './domain/masks.ts';
import { maskLevelOf } from './domain/policy.ts';
import { openPersonKey } from './open-person-keys.ts';
import { assertCovered } from './permit-check.ts';
import { redactReason } from './redact-reason.ts';
import type { PersonLabel } from './seal-for-person.ts';
import { selectPersonKeys } from './store/person-key-table.ts';
import { selectPolicy } from './store/policy-table.ts';
import type { VaultDeps } from './vault-deps.ts';
import { valueDamaged } from './vault-failures.ts';

/** Bytes that were sealed for a person, to be shown masked. They hold JSON: members and their values, one level of objects at most. */
export interface MaskedBytes {
  readonly person: string;
  /** The labels that they may stand under; the first that opens them counts. */
  readonly labels: readonly PersonLabel[];
  readonly sealed: Uint8Array;
  /** The field that each member is, where it is known: masked as that field's values are. */
  readonly fields?: Readonly<Record<string, FieldCode>>;
}

/** A member of what was sealed, masked for who looks. */
export type MaskedMembers = Readonly<Record<string, string>>;

const MOST_MEMBERS = 40;
const LONGEST = 200;
/** Fields whose members are many things: what they hold is scanned, not shortened as one value. */
const MIXED: ReadonlySet<FieldCode> = new Set(['order_record', 'behaviour']);

/**
 * The members of sealed bytes, masked inside the vault for who looks and for the permit's activity, in the order of `items`; null for somebody
 * without a key. A member that is a field is masked as the field; of any other, what the scanner takes for personal information is struck out.
 */
export async function readMaskedBytes(
  deps: VaultDeps,
  tx: Tx,
  permit: Permit,
  items: readonly MaskedBytes[],
  viewer: MaskViewer,
): Promise<(MaskedMembers | null)[]> {
  for (const { person, labels } of items)
    for (const label of labels) assertCovered(permit, 'mask', person, fieldOf(label));
  if (items.length === 0) return [];
  const rows = await selectPersonKeys(tx, [...new Set(items.map((item) => item.person))]);
  const keys = new Map(
    rows.filter((row) => row.state === 'active').map((row) => [row.person, openPersonKey(deps, row)]),
  );
  const policy = await selectPolicy(tx);
  const audience = audienceOf(viewer);
  const purpose = maskPurposeOf(permit.activity);
  const levelOf = (field: FieldCode): MaskLevel => maskLevelOf(policy, field, audience, purpose);
  return items.map((item) => {
    const key = keys.get(item.person);
    return key === undefined ? null : membersOf(open(deps, key, item), item, levelOf);
  });
}

function open(deps: VaultDeps, key: Buffer, { person, labels, sealed }: MaskedBytes): Opened {
  const ring = deps.ring.id();
  for (const label of labels) {
    const bytes = unseal(key, sealed, personBound(ring, person, label));
    if (bytes !== undefined) return { field: fieldOf(label), text: bytes.toString('utf8') };
  }
  const field = fieldOf(labels[0] ?? 'behaviour');
  deps.alarms.raise(field, 'sealed bytes of a person do not open');
  throw valueDamaged(field);
}

interface Opened {
  readonly field: FieldCode;
  readonly text: string;
}

function membersOf(opened: Opened, item: MaskedBytes, levelOf: (field: FieldCode) => MaskLevel): MaskedMembers {
  const parsed: unknown = JSON.parse(opened.text);
  const shown: Record<string, string> = {};
  const add = (name: string, value: unknown): void => {
    if (Object.keys(shown).length >= MOST_MEMBERS || value === null || value === undefined) return;
    const bound = item.fields !== undefined && Object.hasOwn(item.fields, name) ? item.fields[name] : undefined;
    shown[redactReason(name.slice(0, 60))] = masked(bound ?? opened.field, value, levelOf);
  };
  for (const [name, value] of isRecord(parsed) ? Object.entries(parsed) : []) {
    if (isRecord(value)) for (const [member, each] of Object.entries(value)) add(member, each);
    else add(name, value);
  }
  return shown;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function masked(field: FieldCode, value: unknown, levelOf: (field: FieldCode) => MaskLevel): string {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST);
  const level = levelOf(field);
  if (level === 0) return HIDDEN;
  return MIXED.has(field) ? redactReason(text) : maskField(field, text, level);
}

function fieldOf(label: PersonLabel): FieldCode {
  const field = label.split('/', 1)[0] ?? '';
  if (!isFieldCode(field)) throw new TypeError('a label begins with the code of a field');
  return field;
}

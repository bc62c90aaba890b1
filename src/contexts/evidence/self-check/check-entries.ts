import { setImmediate } from 'node:timers/promises';
import { type Json, toBase64url } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { timeOfId } from '../../../platform/ids.ts';
import { type ActKind, commitmentOf, entryText, tagOf } from '../domain/entry.ts';
import { keyPayload } from '../domain/evidence-key.ts';
import type { Opening } from '../domain/receipt.ts';
import { openOpening, openPersonKeys, type PersonKeys } from '../person-keys.ts';
import {
  type CheckedEntry,
  entriesOfPacks,
  erasedAmong,
  keysOfPersons,
  looseStretches,
  nextPacks,
  type Stretch,
  statesOfPacks,
} from '../store/checked-entries.ts';
import { signingKeys } from '../store/signing-keys.ts';
import type { LoggedAct } from './act-table.ts';
import { AT_ONE_MOMENT, type Checking } from './checking.ts';
import { compareActs } from './compare-acts.ts';
import type { Step } from './finding.ts';
import { recordFaults } from './own-records.ts';
import { trustFaults } from './trusted-rows.ts';

const PACKS = 16;

/**
 * Goes through all packs: what stands beside the entries' texts (whose it is, under which number, when, until when it is promised), the openings
 * against the commitments, and the rows of the acts against the payloads.
 */
export async function* checkEntries(checking: Checking, from: Json): AsyncGenerator<Step> {
  const { context, database } = checking;
  const rotated = await database.transaction(signingKeys, { readOnly: true });
  const signers = new Set([...context.service.signingKeys.map(({ id }) => id), ...rotated.map(({ id }) => id)]);
  for (let after = typeof from === 'number' ? from : 0; ; ) {
    const last = await database.transaction(async (tx) => {
      const packs = await nextPacks(tx, after, PACKS);
      if (packs.length > 0) await checkPacks(checking, tx, packs, signers);
      return packs;
    }, AT_ONE_MOMENT);
    after = last.at(-1) ?? after;
    if (last.length === 0) return;
    yield { cursor: after, looked: last.length };
    await setImmediate();
  }
}

async function checkPacks(
  checking: Checking,
  tx: Tx,
  packs: readonly number[],
  signers: ReadonlySet<string>,
): Promise<void> {
  await checkStates(checking, tx, packs);
  const rows = await entriesOfPacks(tx, packs);
  const persons = [...new Set(rows.flatMap(({ person }) => person ?? []))];
  const keys = await openKeys(checking, tx, persons);
  const erased = await erasedAmong(tx, persons);
  const acts: LoggedAct[] = [];
  for (const row of rows) {
    checkBeside(checking, row, signers);
    const own = row.person === null ? undefined : keys.get(`${row.person}/${row.generation}`);
    const known = row.person === null || own !== undefined;
    if (!known && !erased.has(row.person ?? ''))
      checking.found({ what: 'keys-missing', at: row.id, expected: 'the keys of its chain', found: 'none' });
    const act = checkEntry(checking, row, own, known ? opened(checking, row, own) : undefined);
    if (act !== undefined) acts.push(act);
  }
  await checkChains(checking, tx, rows);
  await compareActs(checking, tx, acts);
  for (const fault of await recordFaults(tx, acts)) checking.found(fault);
  for (const fault of await trustFaults(tx, acts)) checking.found(fault);
}

async function checkStates(checking: Checking, tx: Tx, packs: readonly number[]): Promise<void> {
  for (const state of await statesOfPacks(tx, packs)) {
    const at = `evidence.pack ${state.seq}`;
    if (!state.even) checking.found({ what: 'pack-uneven', at, expected: 'arrays of one length', found: 'others' });
    const merged = state.index !== null;
    if (merged === (state.waiting !== null))
      checking.found({
        what: merged ? 'merged-and-waiting' : 'neither-merged-nor-waiting',
        at,
        expected: merged ? 'no row in evidence.pending' : 'a row in evidence.place or evidence.pending',
        found: merged ? 'one' : 'none',
      });
    if (merged) continue;
    if (
      state.waiting !== null &&
      (state.waiting !== state.size || state.waitsUntil?.getTime() !== state.mergeBy.getTime())
    )
      checking.found({
        what: 'waiting-changed',
        at,
        expected: `${state.size} entries`,
        found: `${state.waiting}, or another time`,
      });
  }
}

async function openKeys(checking: Checking, tx: Tx, persons: readonly string[]): Promise<Map<string, PersonKeys>> {
  const found = new Map<string, PersonKeys>();
  for (const row of await keysOfPersons(tx, persons)) {
    if (row.keys.length === 0) continue;
    try {
      found.set(`${row.person}/${row.generation}`, openPersonKeys(checking.context, row));
    } catch {
      checking.found({
        what: 'keys-changed',
        at: `generation ${row.generation}`,
        expected: 'sealed keys',
        found: 'others',
      });
    }
  }
  return found;
}

// What the pack says once for all of its entries.
function checkBeside(checking: Checking, row: CheckedEntry, signers: ReadonlySet<string>): void {
  const made = timeOfId(row.id);
  if (row.made !== made)
    checking.found({ what: 'made-changed', at: row.id, expected: String(made), found: String(row.made) });
  const mergeBy = made + checking.context.mergeDelay;
  if (row.mergeBy.getTime() !== mergeBy)
    checking.found({
      what: 'promise-changed',
      at: row.id,
      expected: new Date(mergeBy).toISOString(),
      found: row.mergeBy.toISOString(),
    });
  if (!signers.has(row.key))
    checking.found({ what: 'promise-key', at: row.id, expected: 'a key of the log', found: row.key });
}

interface PublicFields {
  readonly id: string;
  readonly kind: ActKind;
  readonly time: string;
  readonly commitment: string;
  readonly tag: string | null;
}

function checkEntry(
  checking: Checking,
  row: CheckedEntry,
  keys: PersonKeys | undefined,
  opening: Opening | undefined,
): LoggedAct | undefined {
  const fields = publicFields(row.entry);
  if (fields === undefined || row.id !== fields.id) {
    checking.found({
      what: 'entry-unreadable',
      at: row.id,
      expected: 'an entry of version 1',
      found: row.entry.slice(0, 400),
    });
    return undefined;
  }
  const tag = row.person === null ? null : keys === undefined ? fields.tag : tagOf(keys.tag, row.n ?? 0);
  if (fields.tag !== tag)
    checking.found({ what: 'owner-changed', at: row.id, expected: String(fields.tag), found: String(tag) });
  if ((row.n === 1) !== (fields.kind === 'key'))
    checking.found({ what: 'number-changed', at: row.id, expected: fields.kind, found: `number ${row.n}` });
  if (opening !== undefined) {
    const commitment = toBase64url(commitmentOf(Buffer.from(opening.salt, 'base64url'), opening.payload));
    if (commitment !== fields.commitment)
      checking.found({ what: 'opening-changed', at: row.id, expected: fields.commitment, found: commitment });
    checkKeyEntry(checking, row, keys, opening.payload, fields.kind);
  }
  const { kind } = fields;
  return {
    receipt: row.id,
    kind,
    person: row.person,
    time: new Date(fields.time),
    payload: membersOf(opening?.payload),
  };
}

function checkKeyEntry(
  checking: Checking,
  row: CheckedEntry,
  keys: PersonKeys | undefined,
  payload: Json,
  kind: string,
) {
  if (kind !== 'key' || keys === undefined) return;
  const expected = JSON.stringify(keyPayload(row.person ?? '', row.generation ?? 0, keys.tag));
  const found = JSON.stringify(payload);
  if (found !== expected) checking.found({ what: 'key-entry', at: row.id, expected, found });
}

function membersOf(payload: Json | undefined): { readonly [member: string]: Json } | undefined {
  return typeof payload === 'object' && payload !== null && !Array.isArray(payload)
    ? (payload as { readonly [member: string]: Json })
    : undefined;
}

function publicFields(entry: string): PublicFields | undefined {
  try {
    const fields = JSON.parse(entry) as PublicFields;
    return entryText({ ...fields, time: new Date(fields.time) }) === entry ? fields : undefined;
  } catch {
    return undefined;
  }
}

// Undefined, and told, when it does not open.
function opened(checking: Checking, row: CheckedEntry, keys: PersonKeys | undefined): Opening | undefined {
  try {
    if (row.opening === null || row.openingId === null) throw new Error('no opening');
    return openOpening(checking.context, keys, { entry: row.openingId, sealed: row.opening, at: row.openingAt });
  } catch {
    checking.found({ what: 'opening-unreadable', at: row.id, expected: 'a sealed opening', found: 'another' });
    return undefined;
  }
}

// Numbers go on without a gap inside a pack, from pack to pack, and end where the chain or the ended key does.
async function checkChains(checking: Checking, tx: Tx, rows: readonly CheckedEntry[]): Promise<void> {
  const stretches = new Map<string, Stretch>();
  for (const { seq, person, generation, n, id } of rows) {
    if (person === null || generation === null || n === null) {
      if (person !== null || generation !== null || n !== null)
        checking.found({ what: 'owner-changed', at: id, expected: 'person, generation and number', found: 'not all' });
      continue;
    }
    const name = `${seq}/${person}/${generation}`;
    const before = stretches.get(name);
    if (before !== undefined && before.last + 1 !== n)
      checking.found({ what: 'number-changed', at: id, expected: String(before.last + 1), found: String(n) });
    stretches.set(name, { seq, person, generation, first: before?.first ?? n, last: n });
  }
  if (stretches.size === 0) return;
  for (const loose of await looseStretches(tx, [...stretches.values()])) {
    const at = `evidence.pack ${loose.seq}`;
    if (!loose.traced)
      checking.found({ what: 'trace-missing', at, expected: 'a row in evidence.chain_pack', found: 'none' });
    if (!loose.continued)
      checking.found({
        what: 'chain-broken',
        at,
        expected: `number ${loose.last + 1}, or the end of the chain at ${loose.last}`,
        found: 'neither',
      });
  }
}

import type { Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { openRow } from '../read-receipt.ts';
import { findEntries } from '../store/entries.ts';
import { signingKeys } from '../store/signing-keys.ts';
import type { LoggedAct } from './act-table.ts';
import type { Checking } from './checking.ts';
import type { Finding } from './finding.ts';

type Fault = Omit<Finding, 'part'>;

/** Milliseconds that the clocks of two servers may differ by. */
const CLOCKS_DIFFER = 120_000;
const SET_BACK = 'evidence.set-back-accepted';

/**
 * What is wrong with the rows that a check itself believes, as the entries of these acts have them: the keys by which checkpoints are checked, and the lost
 * states that excuse a copy which the log does not extend.
 */
export async function trustFaults(tx: Tx, acts: readonly LoggedAct[]): Promise<Fault[]> {
  const successions = acts.filter(({ kind, payload }) => kind === 'signing-key' && payload !== undefined);
  const losses = acts.filter(({ kind, payload }) => kind === 'staff-access' && payload?.['act'] === SET_BACK);
  const faults: Fault[] = [];
  if (successions.length > 0) faults.push(...(await keyFaults(tx, successions)));
  for (const { receipt, payload } of losses) {
    const row = await tx.first('select 1 as one from evidence.accepted_set_back where note = $1', [
      payload?.['copied'],
    ]);
    if (row !== undefined) continue;
    const expected = 'a row in evidence.accepted_set_back';
    faults.push({ what: 'record-missing', at: receipt, expected, found: 'none' });
  }
  return faults;
}

interface KeyRow {
  readonly entry: string;
  readonly ordinal: number;
  readonly to: Json;
  readonly from: Json;
  readonly overlapUntil: Date | null;
}

// The key and the one before it are those of the succession that both have signed.
async function keyFaults(tx: Tx, acts: readonly LoggedAct[]): Promise<Fault[]> {
  const key = (row: string) =>
    `${row}.id || ' ' || rtrim(translate(encode(${row}.public_key, 'base64'), '+/', '-_'), '=')`;
  const rows = await tx.query<KeyRow>(
    `select k.entry, k.ordinal, ${key('k')} as to, ${key('b')} as from, k.overlap_until as "overlapUntil"
      from evidence.signing_key k left join evidence.signing_key b on b.ordinal = k.ordinal - 1 where k.entry = any($1::uuid[])`,
    [acts.map(({ receipt }) => receipt)],
  );
  const payloads = new Map(acts.map(({ receipt, payload }) => [receipt, payload]));
  return rows.flatMap((row): Fault[] => {
    const payload = payloads.get(row.entry);
    const named = (side: 'from' | 'to') => {
      const { id, publicKey } = (payload?.[side] ?? {}) as { readonly id?: string; readonly publicKey?: string };
      return `${id} ${publicKey}`;
    };
    const pairs = [
      [named('to'), row.to],
      [`after ${named('from')}`, `after ${row.from}`],
      [payload?.['overlapUntil'], row.overlapUntil?.toISOString() ?? null],
    ] as const;
    return pairs.flatMap(([expected, found]) =>
      expected === undefined || expected === found
        ? []
        : [
            {
              what: 'record-changed',
              at: `evidence.signing_key ${row.ordinal}`,
              expected: String(expected),
              found: String(found),
            },
          ],
    );
  });
}

/** Checks that no such row stands without its entry: a key of nobody's would let a forged checkpoint pass, a loss that nobody accepted a log that was cut. */
export async function checkTrusted(checking: Checking, tx: Tx): Promise<void> {
  const odd = (at: string, expected: string) => checking.found({ what: 'record-odd', at, expected, found: 'none' });
  const keys = await signingKeys(tx);
  const ring = new Set(checking.context.service.signingKeys.map(({ id }) => id));
  for (const { ordinal, id, entry, since, overlapUntil } of keys) {
    if (entry !== null) continue;
    // The first one was not introduced by an entry: that of its successor names it.
    const first = ordinal === 0 && since === null && overlapUntil === null && (keys.length > 1 || ring.has(id));
    if (!first) odd(`evidence.signing_key ${ordinal}`, 'an entry of kind signing-key');
  }
  const accepted = await tx.query<{ size: number; root: string; note: string; at: Date; by: string }>(
    `select size, encode(root, 'base64') as root, note, accepted_at as at, accepted_by as by from evidence.accepted_set_back order by size`,
  );
  for (const row of accepted) {
    const [, size, root] = row.note.split('\n');
    const acts = await staffActs(checking, tx, row.at);
    const told = acts.some((payload) => payload['copied'] === row.note && payload['by'] === row.by);
    if (!told || size !== String(row.size) || root !== row.root)
      odd(`evidence.accepted_set_back ${row.size}`, `an entry that accepts it, and its own size and root`);
  }
}

// Acts of staff that say which copied state was accepted as lost, recorded about then.
async function staffActs(checking: Checking, tx: Tx, at: Date): Promise<{ readonly [member: string]: Json }[]> {
  const found = await tx.query<{ id: string }>(
    `select id from evidence.entry where made between $1 and $2 and person is null and entry like '%"kind":"staff-access"%'`,
    [at.getTime() - CLOCKS_DIFFER, at.getTime() + CLOCKS_DIFFER],
  );
  const rows = await findEntries(
    tx,
    found.map(({ id }) => id),
  );
  return rows.flatMap((row) => {
    try {
      const { payload } = openRow(checking.context, row, undefined);
      const members = payload as { readonly [member: string]: Json };
      return members['act'] === SET_BACK ? [members] : [];
    } catch {
      // Told by the part that opens every opening.
      return [];
    }
  });
}

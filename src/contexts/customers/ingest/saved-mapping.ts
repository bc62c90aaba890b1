import type { Tx } from '../../../platform/database/index.ts';
import { scanText } from '../../vault/index.ts';
import { type ImportKind, importKinds, type Target } from './domain/import-kinds.ts';
import type { Mapping } from './domain/mapping.ts';

/** What the columns of a system's last file meant, by their headers. */
export interface SavedMapping {
  readonly headers: Readonly<Partial<Record<Target, string>>>;
  readonly savedAt: Date;
}

/** A saved mapping in a new file: which columns it gives, and which of its headers are not there any more. */
export interface AdaptedMapping {
  readonly mapping: Mapping;
  readonly missing: readonly { readonly target: Target; readonly header: string }[];
}

/** Remembers what the columns of a system's file meant; a header that looks like somebody's information is not remembered. */
export async function saveMapping(
  tx: Tx,
  saved: { issuer: string; kind: ImportKind; mapping: Mapping; headers: readonly string[]; by: string; at: Date },
): Promise<void> {
  const headers = Object.fromEntries(
    Object.entries(saved.mapping).flatMap(([target, column]) => {
      const header = saved.headers[column];
      return header === undefined || header === '' || scanText(header).length > 0
        ? []
        : [[target, header.slice(0, 60)]];
    }),
  );
  await tx.execute(
    `insert into customers.saved_mapping (issuer, kind, headers, saved_by, saved_at) values ($1, $2, $3, $4, $5)
     on conflict (issuer, kind) do update set headers = excluded.headers, saved_by = excluded.saved_by, saved_at = excluded.saved_at`,
    [saved.issuer, saved.kind, JSON.stringify(headers), saved.by, saved.at],
  );
}

export async function readMapping(tx: Tx, issuer: string, kind: ImportKind): Promise<SavedMapping | undefined> {
  return tx.first<SavedMapping>(
    'select headers, saved_at as "savedAt" from customers.saved_mapping where issuer = $1 and kind = $2',
    [issuer, kind],
  );
}

/** Finds the saved headers in a new file, wherever their columns have moved to. */
export function adaptMapping(kind: ImportKind, saved: SavedMapping, headers: readonly string[]): AdaptedMapping {
  const places = new Map(headers.map((header, column) => [plain(header), column]));
  const mapping: { -readonly [target in Target]?: number } = {};
  const missing: { target: Target; header: string }[] = [];
  for (const target of importKinds[kind].targets) {
    const header = saved.headers[target];
    if (header === undefined) continue;
    const column = places.get(plain(header));
    if (column === undefined) missing.push({ target, header });
    else mapping[target] = column;
  }
  return { mapping, missing };
}

/** A saved mapping before what headers propose: a column is used once, the saved meaning first. */
export function mergeMappings(saved: Mapping, proposed: Mapping): Mapping {
  const taken = new Set(Object.values(saved));
  const merged: { -readonly [target in Target]?: number } = { ...saved };
  for (const [target, column] of Object.entries(proposed) as [Target, number][])
    if (merged[target] === undefined && !taken.has(column)) merged[target] = column;
  return merged;
}

function plain(header: string): string {
  return header.toLowerCase().replace(/[\s_\-./:：()（）]/g, '');
}

import { type KindProposal, proposeKind } from '../../vault/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { importNotFound, importState } from '../customers-failures.ts';
import { cleanCell } from './domain/cell-values.ts';
import { importKinds, type Target } from './domain/import-kinds.ts';
import type { Layout } from './domain/layout.ts';
import { completeMapping, type Mapping, proposeMapping } from './domain/mapping.ts';
import { maskSample } from './domain/mask-sample.ts';
import type { SourceRecord } from './domain/record-reader.ts';
import type { TextEncoding } from './domain/text-encoding.ts';
import { readUpload } from './read-upload.ts';
import { adaptMapping, mergeMappings, readMapping } from './saved-mapping.ts';
import { findImport } from './store/import-store.ts';

/** What a person needs in order to say what the columns mean. */
export interface ImportPreview {
  readonly encoding: TextEncoding;
  readonly layout: Layout;
  readonly columns: {
    readonly column: number;
    readonly header: string;
    /** Masked. */
    readonly samples: string[];
    readonly proposed: Target | null;
    /** What the scanner reads in its values, from 0 to 1 sure; also where nothing here can take the column in. */
    readonly reads: KindProposal | null;
  }[];
  readonly mapping: Mapping;
  /** That the last file of this system said what its columns mean, and which of those are not in this one; null for a first file. */
  readonly saved: {
    readonly at: string;
    readonly missing: { readonly target: Target; readonly header: string }[];
  } | null;
  readonly targets: Target[];
  readonly required: Target[];
}

const SAMPLES = 5;
/** Records that the scanner looks at. */
const SCANNED = 200;
const LONGEST_HEADER = 60;

/** Reads the beginning of the upload: its columns, masked samples, and a proposal what they mean. */
export async function previewImport(deps: CustomersDeps, id: string): Promise<ImportPreview> {
  const row = await deps.database.transaction((tx) => findImport(tx, id), { readOnly: true });
  if (row === undefined) throw importNotFound();
  // The upload is gone once its import has ended.
  if (row.encoding === null || row.layout === null || row.file === null) throw importState(row.status);
  const [header, ...records] = await firstRecords(deps, row);
  const headers = (header?.cells ?? []).map((cell) => cleanCell(cell).slice(0, LONGEST_HEADER));
  const reads = headers.map((name, column) =>
    proposeKind(
      name,
      records.map((record) => cleanCell(record.cells[column] ?? '')),
    ),
  );
  const saved = await deps.database.transaction((tx) => readMapping(tx, row.issuer, row.kind), { readOnly: true });
  const adapted = saved === undefined ? { mapping: {}, missing: [] } : adaptMapping(row.kind, saved, headers);
  const proposal = mergeMappings(adapted.mapping, proposeMapping(row.kind, headers));
  const mapping = completeMapping(row.kind, proposal, reads);
  const proposed = new Map(Object.entries(mapping).map(([target, column]) => [column, target as Target]));
  return {
    encoding: row.encoding,
    layout: row.layout,
    columns: headers.map((name, column) => ({
      column,
      header: name,
      samples: records
        .slice(0, SAMPLES)
        .map((record) => maskSample(cleanCell(record.cells[column] ?? ''), proposed.get(column))),
      proposed: proposed.get(column) ?? null,
      reads: reads[column] ?? null,
    })),
    mapping,
    saved: saved === undefined ? null : { at: saved.savedAt.toISOString(), missing: [...adapted.missing] },
    targets: [...importKinds[row.kind].targets],
    required: [...importKinds[row.kind].required],
  };
}

async function firstRecords(deps: CustomersDeps, row: Parameters<typeof readUpload>[1]): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const group of readUpload(deps, row)) {
    records.push(...group.slice(0, SCANNED + 1 - records.length));
    if (records.length > SCANNED) break;
  }
  return records;
}

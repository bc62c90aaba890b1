import { apiFile } from '../../../ui/api.ts';

/** An export as the API shows it: never whom it names. */
export interface ExportRow {
  readonly id: string;
  readonly activity: string;
  readonly fields: readonly string[];
  readonly segment: string | null;
  readonly recipient: string | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly status: 'queued' | 'running' | 'finished' | 'cancelled' | 'failed' | 'expired';
  readonly total: number;
  readonly done: number;
  readonly exported: number;
  readonly excluded: readonly {
    readonly code: string;
    readonly zh: string;
    readonly en: string;
    readonly count: number;
  }[];
  readonly downloads: number;
}

export function isMovingExport(row: ExportRow): boolean {
  return row.status === 'queued' || row.status === 'running';
}

export function exportTone(row: ExportRow): 'good' | 'wait' | 'bad' | 'none' {
  if (row.status === 'finished') return 'good';
  if (isMovingExport(row)) return 'wait';
  return row.status === 'failed' ? 'bad' : 'none';
}

/** Fetches the encrypted file and saves it. */
export async function saveExport(id: string): Promise<void> {
  const file = await apiFile(`/api/v1/exports/${id}/downloads`, 'POST');
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = `zhinuo-export-${id}.csv.age`;
  link.click();
  URL.revokeObjectURL(url);
}

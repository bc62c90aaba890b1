import type { ApiClient } from '../../src/cli/demo/api-client.ts';
import { until } from './until.ts';

export interface ImportReport {
  readonly id: string;
  readonly status: string;
  readonly encoding: string;
  readonly total: number;
  readonly accepted: number;
  readonly refused: number;
  readonly duplicate: number;
  readonly newPeople: number;
}

export const ORDERS = {
  kind: 'orders',
  activity: 'order-delivery',
  source: 'from_individual',
  issuer: 'qiye-shop',
  notice: null,
};
export const HISTORY = {
  kind: 'purchases',
  activity: 'order-delivery',
  source: 'import',
  issuer: 'cdnow',
  notice: null,
  dateShift: 'last-is-yesterday',
};

/** Declares, uploads, maps as proposed, starts, and waits for the end of an import over the public API. */
export async function runImport(api: ApiClient, declared: object, bytes: Buffer): Promise<ImportReport> {
  const { id } = await api.call<{ id: string }>('POST', '/api/v1/imports', declared);
  await api.put(`/api/v1/imports/${id}/file`, bytes, 'text/csv');
  const { mapping } = await api.call<{ mapping: object }>('GET', `/api/v1/imports/${id}/preview`);
  await api.call('POST', `/api/v1/imports/${id}/start`, { mapping });
  return importEnd(api, id);
}

/** The report of an import once it has ended. */
export async function importEnd(api: ApiClient, id: string): Promise<ImportReport> {
  return until(async () => {
    const report = await api.call<ImportReport>('GET', `/api/v1/imports/${id}`);
    return ['finished', 'failed', 'cancelled'].includes(report.status) && report;
  });
}

import type { JobQueue } from '../../platform/jobs/index.ts';
import type { Customers } from './customers.ts';
import { EXPORT_TASK } from './exports/create-export.ts';
import { IMPORT_TASK } from './ingest/start-import.ts';
import { ADMIT_TASK } from './stock/admit-stock.ts';

/** Registers what runs this context's tasks. */
export function registerCustomersJobs(jobs: Pick<JobQueue, 'handle'>, customers: Customers): void {
  jobs.handle(IMPORT_TASK, async (payload, { signal }) => {
    const id = payload['import'];
    if (typeof id === 'string') await customers.runImport(id, { signal });
  });
  jobs.handle(EXPORT_TASK, async (payload, { signal }) => {
    const id = payload['export'];
    if (typeof id === 'string') await customers.runExport(id, { signal });
  });
  jobs.handle(ADMIT_TASK, async (payload, { signal }) => {
    const id = payload['import'];
    if (typeof id === 'string') await customers.admitStock(id, signal);
  });
}

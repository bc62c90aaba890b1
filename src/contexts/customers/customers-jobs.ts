import type { JobQueue } from '../../platform/jobs/index.ts';
import type { Customers } from './customers.ts';
import { IMPORT_TASK } from './ingest/start-import.ts';

/** Registers what runs this context's tasks. */
export function registerCustomersJobs(jobs: Pick<JobQueue, 'handle'>, customers: Customers): void {
  jobs.handle(IMPORT_TASK, async (payload, { signal }) => {
    const id = payload['import'];
    if (typeof id === 'string') await customers.runImport(id, { signal });
  });
}

import { parentPort, workerData } from 'node:worker_threads';
import { Database, type DatabaseOptions } from '../../../platform/database/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { hashSpan } from './hash-span.ts';

// A thread of `SpanWorkers`: spans in, hashes out, over a connection of its own.
const { connection } = workerData as { connection: DatabaseOptions['connection'] };
const database = new Database({ connection, log: silentLogger(), maxConnections: 1 });

parentPort?.on('message', ({ first, end }: { first: number; end: number }) => {
  database
    .transaction((tx) => hashSpan(tx, first, end), { readOnly: true, reading: true })
    .then(
      (hashes) => parentPort?.postMessage({ hashes }),
      (error: unknown) => parentPort?.postMessage({ error: (error as Error).message }),
    );
});

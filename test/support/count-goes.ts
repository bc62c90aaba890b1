import type { PoolClient } from 'pg';
import type { Database } from '../../src/platform/database/index.ts';

/** How often the transaction of this work waits for PostgreSQL, its begin included; statements that leave together count once. */
export async function countGoes(database: Database, work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const counting = (client: PoolClient) => {
    const query = client.query.bind(client);
    client.query = ((...args: Parameters<typeof query>) => {
      count += 1;
      return query(...args);
    }) as typeof client.query;
    database.pool.once('release', () => {
      client.query = query;
    });
  };
  database.pool.once('acquire', counting);
  await work();
  return count;
}

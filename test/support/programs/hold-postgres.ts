import { createLogger } from '../../../src/platform/logging.ts';
import { startEmbeddedPostgres } from '../../../src/platform/postgres/start-embedded-postgres.ts';

// Starts PostgreSQL on the directory it is given and holds it until it is killed.
const dataDirectory = process.argv[2] ?? '';
try {
  const server = await startEmbeddedPostgres({
    dataDirectory,
    log: createLogger({ level: 'silent' }),
    settings: { fsync: 'off' },
  });
  console.log(JSON.stringify({ pid: server.pid }));
  setInterval(() => undefined, 60_000);
} catch (error) {
  console.log(JSON.stringify({ refused: (error as { code?: string }).code }));
}

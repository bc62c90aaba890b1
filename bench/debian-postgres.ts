import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type StartedPostgres, startNewPostgres } from './new-postgres.ts';

const PROGRAMS = '/usr/lib/postgresql/15/bin';

/** Starts Debian's PostgreSQL 15; undefined where it is not installed (`apt-get install postgresql-15`, as `.ci/run` does). */
export async function startDebianPostgres(
  settings: Readonly<Record<string, string>>,
): Promise<StartedPostgres | undefined> {
  return existsSync(join(PROGRAMS, 'initdb')) ? startNewPostgres({ programs: PROGRAMS, settings }) : undefined;
}

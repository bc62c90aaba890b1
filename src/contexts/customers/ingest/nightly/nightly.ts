import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tx } from '../../../../platform/database/index.ts';
import { errorWithoutValues } from '../../../../platform/error-without-values.ts';
import { Failure } from '../../../../platform/failure.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { shanghaiDate } from '../../domain/china-time.ts';
import { nightlyNotFound } from '../../inbound-failures.ts';
import { createImport, type ImportInput } from '../create-import.ts';
import { importKinds } from '../domain/import-kinds.ts';
import { previewImport } from '../preview-import.ts';
import { failureOf } from '../run-import.ts';
import { startImport } from '../start-import.ts';
import { type ImportFailure, setUnreadable } from '../store/import-store.ts';
import { uploadFile } from '../upload-file.ts';
import { completeFiles, type Seen } from './complete-files.ts';
import {
  deleteNightly,
  hasFile,
  insertNightlyFile,
  listNightly,
  listNights,
  type NightlyRow,
  type NightRow,
  saveNightly,
} from './nightly-store.ts';
import { removeOldRefused, setAside } from './refused-files.ts';

/** What is declared about a system that leaves files. */
export interface NightlyInput {
  readonly issuer: string;
  readonly kind: 'purchases' | 'orders' | 'people' | 'contacts';
  readonly activity: string;
  readonly source: string;
  readonly notice: ImportInput['notice'];
  readonly dueHour: number;
  readonly by: string;
}

/** One night's report. */
export interface Night extends Omit<NightRow, 'issuer'> {
  readonly state: 'arrived' | 'running' | 'problem' | 'missing' | 'due';
}

/** A system with its nights, newest first. */
export interface NightlyView extends NightlyRow {
  /** The folder in which its files are expected, below the configured one. */
  readonly folder: string;
  readonly nights: readonly Night[];
}

/** Files that other systems leave in folders at night. */
export interface Nightly {
  save(tx: Tx, input: NightlyInput): Promise<void>;
  remove(tx: Tx, issuer: string): Promise<void>;
  view(tx: Tx): Promise<NightlyView[]>;
  /** Takes whole files in, with transactions of its own; returns how many. */
  collect(): Promise<number>;
}

const NIGHTS = 14;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BY = 'nightly';

/** Opens them; nothing is looked for until `collect` is called. */
export function createNightly(deps: CustomersDeps): Nightly {
  const seen: Seen = new Map();
  return {
    async save(tx, input) {
      await deps.register.activity(tx, input.activity);
      const { by: createdBy, ...declared } = input;
      await saveNightly(tx, { ...declared, createdBy, createdAt: deps.clock.now() });
    },
    async remove(tx, issuer) {
      if (!(await deleteNightly(tx, issuer))) throw nightlyNotFound();
    },
    view: (tx) => view(deps, tx),
    collect: () => collect(deps, seen),
  };
}

/**
 * Takes each whole file like an upload: 1. it is declared, read and sealed, durable; 2. its columns are what the system's last file said; 3. it is queued;
 * 4. only then does it leave the folder. Killed between, it is taken again, and all its rows are duplicates. What can't be read is set aside in the folder,
 * for nothing else has it.
 */
async function collect(deps: CustomersDeps, seen: Seen): Promise<number> {
  if (deps.inbox === undefined) return 0;
  const systems = await deps.database.transaction(listNightly, { readOnly: true });
  let taken = 0;
  for (const system of systems) {
    const folder = join(deps.inbox, system.issuer);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await removeOldRefused(folder, deps.clock.now());
    for (const name of await completeFiles(folder, seen, deps.clock.now().getTime())) {
      try {
        await take(deps, system, join(folder, name));
        taken += 1;
      } catch (error) {
        deps.log.error(
          { nightly: system.issuer, error: errorWithoutValues(error) },
          'a nightly file could not be taken',
        );
      }
      seen.delete(join(folder, name));
    }
  }
  return taken;
}

async function take(deps: CustomersDeps, system: NightlyRow, path: string): Promise<void> {
  const { kind, activity, source, issuer, notice } = system;
  const now = deps.clock.now();
  const { id } = await deps.database.transaction((tx) =>
    createImport(deps, tx, { kind, activity, source, issuer, notice, by: BY }),
  );
  const unreadable = await upload(deps, id, path);
  const problem = unreadable?.code ?? (await start(deps, kind, id));
  await deps.database.transaction(async (tx) => {
    const night = await nightFor(tx, system, now);
    await insertNightlyFile(tx, { import: id, issuer, night, takenAt: now, problem });
    if (unreadable !== undefined) await setUnreadable(tx, id, unreadable, now);
  });
  await rm(`${path}.done`, { force: true });
  if (unreadable === undefined) await rm(path, { force: true });
  else await setAside(path, id, now);
}

/** Reads and seals a file; answers why it can't be read. While the vault is sealed it stays in its folder. */
async function upload(deps: CustomersDeps, id: string, path: string): Promise<ImportFailure | undefined> {
  try {
    await uploadFile(deps, { import: id, body: createReadStream(path) });
    return undefined;
  } catch (error) {
    return failureOf(forGood(error));
  }
}

/** Starts what was read; answers the code of what is in the way. It then waits, sealed, for somebody who says what its columns mean. */
async function start(deps: CustomersDeps, kind: NightlyRow['kind'], id: string): Promise<string | null> {
  try {
    const { mapping } = await previewImport(deps, id);
    if (importKinds[kind].required.some((target) => mapping[target] === undefined)) return 'customers.import-mapping';
    await deps.database.transaction((tx) => startImport(deps, tx, { import: id, mapping, by: BY }));
    return null;
  } catch (error) {
    return forGood(error).code;
  }
}

function forGood(error: unknown): Failure {
  if (error instanceof Failure && error.kind !== 'sealed' && error.kind !== 'unavailable') return error;
  throw error;
}

// A file that is up to half a day late is that of the night which is missing, not the next one's.
async function nightFor(tx: Tx, system: NightlyRow, now: Date): Promise<string> {
  const before = nightOf(new Date(now.getTime() - DAY_MS), system.dueHour);
  const isLate = nightOf(new Date(now.getTime() - DAY_MS / 2), system.dueHour) === before;
  const expected = before >= nightOf(system.createdAt, system.dueHour);
  if (isLate && expected && !(await hasFile(tx, system.issuer, before))) return before;
  return nightOf(now, system.dueHour);
}

/** The night in whose time an instant lies, named after the day on which its file is due: after the hour of a day it is the next. */
function nightOf(at: Date, dueHour: number): string {
  return shanghaiDate(new Date(at.getTime() + DAY_MS - dueHour * HOUR_MS - 1));
}

async function view(deps: CustomersDeps, tx: Tx): Promise<NightlyView[]> {
  const now = deps.clock.now();
  const rows = await listNights(tx, shanghaiDate(new Date(now.getTime() - (NIGHTS + 1) * DAY_MS)));
  return (await listNightly(tx)).map((system) => {
    const own = new Map(rows.filter(({ issuer }) => issuer === system.issuer).map((row) => [row.night, row]));
    const nights: Night[] = [];
    const coming = nightOf(now, system.dueHour);
    const first = nightOf(system.createdAt, system.dueHour);
    for (let back = 0; back < NIGHTS; back += 1) {
      const night = nightOf(new Date(now.getTime() - back * DAY_MS), system.dueHour);
      if (night < first) break;
      nights.push(nightView(night, own.get(night), night === coming));
    }
    return { ...system, folder: `${system.issuer}/`, nights };
  });
}

function nightView(night: string, row: NightRow | undefined, coming: boolean): Night {
  if (row === undefined) {
    const none = { files: 0, total: 0, accepted: 0, refused: 0, duplicate: 0, running: 0, failed: 0, problems: [] };
    return { night, ...none, state: coming ? 'due' : 'missing' };
  }
  const { issuer: _issuer, ...counts } = row;
  const state = row.problems.length > 0 ? 'problem' : row.running > 0 ? 'running' : 'arrived';
  return { ...counts, state };
}

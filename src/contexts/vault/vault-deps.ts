import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { VaultRing } from '../../platform/keyring/index.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Gate } from '../consent/index.ts';
import type { Evidence } from '../evidence/index.ts';
import type { AlarmBook } from './keys/alarm-book.ts';
import type { DigestHolder } from './keys/digest-holder.ts';
import type { PersonKeyCache } from './person-key-cache.ts';

/** Appends an act to the trail of staff acts, in its own transaction; `access` does. */
export type NoteStaffAct = (
  tx: Tx,
  act: { readonly by: string; readonly act: string; readonly subject?: string },
) => Promise<void>;

/** What the operations of the vault work with. */
export interface VaultDeps {
  readonly clock: Clock;
  readonly ring: VaultRing;
  readonly gate: Pick<Gate, 'usePersons'>;
  readonly evidence: Pick<Evidence, 'recordAct'>;
  readonly log: Logger;
  /** Appends to the trail of staff acts. */
  readonly noteStaffAct: NoteStaffAct;
  readonly alarms: AlarmBook;
  readonly keys: PersonKeyCache;
  /** Other contexts that keep digests of values; filled when they are wired. */
  readonly digestHolders: DigestHolder[];
  /** The ring that the database is known to belong to, once that has been checked. */
  readonly checked: { ring: string | undefined };
}

const SHANGHAI_OFFSET = 8 * 3_600_000; // no daylight saving since 1991

const DAY_MS = 86_400_000;
// Every value that is normalised asks for it, and writing it out takes longer than many of their rules.
let named: { readonly day: number; readonly text: string } | undefined;

/** The calendar day in Asia/Shanghai, YYYY-MM-DD. */
export function today(clock: Clock): string {
  const day = Math.floor((clock.now().getTime() + SHANGHAI_OFFSET) / DAY_MS);
  if (named?.day !== day) named = { day, text: new Date(day * DAY_MS).toISOString().slice(0, 10) };
  return named.text;
}

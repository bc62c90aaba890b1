import type { Tx } from '../../../platform/database/index.ts';
import { openBlob, sealBlob } from '../seal-stream.ts';
import type { RotationRow } from '../store/rotation-table.ts';
import type { VaultDeps } from '../vault-deps.ts';
import { sealedFileDamaged } from '../vault-failures.ts';
import { renewDigests } from './renew-digests.ts';
import { renewPersons } from './renew-persons.ts';
import type { PersonBytesHolder, SealedHolder } from './sealed-holder.ts';
import { sweepKeys } from './sweep-keys.ts';
import type { Swept } from './swept.ts';

/** Most of each in one transaction: short enough that nobody waits long for a row. */
const KEYS_A_STEP = 4_000;
const PEOPLE_A_STEP = 500;
const SEALED_A_STEP = 50;

/** Where a rotation goes on; `part` null: it is done. */
export interface RotationStep {
  readonly part: string | null;
  readonly after: string | null;
  readonly moved: number;
  readonly damaged: number;
}

const SEALED = /^sealed-(\d+)$/;

/** One step of a rotation, in the caller's transaction. */
export async function stepRotation(
  deps: VaultDeps,
  tx: Tx,
  rotation: RotationRow,
  sealed: readonly SealedHolder[],
  ofPersons: readonly PersonBytesHolder[],
): Promise<RotationStep> {
  const { kind, part, after, target } = rotation;
  if (kind === 'indexes') return follow(await renewDigests(deps, tx, after, PEOPLE_A_STEP), part, null);
  if (kind === 'persons') return follow(await renewPersons(deps, tx, after, PEOPLE_A_STEP, ofPersons), part, null);
  if (part === 'keys') return follow(await sweepKeys(deps, tx, after, target, KEYS_A_STEP), part, 'sealed-0');
  const at = Number(SEALED.exec(part)?.[1] ?? Number.NaN);
  const holder = sealed[at];
  if (holder === undefined) return { part: null, after: null, moved: 0, damaged: 0 };
  return follow(await sealAnew(deps, tx, rotation, holder), part, `sealed-${at + 1}`);
}

function follow(swept: Swept, part: string, next: string | null): RotationStep {
  return swept.after === null ? { ...swept, part: next } : { ...swept, part };
}

async function sealAnew(deps: VaultDeps, tx: Tx, { target, after }: RotationRow, holder: SealedHolder): Promise<Swept> {
  if (holder.sealAnew === undefined) return { moved: 0, damaged: 0, after: null };
  let damaged = 0;
  const step = { below: target, after, limit: SEALED_A_STEP };
  const done = await holder.sealAnew(tx, step, (label, bytes) => {
    try {
      return sealBlob(deps, label, openBlob(deps, label, bytes));
    } catch (error) {
      if ((error as { code?: unknown }).code !== sealedFileDamaged().code) throw error;
      damaged += 1;
      return undefined;
    }
  });
  return { ...done, damaged };
}

import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { ActivityInput } from './domain/activity.ts';
import { activityErrors } from './domain/activity-errors.ts';
import { BUILT_IN_CODES } from './domain/built-ins.ts';
import type { RegisterContext } from './register-context.ts';
import { activityEnded, activityRefused, builtInFixed } from './register-failures.ts';
import { hasEnded, insertRevision, lockActivity } from './store/activities.ts';

/** Registers an activity or a new revision of it; refuses undeclared fields and bases without their ground. */
export async function saveActivity(
  context: RegisterContext,
  tx: Tx,
  input: ActivityInput,
): Promise<{ code: string; revision: number }> {
  if (BUILT_IN_CODES.has(input.code)) throw builtInFixed();
  const errors = activityErrors(input);
  if (errors.length > 0) throw activityRefused(errors);
  return writeRevision(context, tx, input, false);
}

/** Writes a revision unless the newest one says the same; the act and its evidence are one transaction. */
export async function writeRevision(
  context: RegisterContext,
  tx: Tx,
  input: ActivityInput,
  builtIn: boolean,
): Promise<{ code: string; revision: number }> {
  const content = JSON.parse(JSON.stringify(input)) as Json;
  const hash = createHash('sha256').update(canonicalJson(content)).digest();
  await tx.execute('select pg_advisory_xact_lock(hashtext($1))', [`register.activity.${input.code}`]);
  const newest = await lockActivity(tx, input.code);
  if (newest?.hash.equals(hash) === true) return { code: input.code, revision: newest.revision };
  if (newest !== undefined && (await hasEnded(tx, input.code))) throw activityEnded();
  const revision = (newest?.revision ?? 0) + 1;
  const at = context.clock.now();
  const [receipt] = await context.evidence.recordActs(tx, [
    { kind: 'activity-revised', payload: { activity: input.code, revision, hash: hash.toString('hex') }, time: at },
  ]);
  if (receipt === undefined) throw new Error('no receipt');
  await insertRevision(tx, { code: input.code, revision, content, hash, builtIn, at, receipt: receipt.id });
  return { code: input.code, revision };
}

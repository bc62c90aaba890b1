import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import type { FieldCode } from '../register/index.ts';
import { collectRefused } from './consent-failures.ts';
import type { GateContext } from './gate-context.ts';
import { mintPermit, type Permit } from './permit.ts';
import { sortPersons } from './use-persons.ts';

// Touchpoints at which people give their own information; the law's vocabulary has one word for all of them.
const TOUCHPOINTS = new Set([
  'form',
  'counter',
  'paper',
  'agent',
  'qr',
  'api',
  'import',
  'member-centre',
  'privacy-centre',
]);

/** The permit to store newly collected fields under an activity; one refusal refuses the call, with its article. */
export async function collect(
  context: GateContext,
  tx: Tx,
  request: { activity: string; source: string; fields: readonly FieldCode[]; persons: readonly string[] },
): Promise<Permit> {
  const source = TOUCHPOINTS.has(request.source) ? 'from_individual' : request.source;
  const { allowed, refused } = await sortPersons(context, tx, { ...request, source, operation: 'collect' });
  const [reason] = refused.values();
  if (reason !== undefined) throw collectRefused(reason);
  return mintPermit({
    activity: request.activity,
    operation: 'collect',
    persons: new Set(allowed.keys()),
    fields: new Set(request.fields),
    use: newId(context.clock),
  });
}

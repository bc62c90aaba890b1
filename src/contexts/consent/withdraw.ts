import type { Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import type { Receipt } from '../evidence/index.ts';
import { ageOf } from './age-of.ts';
import {
  channelUndeclared,
  guardianNoLonger,
  guardianUnproven,
  notByConsent,
  personUnknown,
} from './consent-failures.ts';
import type { WithdrawalInput } from './domain/acts.ts';
import { stands } from './domain/guardianship.ts';
import type { GateContext } from './gate-context.ts';
import { journalNo } from './journal-no.ts';
import { noteChanges } from './note-changes.ts';
import { recordNo } from './record-no.ts';
import { insertRefusals } from './store/grants.ts';
import { guardianshipsBetween } from './store/guardianships.ts';
import { lockSubjects } from './store/subjects.ts';

/**
 * Ends a person's consent to one activity, for one channel if told (PIPL 15). It waits for uses that were being decided and is in force for
 * everything decided after it; when the caller's transaction has committed, no later decision allows.
 */
export async function withdraw(context: GateContext, tx: Tx, input: WithdrawalInput): Promise<Receipt> {
  const activity = await context.register.findActivity(tx, input.activity);
  if (activity === undefined)
    throw new Failure('consent.activity-unknown', 'not-found', {
      zh: '登记册中没有这项处理活动',
      en: 'The register has no such activity',
    });
  if (activity.basis !== 'consent') throw notByConsent();
  if (input.channel !== undefined && !activity.channels.includes(input.channel)) throw channelUndeclared();
  const ordinal = (await lockSubjects(tx, [input.person], 'act')).get(input.person);
  if (ordinal === undefined) throw personUnknown();
  const now = context.clock.now();
  if (input.guardian !== undefined) {
    const { person, guardian } = input;
    await assertGuardianOf(context, tx, { person, guardian }, now);
  }
  const channel = input.channel ?? null;
  const payload = {
    activity: input.activity,
    revision: activity.revision,
    channel,
    through: input.by,
    ...(input.guardian === undefined ? {} : { guardian: input.guardian }),
  };
  const act = { kind: 'withdrawal', person: input.person, payload, time: now } as const;
  return recordNo(context, tx, act, async (receipt) => {
    const said = { at: now, through: input.by, receipt };
    await insertRefusals(tx, [{ ordinal, activity: input.activity, kind: 'withdrawn', channel, ...said }]);
    await noteChanges(context, tx, [{ ordinal, kind: 'withdrawn', activity: input.activity, channel }], now);
    const { person, activity: code } = input;
    await journalNo(context, tx, { what: 'withdrawn', person, activity: code, channel, at: now, receipt, digests: [] });
  });
}

// To say no for a child a relation of any grade is enough, as long as it stands; whoever is of age has no guardian (Civil Code 17).
async function assertGuardianOf(
  context: GateContext,
  tx: Tx,
  { person, guardian }: { readonly person: string; readonly guardian: string },
  now: Date,
): Promise<void> {
  const relations = await guardianshipsBetween(tx, [person], [guardian]);
  if (!relations.some((relation) => stands(relation, now))) throw guardianUnproven();
  if ((await ageOf(context, tx, person)).band === 'adult') throw guardianNoLonger();
}

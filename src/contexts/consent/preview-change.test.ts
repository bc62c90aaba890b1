import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  activityInput,
  agreeingPerson,
  approve,
  type GateWorld,
  openGateWorld,
} from '../../../test/support/gate-world.ts';
import type { ActivityInput, Channel } from '../register/index.ts';

let world: GateWorld;
beforeEach(async () => {
  world = await openGateWorld();
});
afterEach(() => world.close());

const CHANNELS: readonly (Channel | 'none')[] = ['none', 'sms', 'email'];

/** Who may be used by each channel, one by one, as `decide` says. */
async function allowedNow(persons: readonly string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for (const channel of CHANNELS) {
    const allowed = new Set<string>();
    for (const person of persons) {
      const message = channel === 'none' ? {} : { message: { senderIdentity: true, optOutIncluded: true } };
      const request = { person, activity: 'marketing', operation: 'use', channel, ...message } as const;
      const { outcome } = await world.act((tx) => world.gate.decide(tx, request));
      if (outcome !== 'deny') allowed.add(person);
    }
    found.set(channel, allowed);
  }
  return found;
}

async function people(): Promise<string[]> {
  const { gate } = world;
  const both = await agreeingPerson(world);
  const sms = await agreeingPerson(world, ['sms']);
  const withdrawn = await agreeingPerson(world);
  await world.act((tx) => gate.withdraw(tx, { person: withdrawn, activity: 'marketing', by: 'person' }));
  const oneChannel = await agreeingPerson(world);
  await world.act((tx) => gate.object(tx, { person: oneChannel, kind: 'unsubscribe', channel: 'sms', by: 'person' }));
  const email = await agreeingPerson(world, ['email']);
  return [both, sms, withdrawn, oneChannel, email];
}

const [sender] = activityInput().recipients;
const insurer = {
  ...{ name: '示例保险有限公司', contact: 'x@ins.example.com', role: 'independent_handler' as const },
  ...{ purpose: { zh: '投保', en: 'Insurance' }, fields: ['mobile' as const] },
};
const text = (zh: string) => ({ zh, en: zh });

/** Changes of every kind of meaning, each of which a revision may make or not. */
const CHANGES: readonly Partial<ActivityInput>[] = [
  { purposeText: text('发送新品与活动') },
  { method: text('由店员逐一发送'), editorialReason: '措辞' },
  { name: text('营销（短信、邮件）') },
  { fields: [...activityInput().fields, { field: 'birth_date', necessary: false }] },
  { fields: activityInput().fields.slice(0, 3) },
  { recipients: sender === undefined ? [] : [sender, insurer] },
  { recipients: sender === undefined ? [] : [{ ...sender, contact: 'new@sms.example.com' }] },
  { retention: { days: 900, atEnd: 'erase', text: text('两年半') } },
  { retention: { days: 365, atEnd: 'erase', text: text('一年') } },
  { channels: ['sms', 'email', 'phone'] },
  { operations: ['collect', 'store', 'use', 'transmit'] },
  { automatedDecision: null },
  { purpose: 'marketing_2' },
];

async function publish(): Promise<void> {
  await world.act((tx) => world.register.publishNotice(tx, 'privacy'));
}

describe('the preview of a change', () => {
  it('names exactly those whom the gate denies after publishing, whatever changes and however they stand', async () => {
    const persons = await people();
    let current = activityInput();
    // Revisions pile up: whoever agreed to the first stands under it while later ones are published.
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(
          CHANGES.map((_, n) => n),
          { minLength: 1, maxLength: 3 },
        ),
        fc.boolean(),
        async (chosen, again) => {
          if (again) persons.push(await agreeingPerson(world));
          const proposed = Object.assign({}, current, ...chosen.map((n) => CHANGES[n])) as ActivityInput;
          const before = await allowedNow(persons);
          const preview = await world.act((tx) => world.gate.previewChange(tx, { activity: 'marketing', proposed }));
          await world.act((tx) => world.register.saveActivity(tx, proposed));
          await world.act((tx) => approve(world.register, tx, 'marketing'));
          const saved = await world.act((tx) => world.gate.previewChange(tx, { activity: 'marketing' }));
          await publish().catch((error: unknown) => expect(error).toMatchObject({ code: 'register.notice-unchanged' }));
          const after = await allowedNow(persons);
          const denied = new Set<string>();
          for (const channel of CHANNELS)
            for (const person of before.get(channel) ?? [])
              if (after.get(channel)?.has(person) !== true) denied.add(person);
          const asked = await world.act((tx) => world.gate.personsOf(tx, preview.ordinals));
          expect(new Set(asked)).toEqual(denied);
          expect(preview.askAgain).toBe(denied.size);
          const allowed = new Set([...before.values()].flatMap((set) => [...set]));
          expect([preview.allowedNow, preview.staysValid]).toEqual([allowed.size, allowed.size - denied.size]);
          // The same when it is asked for the saved draft, before publishing.
          expect(saved.ordinals).toEqual(preview.ordinals);
          current = proposed;
        },
      ),
      { numRuns: 12 },
    );
  });

  it('tells what stops everybody apart from who must be asked', async () => {
    await people();
    if (sender === undefined) throw new Error('no recipient');
    const other = { ...sender, name: '另一家短信有限公司' };
    const proposed = activityInput({ recipients: [sender, other] });
    const preview = await world.act((tx) => world.gate.previewChange(tx, { activity: 'marketing', proposed }));
    expect(preview).toMatchObject({ allowedNow: 4, staysValid: 0, askAgain: 4, tellOnly: 4 });
    expect(preview.heldUpBy.map(({ code }) => code)).toEqual(['register.contract-missing']);
  });

  it('never says of those who owe a new consent that telling them would do', async () => {
    await people();
    if (sender === undefined) throw new Error('no recipient');
    const recipients = [sender, { ...sender, name: '另一家短信有限公司' }];
    const { fields, retention } = activityInput();
    const preview = (proposed: ActivityInput) =>
      world.act((tx) => world.gate.previewChange(tx, { activity: 'marketing', proposed }));
    const more = activityInput({ recipients, fields: [...fields, { field: 'birth_date', necessary: false }] });
    expect(await preview(more)).toMatchObject({ allowedNow: 4, staysValid: 0, askAgain: 4, tellOnly: 0 });
    // A longer term is not theirs until they agree to it: their own goes on, once they are told.
    const longer = activityInput({ retention: { ...retention, days: retention.days + 365 } });
    expect(await preview(longer)).toMatchObject({ allowedNow: 4, staysValid: 0, askAgain: 4, tellOnly: 4 });
  });

  it('counts nobody for what nobody is told', async () => {
    const proposed = activityInput({ code: 'new' });
    for (const activity of ['new', 'nothing'])
      expect(await world.act((tx) => world.gate.previewChange(tx, { activity, proposed }))).toMatchObject({
        allowedNow: 0,
        askAgain: 0,
      });
  });
});

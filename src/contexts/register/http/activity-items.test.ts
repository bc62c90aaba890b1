import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityInput, agreeingPerson, type GateWorld } from '../../../../test/support/gate-world.ts';
import { openRegisterRoutes, type RegisterRoutes } from '../../../../test/support/register-routes.ts';

let routes: RegisterRoutes;
let world: GateWorld;
let call: RegisterRoutes['call'];
beforeAll(async () => {
  routes = await openRegisterRoutes();
  ({ world, call } = routes);
});
afterAll(() => routes.close());

describe('activities with every item', () => {
  it('hold every item: who entrusts whom, our own role, children, decisions by machine; each refused where it does not fit', async () => {
    const sub = { name: '示例机房有限公司', contact: 'x@idc.example.com', purpose: { zh: '托管', en: 'Hosting' } };
    const sender = {
      ...activityInput().recipients[0],
      deidentified: true,
      policyUrl: 'https://sms.example.com/privacy',
    };
    const automatedDecision = {
      ...{ used: true, optOutProvided: true, text: { zh: '自动分群', en: 'Segments' }, fields: ['order_record'] },
      ...{ majorEffect: true, humanReview: { zh: '致电客服', en: 'Call us' } },
    };
    const whole = {
      ...activityInput({ code: 'whole', adultsOnly: false }),
      ...{ collectedWhen: { zh: '下单时，每单一次', en: 'Once an order' }, surfaces: ['h5', 'mini_program'] },
      minors: { under14: 'guardian_consent', rules: { zh: '最小范围', en: 'The least' } },
      recipients: [{ ...sender, subEntrustees: [{ ...sub, fields: ['mobile'] }] }],
      automatedDecision,
      fields: activityInput().fields.map((each) => ({ ...each, purpose: { zh: '发送', en: 'Sending' } })),
    };
    expect((await call('POST', '/api/v1/activities', whole)).statusCode).toBe(201);
    const shown = (await call('GET', '/api/v1/activities/whole')).json();
    for (const item of ['collectedWhen', 'surfaces', 'minors', 'automatedDecision'] as const)
      expect(shown[item]).toEqual(whole[item]);
    expect(shown.recipients[0].subEntrustees[0].state).toBe('none');
    // Whatever is known of children under 14 is sensitive (PIPL 28, 55).
    expect(shown.assessment.dueTo).toContain('sensitive');
    const client = { name: '委托方', contact: 'a@b.example.com', instructions: { zh: '按清单寄送', en: 'Post it' } };
    const refused: [object, string][] = [
      [
        { recipients: [{ ...sender, subEntrustees: [{ ...sub, fields: ['name'] }] }] },
        'recipients[0].subEntrustees[0].fields',
      ],
      [
        { recipients: [{ ...sender, role: 'joint_handler', subEntrustees: [{ ...sub, fields: [] }] }] },
        'recipients[0].subEntrustees[0]',
      ],
      [{ ourRole: 'entrustee' }, 'client'],
      [{ client }, 'client'],
      [{ adultsOnly: true }, 'minors.under14'],
      [{ automatedDecision: { ...automatedDecision, humanReview: undefined } }, 'automatedDecision.humanReview'],
      [{ automatedDecision: { ...automatedDecision, fields: ['religion'] } }, 'automatedDecision.fields'],
    ];
    for (const [change, path] of refused) {
      const answer = await call('POST', '/api/v1/activities', { ...whole, ...change });
      expect([answer.statusCode, answer.json().errors?.[0]?.path]).toEqual([422, path]);
    }
    const entrusted = await call('POST', '/api/v1/activities', { ...whole, ourRole: 'entrustee', client });
    expect(entrusted.json()).toEqual({ code: 'whole', revision: 2 });
    const empty = { zh: ' ', en: '' };
    const aimless = { ...activityInput({ code: 'aimless', purposeText: empty }), purpose: '' };
    const errors: { path: string; message: string }[] = (await call('POST', '/api/v1/activities', aimless)).json()
      .errors;
    expect(errors.map(({ path }) => path)).toEqual(['purpose', ...[0, 1, 2, 3].map((n) => `fields[${n}].purpose`)]);
    expect(errors[1]?.message).toContain('姓名');
  });

  it('stop at the gate where an entrustee entrusts others without approval, until the DPO enters it with the document', async () => {
    const sub = {
      name: '示例机房有限公司',
      contact: 'x',
      purpose: { zh: '托管', en: 'Hosting' },
      fields: ['mobile' as const],
    };
    const [sender] = activityInput().recipients;
    if (sender === undefined) throw new Error('no recipient');
    const changed = activityInput({ recipients: [{ ...sender, subEntrustees: [sub] }] });
    const person = await agreeingPerson(world);
    const ask = () =>
      world.act((tx) =>
        world.gate.decide(tx, {
          person,
          activity: 'marketing',
          operation: 'use',
          channel: 'sms',
          message: { senderIdentity: true, optOutIncluded: true },
        }),
      );
    expect((await ask()).outcome).toBe('allow');
    await call('POST', '/api/v1/activities', changed);
    expect((await ask()).reasons[0]?.code).toBe('consent.sub-entrustment-unapproved');
    const codes = (await call('GET', '/api/v1/activities/marketing'))
      .json()
      .obstacles.map(({ code }: { code: string }) => code);
    expect(codes).toContain('register.sub-entrustment-unapproved');
    const url = '/api/v1/activities/marketing/sub-entrustments';
    const entry = { recipient: sender.name, subEntrustee: sub.name, state: 'approved' };
    expect((await call('PUT', url, entry)).json().errors[0].path).toBe('documentHash');
    const documentHash = 'cd'.repeat(32);
    expect((await call('PUT', url, { ...entry, documentHash, subEntrustee: '谁' })).json().errors[0].path).toBe(
      'subEntrustee',
    );
    const approved = (await call('PUT', url, { ...entry, documentHash })).json();
    expect(approved.recipients[0].subEntrustees[0]).toMatchObject({ state: 'approved', documentHash });
    expect((await ask()).outcome).toBe('allow');
    await call('PUT', url, { ...entry, state: 'ended' });
    expect((await ask()).outcome).toBe('deny');
    await call('POST', '/api/v1/activities', activityInput());
  });
});

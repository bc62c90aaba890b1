import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityInput, approve } from '../../../../test/support/gate-world.ts';
import { RETENTION_ACTIVITIES as ACTIVITIES, field, rules } from '../../../../test/support/retention-activities.ts';
import { openTestVault, type TestVault } from '../../../../test/support/test-vault.ts';
import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode } from '../../register/index.ts';
import { createRetention, type Retention } from './create-retention.ts';

const DAY_MS = 86_400_000;
let bench: TestVault;
let retention: Retention;
const traces: string[] = [];
const goners: string[] = [];

beforeAll(async () => {
  bench = await openTestVault();
  const { clock, evidence, gate, register, database } = bench;
  await run(async (tx) => {
    for (const activity of ACTIVITIES) await register.saveActivity(tx, activity);
    const news = activityInput({ code: 'news', recipients: [], automatedDecision: null, adultsOnly: false });
    await register.saveActivity(tx, news);
    await approve(register, tx, 'news');
    const activities = (await register.activities(tx)).map((activity) => activity.code);
    await register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy notice' }, activities });
    await register.publishNotice(tx, 'privacy');
  });
  retention = createRetention(
    {
      clock,
      evidence,
      gate,
      register,
      noteStaffAct: async () => undefined,
      fieldsErased: async (_tx, person, fields) => {
        traces.push(`${person} ${fields.join(',')}`);
      },
      nothingKept: async (_tx, person) => {
        goners.push(person);
      },
    },
    (work) => database.transaction(work),
  );
});
afterAll(() => bench.close());

function run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return bench.act(work);
}

/** Somebody who came to these activities, with the values they name. */
async function someone(activities: readonly string[], values: Partial<Record<FieldCode, string>>): Promise<string> {
  return run(async (tx) => {
    const [person = ''] = await bench.vault.createPersons(tx, 1);
    for (const activity of activities) {
      await bench.gate.registerSubjects(tx, [{ person, role: 'customer', standing: told(activity) }]);
      const named = ACTIVITIES.find((each) => each.code === activity)?.fields.map((each) => each.field) ?? [
        'name',
        'mobile',
      ];
      const fields = named.filter((each) => values[each] !== undefined) as FieldCode[];
      if (fields.length === 0) continue;
      const permit = await bench.gate.collect(tx, { activity, source: 'form', fields, persons: [person] });
      const stored = fields.map((each) => ({ person, field: each, value: values[each] ?? '' }));
      await bench.vault.storeFields(tx, permit, stored);
    }
    return person;
  });
}

async function sweep(): Promise<void> {
  await run((tx) => retention.begin(tx, 'test'));
  await retention.run();
}

const held = async (person: string) => (await run((tx) => bench.vault.heldFields(tx, [person]))).get(person) ?? [];
const actsOf = async (person: string) =>
  (await run((tx) => retention.acts(tx, 200))).filter((act) => act.person === person);
const daysPass = (days: number) => bench.clock.advance(days * DAY_MS);

const told = (activity: string) =>
  ({ activity, source: 'form', grade: 'A', noticeShownAt: bench.clock.now(), how: 'form' }) as const;

describe('the five triggers of PIPL 47', () => {
  it('1: the purpose is achieved: an activity that has ended needs nothing any more', async () => {
    await run((tx) => bench.register.saveActivity(tx, rules({ code: 'closing', fields: [field('mobile')] })));
    await publish();
    const person = await someone(['closing'], { mobile: '13811110001' });
    await sweep();
    expect(await held(person)).toEqual(['mobile']);
    await run((tx) => bench.register.endActivity(tx, { activity: 'closing', reason: '活动结束', by: 'staff:dpo' }));
    await sweep();
    expect(await held(person)).toEqual([]);
    expect(await actsOf(person)).toMatchObject([
      { action: 'erased', endedBy: 'purpose-achieved', activities: ['closing'] },
    ]);
  });

  it('2: the term has ended: each field with the last activity that needs it', async () => {
    const person = await someone(['raffle', 'delivery'], {
      name: '孙七',
      mobile: '13811110002',
      address: '上海市徐汇区示例路1号',
    });
    await sweep();
    daysPass(31);
    await sweep();
    expect(await held(person)).toEqual(['address', 'name']);
    expect(goners).not.toContain(person);
    expect(traces).toContain(`${person} mobile`);
    daysPass(60);
    await sweep();
    expect(await held(person)).toEqual([]);
    expect(goners).toContain(person);
    expect((await actsOf(person)).map((act) => [act.fields, act.endedBy])).toEqual([
      [['address', 'name'], 'term-ended'],
      [['mobile'], 'term-ended'],
    ]);
  });

  it('3: the consent was withdrawn: what rests on it alone goes, the rest stays', async () => {
    const person = await consenting('13811110003', '周八');
    await run(async (tx) => {
      await bench.gate.registerSubjects(tx, [{ person, role: 'customer', standing: told('delivery') }]);
    });
    await sweep();
    expect(await held(person)).toEqual(['mobile', 'name']);
    await run((tx) => bench.gate.withdraw(tx, { person, activity: 'news', by: 'privacy-centre' }));
    await sweep();
    expect(await held(person)).toEqual(['name']);
    expect(await actsOf(person)).toMatchObject([
      { fields: ['mobile'], endedBy: 'consent-withdrawn', activities: ['news'] },
    ]);
  });

  it.each([
    ['4: it was unlawful or broke a promise', 'unlawful', '违反告知的收集范围'],
    ['5: another law asks for it', 'other-law', '未成年人网络保护条例 38'],
  ] as const)('%s: the order of the DPO, for what was there', async (_, ground, law) => {
    const code = `order-${ground}`;
    await run((tx) => bench.register.saveActivity(tx, rules({ code, fields: [field('mobile'), field('name')] })));
    await publish();
    const person = await someone([code], { mobile: '13811110004', name: '吴九' });
    daysPass(1);
    await run((tx) => retention.order(tx, { activity: code, fields: ['mobile'], ground, law, by: 'staff:dpo' }));
    daysPass(1);
    const later = await someone([code], { mobile: '13811110005' });
    await sweep();
    expect(await held(person)).toEqual(['name']);
    expect(await held(later)).toEqual(['mobile']);
    expect(await actsOf(person)).toMatchObject([{ fields: ['mobile'], endedBy: ground }]);
  });

  it('a field that no revision names any more is no longer necessary', async () => {
    await run((tx) =>
      bench.register.saveActivity(tx, rules({ code: 'shrinking', fields: [field('mobile'), field('name')] })),
    );
    await publish();
    const person = await someone(['shrinking'], { mobile: '13811110006', name: '郑十' });
    daysPass(1);
    await run((tx) => bench.register.saveActivity(tx, rules({ code: 'shrinking', fields: [field('name')] })));
    await sweep();
    expect(await held(person)).toEqual(['name']);
  });
});

describe('storage only', () => {
  it('is read for security and the person alone, found by nobody, and ends', async () => {
    const person = await someone(['receipts'], { order_record: '20261111000123' });
    daysPass(61);
    await sweep();
    expect(await held(person)).toEqual(['order_record']);
    expect(await actsOf(person)).toMatchObject([{ action: 'locked', endedBy: 'term-ended' }]);
    const seen = async (activity: string) => {
      return run(async (tx) => {
        const wanted = {
          activity,
          operation: 'use' as const,
          fields: ['order_record'] as const,
          persons: [person],
          by: 'test',
        };
        const { permit } = await bench.gate.usePersons(tx, wanted);
        return permit === null
          ? undefined
          : (await bench.vault.open(tx, permit, [person], ['order_record'])).get(person);
      });
    };
    expect(await seen('customer-administration')).toEqual({});
    expect(await seen('individual-rights')).toEqual({ order_record: '20261111000123' });
    daysPass(365 * 3 + 2);
    await sweep();
    expect(await held(person)).toEqual([]);
    expect((await actsOf(person)).map((act) => act.action)).toEqual(['erased', 'locked']);
  });
});

describe('a sweep', () => {
  it('proves each erasure by an entry of the person that says which fields, why and under which activities', async () => {
    const person = await someone(['raffle'], { mobile: '13811110007' });
    daysPass(31);
    await sweep();
    const [act] = await actsOf(person);
    const entry = await run((tx) => bench.evidence.receipt(tx, act?.receipt ?? ''));
    expect(entry?.opening.payload).toMatchObject({
      retention: act?.id,
      action: 'erased',
      fields: ['mobile'],
      endedBy: 'term-ended',
      activities: ['raffle'],
    });
    expect(entry?.entry).toContain('"kind":"retention"');
  });

  it('touches nobody about whom nothing stands, and says so in the forecast', async () => {
    const person = await run(async (tx) => {
      const [one = ''] = await bench.newPersons(tx, 1);
      const permit = await bench.collect(tx, [one], ['email']);
      await bench.vault.storeFields(tx, permit, [{ person: one, field: 'email', value: 'someone@example.cn' }]);
      return one;
    });
    daysPass(10_000);
    await sweep();
    expect(await held(person)).toEqual(['email']);
    const forecast = await run((tx) => retention.forecast(tx));
    expect(forecast).toContainEqual({ field: 'email', month: null, endsBy: null, locked: false, count: 1 });
  });

  it('erases whoever keeps no value when the last activity about them ends, with an entry of its own, once', async () => {
    const person = await someone(['raffle', 'receipts'], { name: '褚十二', mobile: '13900000112' });
    daysPass(31);
    await sweep();
    expect([await held(person), goners.includes(person)], 'receipts goes on for a month').toEqual([[], false]);
    daysPass(30);
    await sweep();
    expect(goners.filter((each) => each === person)).toHaveLength(1);
    const [proof] = await actsOf(person);
    expect(proof).toMatchObject({
      action: 'erased',
      fields: [],
      endedBy: 'term-ended',
      activities: ['raffle', 'receipts'],
    });
    await sweep();
    expect((await actsOf(person)).filter(({ fields }) => fields.length === 0)).toHaveLength(1);
  });

  it('forecasts how many values end in which month, and by what', async () => {
    await someone(['delivery'], { name: '冯十一', address: '上海市徐汇区示例路2号' });
    await sweep();
    const end = new Date(bench.clock.now().getTime() + 90 * DAY_MS + 8 * 3_600_000).toISOString().slice(0, 7);
    const forecast = await run((tx) => retention.forecast(tx));
    expect(forecast).toContainEqual({ field: 'address', month: end, endsBy: 'term-ended', locked: false, count: 1 });
  });

  it('goes on where it stopped, one at a time, and twice changes nothing', async () => {
    expect(await run((tx) => retention.begin(tx, 'test'))).toBe(true);
    expect(await run((tx) => retention.begin(tx, 'test'))).toBe(false);
    await retention.run(AbortSignal.abort());
    await retention.run();
    const before = await run((tx) => retention.acts(tx, 200));
    await sweep();
    expect(await run((tx) => retention.acts(tx, 200))).toEqual(before);
  });

  it('refuses an order about an activity that is not there, naming the field', async () => {
    const order = { activity: 'nothing', fields: [], ground: 'unlawful', law: '测试', by: 'staff:dpo' } as const;
    await expect(run((tx) => retention.order(tx, order))).rejects.toMatchObject({
      code: 'vault.order-refused',
      options: { errors: [{ path: 'activity' }] },
    });
  });
});

async function publish(): Promise<void> {
  await run(async (tx) => {
    const activities = (await bench.register.activities(tx))
      .filter((each) => each.endedAt === null)
      .map((each) => each.code);
    await bench.register.saveNotice(tx, {
      code: 'privacy',
      title: { zh: '隐私政策', en: 'Privacy notice' },
      activities,
    });
    await bench.register.publishNotice(tx, 'privacy');
  });
}

async function consenting(mobile: string, name: string): Promise<string> {
  return run(async (tx) => {
    const [person = ''] = await bench.newPersons(tx, 1);
    const shown = await bench.gate.present(tx, {
      notice: 'privacy',
      activities: ['news'],
      surface: 'test',
      locale: 'zh-CN',
      person,
    });
    const answer = { activity: 'news', answer: 'granted', kind: 'general', how: 'explicit_action' } as const;
    await bench.gate.recordConsents(tx, [{ person, presentation: shown.id, nonce: shown.nonce, ...answer }]);
    const permit = await bench.gate.collect(tx, {
      activity: 'news',
      source: 'form',
      fields: ['name', 'mobile'],
      persons: [person],
    });
    await bench.vault.storeFields(tx, permit, [
      { person, field: 'name', value: name },
      { person, field: 'mobile', value: mobile },
    ]);
    return person;
  });
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityInput } from '../../../test/support/gate-world.ts';
import { EMAIL, formPerson, MOBILE, openRights } from '../../../test/support/rights-world.ts';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import { verify } from '../../../verifier/src/verify.ts';
import { Failure } from '../../platform/failure.ts';
import type { Rights } from './index.ts';

let world: TestVault;
let rights: Rights;
let person = '';

async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
  return 'no failure';
}

async function signIn(address = MOBILE): Promise<{ token: string } | undefined> {
  const { challenge } = await world.act((tx) => rights.startLogin(tx, { channel: 'sms', address }));
  const sent = await world.act((tx) => rights.openLoginCode(tx, challenge));
  return world.act((tx) => rights.openSession(tx, { challenge, code: sent?.code ?? '000000' }));
}

async function analysed(who: string): Promise<void> {
  world.clock.advance(1);
  await world.act(async (tx) => {
    const ordinal = await world.gate.ordinalOf(tx, who);
    await world.gate.recordPopulationUse(tx, {
      activity: 'customer-administration',
      operation: 'use',
      fields: ['order_record'],
      allowed: Uint32Array.of(ordinal ?? 0),
      by: 'staff:test',
      subject: 'segment:bought',
    });
  });
}

async function session() {
  const signedIn = await signIn();
  const caller = await world.act((tx) => rights.resolveSession(tx, signedIn?.token ?? ''));
  if (caller === undefined) throw new Error('not signed in');
  return caller;
}

beforeAll(async () => {
  world = await openTestVault(['rights']);
  rights = openRights(world);
  person = await world.act((tx) => formPerson(world, tx));
});
afterAll(() => world.close());

describe('login by code', () => {
  it('opens a session for the records of a confirmed address', async () => {
    expect((await session()).persons).toEqual([person]);
  });

  it('answers alike for an address that nobody holds, and no code opens it', async () => {
    const { challenge } = await world.act((tx) => rights.startLogin(tx, { channel: 'sms', address: '13900009999' }));
    expect(challenge).toMatch(/^[0-9a-f-]{36}$/);
    expect(await world.act((tx) => rights.openLoginCode(tx, challenge))).toBeUndefined();
    for (const code of ['000000', '123456'])
      expect(await world.act((tx) => rights.openSession(tx, { challenge, code }))).toBeUndefined();
  });

  it('spends a challenge after five wrong tries, also for the right code', async () => {
    const { challenge } = await world.act((tx) => rights.startLogin(tx, { channel: 'sms', address: MOBILE }));
    const code = (await world.act((tx) => rights.openLoginCode(tx, challenge)))?.code ?? '';
    const wrong = code === '000000' ? '000001' : '000000';
    for (let attempt = 0; attempt < 5; attempt += 1)
      expect(await world.act((tx) => rights.openSession(tx, { challenge, code: wrong }))).toBeUndefined();
    expect(await world.act((tx) => rights.openSession(tx, { challenge, code }))).toBeUndefined();
  });

  it('does not open a second session by the same code, nor one after ten minutes', async () => {
    world.clock.advance(3_600_000);
    const { challenge } = await world.act((tx) => rights.startLogin(tx, { channel: 'sms', address: MOBILE }));
    const code = (await world.act((tx) => rights.openLoginCode(tx, challenge)))?.code ?? '';
    expect(await world.act((tx) => rights.openSession(tx, { challenge, code }))).toBeDefined();
    expect(await world.act((tx) => rights.openSession(tx, { challenge, code }))).toBeUndefined();
    const late = await world.act((tx) => rights.startLogin(tx, { channel: 'sms', address: MOBILE }));
    const lateCode = (await world.act((tx) => rights.openLoginCode(tx, late.challenge)))?.code ?? '';
    world.clock.advance(10 * 60_000);
    expect(
      await world.act((tx) => rights.openSession(tx, { challenge: late.challenge, code: lateCode })),
    ).toBeUndefined();
  });

  it.each([true, false])(
    'opens nothing of records whose address became another one after the code was sent (confirmed: %s)',
    async (confirmed) => {
      world.clock.advance(3_600_001);
      const address = confirmed ? '13811113331' : '13811113332';
      const digestOf = (mobile: string) => world.vault.outerDigests('mobile', mobile).digest;
      const other = await world.act(async (tx) => {
        const [id = ''] = await world.newPersons(tx, 1);
        const permit = await world.collect(tx, [id], ['mobile']);
        await world.vault.storeFields(tx, permit, [{ person: id, field: 'mobile', value: address }]);
        await world.gate.setAddress(tx, { person: id, channel: 'sms', digest: digestOf(address) });
        if (confirmed) await world.gate.confirmAddress(tx, { person: id, channel: 'sms', how: 'code' });
        return id;
      });
      const { challenge } = await world.act((tx) => rights.startLogin(tx, { channel: 'sms', address }));
      const code = (await world.act((tx) => rights.openLoginCode(tx, challenge)))?.code ?? '';
      world.clock.advance(1);
      const corrected = digestOf('13811113339');
      await world.act((tx) => world.gate.setAddress(tx, { person: other, channel: 'sms', digest: corrected }));
      expect(await world.act((tx) => rights.openSession(tx, { challenge, code }))).toBeUndefined();
      expect(await world.act((tx) => world.gate.confirmedPersons(tx, 'sms', corrected))).toEqual([]);
      // Nor does a session that was open already go on; this login is by the number that stands now.
      const permit = await world.act((tx) => world.collect(tx, [other], ['mobile']));
      await world.act((tx) =>
        world.vault.storeFields(tx, permit, [{ person: other, field: 'mobile', value: '13811113339' }]),
      );
      const open = await signIn('13811113339');
      const whose = () => world.act((tx) => rights.resolveSession(tx, open?.token ?? ''));
      expect((await whose())?.persons).toEqual([other]);
      world.clock.advance(1);
      await world.act((tx) => world.gate.endAddress(tx, { person: other, channel: 'sms' }));
      expect(await whose()).toBeUndefined();
    },
  );

  it('stops sending codes to one address after five in an hour', async () => {
    world.clock.advance(3_600_001);
    for (let count = 0; count < 5; count += 1)
      await world.act((tx) => rights.startLogin(tx, { channel: 'email', address: EMAIL }));
    expect(await failure(world.act((tx) => rights.startLogin(tx, { channel: 'email', address: EMAIL })))).toBe(
      'rights.too-many-codes',
    );
  });

  it('keeps neither code nor address in its tables', async () => {
    const rows = await world.act((tx) =>
      tx.query<{ row: string }>('select c::text as row from rights.login_challenge c'),
    );
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.map(({ row }) => row).join('\n')).not.toMatch(new RegExp(`${MOBILE}|${EMAIL}`));
  });
});

describe('what the person sees', () => {
  it('shows what is held, masked, and a field in clear on demand, each with a receipt in the uses', async () => {
    const caller = await session();
    const held = await world.act((tx) => rights.heldFields(tx, caller.persons));
    expect(held.map((field) => field.masked)).toEqual(expect.arrayContaining(['138****2222']));
    expect(JSON.stringify(held)).not.toMatch(new RegExp(`${MOBILE}|${EMAIL}`));
    expect(await world.act((tx) => rights.showField(tx, caller.session, 'email'))).toEqual({ value: EMAIL });
    const uses = await world.act((tx) => rights.listUses(tx, caller.persons, { limit: 20 }));
    expect(uses.items.length).toBeGreaterThanOrEqual(2);
    expect(uses.items.every((use) => use.receipt.length === 36 && use.by.zh === '您本人')).toBe(true);
  });

  it('shows that the person was analysed with many others, and only that', async () => {
    await analysed(person);
    const { items } = await world.act((tx) => rights.listUses(tx, [person], { limit: 1 }));
    expect(items).toMatchObject([
      {
        operation: { zh: '人群分析', en: 'analysed as one of a group' },
        fields: [{ zh: '订单与消费记录' }],
        by: { zh: '我们的员工' },
      },
    ]);
    const other = await world.act(async (tx) => (await world.newPersons(tx, 1))[0] ?? '');
    expect(await world.act((tx) => rights.listUses(tx, [other], { limit: 20 }))).toEqual({ items: [], next: null });
  });

  it('shows nothing that is only being drafted in the register', async () => {
    await world.act((tx) =>
      world.register.saveActivity(tx, activityInput({ code: 'draft-only', purpose: 'draft_only' })),
    );
    const { activities } = await world.act((tx) => rights.overview(tx, [person]));
    expect(activities.map(({ code }) => code)).not.toContain('draft-only');
    expect(activities.map(({ code }) => code)).toEqual(expect.arrayContaining(['marketing', 'individual-rights']));
  });

  it('says in the overview what was agreed to, with the notice as it was', async () => {
    const caller = await session();
    const overview = await world.act((tx) => rights.overview(tx, caller.persons));
    expect(overview.marketing).toBe('receiving');
    expect(overview.activities.find((activity) => activity.code === 'marketing')).toMatchObject({
      state: 'granted',
      canWithdraw: true,
      noticeUrl: '/n/privacy/1',
    });
    expect(overview.activities.find((activity) => activity.code === 'order-delivery')).toMatchObject({
      state: 'notNeeded',
      canWithdraw: false,
    });
  });
});

describe('the no', () => {
  it('is in force as soon as a withdrawal is answered, and can be said once', async () => {
    const caller = await session();
    const ask = {
      person,
      activity: 'marketing',
      operation: 'use',
      channel: 'email',
      message: { senderIdentity: true, optOutIncluded: true },
    } as const;
    const before = await world.act((tx) => world.gate.decide(tx, { ...ask, channel: 'sms' }));
    expect(before.outcome).toBe('allow');
    const { receipt } = await world.act((tx) => rights.withdrawActivity(tx, caller.persons, 'marketing'));
    expect(receipt).toMatch(/^[0-9a-f-]{36}$/);
    for (const channel of ['sms', 'email'] as const)
      expect((await world.act((tx) => world.gate.decide(tx, { ...ask, channel }))).outcome).toBe('deny');
    expect(await failure(world.act((tx) => rights.withdrawActivity(tx, caller.persons, 'marketing')))).toBe(
      'rights.nothing-to-withdraw',
    );
    // Its receipt tells what people were told, whatever is being drafted since.
    const { name } = await world.act((tx) => world.register.activity(tx, 'marketing'));
    const draft = activityInput({
      name,
      purposeText: { zh: '还没有告知过的目的', en: 'A purpose that nobody was told' },
    });
    await world.act((tx) => world.register.saveActivity(tx, draft));
    const view = await world.act((tx) =>
      rights.consentReceipt(tx, { id: receipt, publicUrl: 'https://p.example.com', persons: caller.persons }),
    );
    expect(JSON.stringify(view)).not.toContain('还没有告知过的目的');
    expect(view).toMatchObject({ purposes: [{ purpose_type: 'marketing' }] });
    const overview = await world.act((tx) => rights.overview(tx, caller.persons));
    expect(JSON.stringify(overview)).not.toContain('还没有告知过的目的');
    expect(overview.activities.find(({ code }) => code === 'marketing')?.name).toEqual(name);
    expect(overview.activities.every(({ purpose }) => purpose.zh.length > 0)).toBe(true);
  });

  it('tells which channels somebody has closed, since when and by what', async () => {
    const no = { person, kind: 'unsubscribe', channel: 'sms' } as const;
    await world.act((tx) => world.gate.object(tx, { ...no, by: 'sms-reply' }));
    world.clock.advance(1);
    await world.act((tx) => world.gate.object(tx, { ...no, by: 'staff:x' }));
    const { stops } = await world.act((tx) => rights.overview(tx, [person]));
    expect(stops).toMatchObject([{ channel: { zh: '短信' }, through: { zh: '回复短信' } }]);
  });

  it('stops all marketing on every channel', async () => {
    const caller = await session();
    await world.act((tx) => rights.objectToUse(tx, caller.persons, 'unsubscribe'));
    expect((await world.act((tx) => rights.overview(tx, caller.persons))).marketing).toBe('stopped');
  });
});

describe('the bundle', () => {
  it('verifies offline, carries the notice as shown, and is refused after a change of a fact', async () => {
    const caller = await session();
    await analysed(person);
    await world.evidence.mergePending();
    const { urls } = await rights.prepareBundles(caller.persons);
    const token = urls[0]?.split('/').at(-1) ?? '';
    const text = await world.act((tx) => rights.collectBundle(tx, token));
    expect(verify(text).ok).toBe(true);
    expect(text).toContain('个人信息处理者');
    expect(text).toContain('segment:bought');
    expect(text).not.toMatch(new RegExp(`${MOBILE}|${EMAIL}|欧阳示例`));
    const changed = text.replace('withdrawal', 'withdrawai');
    expect(changed).not.toBe(text);
    expect(verify(changed).ok).toBe(false);
    world.clock.advance(24 * 3_600_000);
    expect(await failure(world.act((tx) => rights.collectBundle(tx, token)))).toBe('rights.bundle-gone');
  });
});

describe('an address proven by the login alone', () => {
  it('is confirmed by it, and shows in clear nothing but itself', async () => {
    const unconfirmed = await world.act(async (tx) => {
      const [id = ''] = await world.newPersons(tx, 1);
      const permit = await world.collect(tx, [id], ['mobile', 'email']);
      await world.vault.storeFields(tx, permit, [
        { person: id, field: 'mobile', value: '13733334444' },
        { person: id, field: 'email', value: 'other@example.cn' },
      ]);
      await world.gate.setAddress(tx, {
        person: id,
        channel: 'sms',
        digest: world.vault.outerDigests('mobile', '13733334444').digest,
      });
      return id;
    });
    const signedIn = await signIn('13733334444');
    const caller = await world.act((tx) => rights.resolveSession(tx, signedIn?.token ?? ''));
    expect(caller?.persons).toEqual([unconfirmed]);
    const sessionId = caller?.session ?? '';
    expect(await world.act((tx) => rights.showField(tx, sessionId, 'mobile'))).toEqual({ value: '13733334444' });
    expect(await failure(world.act((tx) => rights.showField(tx, sessionId, 'email')))).toBe('rights.not-shown');
    await world.act((tx) => rights.closeSession(tx, sessionId));
    expect(await world.act((tx) => rights.resolveSession(tx, signedIn?.token ?? ''))).toBeUndefined();
  });
});

import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import { forecast } from './domain/forecast.ts';
import { type Evidence, gradeEvidence } from './domain/grade-evidence.ts';

const NOW = new Date('2026-11-11T12:00:00.000Z');
const PROVEN: Evidence = {
  origin: '门店',
  noticeVersion: '2025版',
  shownAt: '2025-03-01 10:00',
  how: '纸质表单签字',
  proof: 'SCAN-2025-0001',
  answer: '同意',
  answeredAt: '2025-03-01 10:05',
};

describe('a grade', () => {
  it.each([
    ['A', 'proven', {}],
    ['B', 'notice-unknown', { noticeVersion: '2019版' }],
    ['B', 'no-proof', { proof: '' }],
    ['B', 'no-answer-time', { answeredAt: '' }],
    ['B', 'how-unclear', { how: '口头' }],
    ['C', 'said-no', { answer: '不同意' }],
    ['C', 'never-agreed', { answer: '' }],
    ['C', 'never-told', { shownAt: '' }],
    ['C', 'bundled', { how: '注册即同意' }],
    ['C', 'bought', { origin: '购买名单' }],
    ['C', 'time-contradicts', { answeredAt: '2024-01-01' }],
    ['C', 'time-contradicts', { shownAt: '2027-01-01' }],
    ['C', 'time-contradicts', { answeredAt: 'yesterday' }],
  ] as const)('is %s (%s)', (grade, reason, changed) => {
    const graded = gradeEvidence({ ...PROVEN, ...changed }, new Set(['2025版']), NOW);
    expect([graded.grade, graded.reason]).toEqual([grade, reason]);
  });

  it('is forecast with named assumptions, and nobody is asked twice', () => {
    const months = forecast(100, 1_000, { metAMonth: 0.5, agree: 0.2, months: 2 });
    expect(months).toEqual([
      { month: 0, asked: 0, reachable: 100 },
      { month: 1, asked: 500, reachable: 200 },
      { month: 2, asked: 750, reachable: 250 },
    ]);
  });
});

describe('a stock-take', () => {
  let world: CustomersWorld;
  const persons: string[] = [];
  const HEADER = '会员编号,来源,告知版本,告知时间,告知方式,凭证,是否同意,同意时间';
  const line = (member: string, changed: Partial<Evidence> = {}) => {
    const row = { ...PROVEN, ...changed };
    return [member, row.origin, row.noticeVersion, row.shownAt, row.how, row.proof, row.answer, row.answeredAt].join(
      ',',
    );
  };
  const reachable = (person: string) =>
    world.act((tx) => world.gate.decide(tx, { person, activity: 'marketing', operation: 'use', channel: 'none' }));

  beforeAll(async () => {
    world = await openCustomersWorld();
    for (let member = 1; member <= 6; member += 1) {
      const identifiers = [{ type: 'member_id', value: `M${member}`, issuer: 'crm' }];
      const input = {
        activity: 'customer-administration',
        source: 'from_individual',
        identifiers,
        attributes: {},
        by: 'test',
      };
      persons.push((await world.act((tx) => world.customers.createPerson(tx, input))).id);
    }
    // Automated marketing is denied where the age is unknown.
    const adults = persons.map((person) => ({ person, role: 'customer' as const, birthDate: '1990-03-07' }));
    await world.act((tx) => world.gate.registerSubjects(tx, adults));
  });
  afterAll(async () => {
    await world.close();
  });

  async function take(lines: readonly string[], stopAfter?: number): Promise<string> {
    const notice = (
      await world.rows<{ code: string; version: number }>('select code, version from register.notice_version limit 1')
    )[0];
    const notices = [{ label: '2025版', notice: notice?.code ?? '', version: notice?.version ?? 0 }];
    const { id } = await world.act((tx) =>
      world.customers.declareStock(tx, { activity: 'marketing', issuer: 'crm', notices, by: 'test' }),
    );
    await world.customers.uploadFile({
      import: id,
      body: Readable.from([Buffer.from(`${[HEADER, ...lines].join('\n')}\n`)]),
    });
    const { mapping } = await world.customers.previewImport(id);
    await world.act((tx) => world.customers.startImport(tx, { import: id, mapping, by: 'test' }));
    if (stopAfter !== undefined) {
      const stop = new AbortController();
      await world.customers.runImport(id, { batchRows: stopAfter, signal: stop.signal, onBatch: () => stop.abort() });
    }
    await world.customers.runImport(id, { batchRows: 2 });
    return id;
  }

  it('grades each row with a reason, goes on where it was stopped, and takes over what is proven or ruled on', async () => {
    const refused = persons[5] ?? '';
    await world.act((tx) => world.gate.object(tx, { person: refused, kind: 'unsubscribe', by: 'test' }));
    const id = await take(
      [
        line('M1'),
        line('M2', { noticeVersion: '2019版' }),
        line('M3', { answer: '' }),
        line('M4', { answer: '拒绝' }),
        line('M5', { proof: '' }),
        line('M6'),
        line('M1', { answer: '' }),
        line('stranger'),
        line('unknown', { answer: '' }),
        ',门店,,,,,,',
      ],
      3,
    );
    const report = await world.act((tx) => world.customers.stockReport(tx, id));
    expect(report.status).toBe('finished');
    expect(report.groups.map(({ grade, reason, people }) => `${grade} ${reason} ${people}`).sort()).toEqual([
      'A proven 3',
      'B no-proof 1',
      'B notice-unknown 1',
      'C never-agreed 2',
      'C said-no 1',
    ]);
    expect(await world.act((tx) => world.customers.import(tx, id))).toMatchObject({
      done: 10,
      accepted: 8,
      refused: 1,
      duplicate: 1,
    });

    const reasons = report.reach.flatMap(({ excluded }) => excluded);
    expect(reasons.map(({ article }) => article)).toEqual(reasons.map(() => expect.stringMatching(/ \d+$/)));
    // Whom nobody knows is met by nobody; whose consent waits to be taken over is neither reached nor asked.
    expect(report.forecast).toMatchObject({ askable: 3, waiting: 2 });
    expect(report.forecast.months[0]?.reachable).toBe(0);

    const unknown = report.groups.find(({ reason }) => reason === 'notice-unknown');
    const unproven = report.groups.find(({ reason }) => reason === 'never-agreed');
    const [known] = report.notices;
    const ruling = {
      import: id,
      accept: true,
      notice: known?.notice ?? '',
      version: known?.version ?? 0,
      reason: '2019版与2025版文字相同，已核对存档',
      by: 'dpo',
    };
    await expect(
      world.act((tx) => world.customers.ruleStock(tx, { ...ruling, group: unproven?.number ?? 0 })),
    ).rejects.toMatchObject({
      code: 'customers.stock-not-ruled',
      kind: 'refused',
    });
    await world.customers.admitStock(id);
    expect((await reachable(persons[1] ?? '')).outcome).toBe('deny');
    const receipt = await world.act((tx) => world.customers.ruleStock(tx, { ...ruling, group: unknown?.number ?? 0 }));
    await expect(
      world.act((tx) => world.customers.ruleStock(tx, { ...ruling, group: unknown?.number ?? 0 })),
    ).rejects.toMatchObject({
      kind: 'conflict',
    });
    await world.customers.admitStock(id);
    await world.customers.admitStock(id);

    const outcomes = await Promise.all(persons.map(async (person) => (await reachable(person)).outcome));
    expect(outcomes.map((outcome) => outcome !== 'deny')).toEqual([true, true, false, false, false, false]);
    const after = await world.act((tx) => world.customers.stockReport(tx, id));
    expect(after.states).toEqual({ graded: 1, takenOver: 2, kept: 1, nobody: 2, unproven: 2 });
    expect(after.groups.find(({ reason }) => reason === 'notice-unknown')).toMatchObject({
      ruling: 'accepted',
      rulingReceipt: receipt.id,
    });
    const [grant] = await world.rows<{ shown: Date }>(
      `select shown_at as shown from consent."grant" where activity = 'marketing' order by id limit 1`,
    );
    expect(grant?.shown.toISOString()).toBe('2025-03-01T02:00:00.000Z');
    expect(after.forecast).toMatchObject({ askable: 2, waiting: 0 });
    const person = persons[2] ?? '';
    await world.act((tx) => world.gate.object(tx, { person, kind: 'unsubscribe', by: 'test' }));
    expect((await world.act((tx) => world.customers.stockReport(tx, id))).forecast.askable).toBe(1);
  });

  it('is taken of consents alone', async () => {
    const input = { activity: 'customer-administration', issuer: 'crm', notices: [], by: 'test' };
    await expect(world.act((tx) => world.customers.declareStock(tx, input))).rejects.toMatchObject({
      options: { errors: [{ path: 'activity' }] },
    });
  });

  it('never outweighs an answer that was given here, also not by a second stock', async () => {
    const first = persons[0] ?? '';
    await world.act((tx) => world.gate.withdraw(tx, { person: first, activity: 'marketing', by: 'test' }));
    const id = await take([line('M1')]);
    await world.customers.admitStock(id);
    expect((await reachable(first)).outcome).toBe('deny');
    expect((await world.act((tx) => world.customers.stockReport(tx, id))).states).toMatchObject({
      takenOver: 0,
      kept: 1,
    });
  });

  it('brings nobody back who was erased, before the stock was read or while it waits, nor their old yes for whoever they come back as', async () => {
    const make = (value: string, own: object = {}) =>
      world.act((tx) =>
        world.customers.createPerson(tx, {
          ...{ activity: 'customer-administration', source: 'from_individual' },
          identifiers: [{ type: 'member_id', value, issuer: 'crm' }],
          ...{ attributes: {}, by: 'test', ...own },
        }),
      );
    const erase = (person: string) =>
      world.act(async (tx) => {
        const until = new Date('2029-11-11T12:00:00Z');
        const terms = { by: 'staff:dpo', reason: 'asked', consentUntil: until, messagesUntil: until };
        await world.gate.erasePerson(tx, person, terms);
        await world.vault.erasePersons(tx, [person]);
        await world.customers.erasePerson(tx, person);
      });
    const held = async () =>
      (
        await world.rows<{ n: number }>(
          `select ((select count(*) from customers.person) + 1000 * (select count(*) from consent."grant")
             + 1000000 * (select count(*) from vault.field) + 1000000000 * (select count(*) from consent.subject where closed_at is null))::float8 as n`,
        )
      )[0]?.n;
    const before = (await make('M7')).id;
    const waiting = (await make('M8')).id;
    await world.act((tx) =>
      world.gate.registerSubjects(
        tx,
        [before, waiting].map((person) => ({ person, role: 'customer' as const, birthDate: '1990-03-07' })),
      ),
    );
    await erase(before);
    const id = await take([line('M7'), line('M8')]);
    await erase(waiting);
    const erased = await held();
    await world.customers.admitStock(id);
    expect(await held()).toBe(erased);
    for (const person of [before, waiting]) expect((await reachable(person)).outcome).toBe('deny');
    const { states } = await world.act((tx) => world.customers.stockReport(tx, id));
    expect(states).toMatchObject({ takenOver: 0 });
    const keys = await world.rows(
      `select 1 from vault.person_key where person in ('${before}', '${waiting}') and state = 'active'`,
    );
    expect(keys).toEqual([]);
    // They come back as somebody of their own; what they said before they were erased is not theirs any more.
    world.clock.advance(60_000);
    const back = (await make('M7', { ownHand: true })).id;
    expect(back).not.toBe(before);
    const second = await take([line('M7')]);
    await world.customers.admitStock(second);
    const after = await world.act((tx) => world.customers.stockReport(tx, second));
    expect(after.states).toMatchObject({ takenOver: 0, nobody: 1 });
    expect((await reachable(back)).outcome).toBe('deny');
  });

  it('keeps nobody in clear where a wrong column was mapped, and no words that few rows carry', async () => {
    const told = (how: string, rows: number, from: number) =>
      Array.from({ length: rows }, (_, at) => line(`W${from + at}`, { how }));
    const id = await take([
      ...told('联系人张伟13800138000', 5, 0),
      ...told('张伟', 5, 10),
      ...told('雒甄隺', 1, 20),
      ...told('店内扫码', 4, 30),
      ...told('门店纸质登记表', 5, 40),
    ]);
    const { groups } = await world.act((tx) => world.customers.stockReport(tx, id));
    expect(groups.map(({ how, people }) => `${people} ${how}`).sort()).toEqual([
      '10 …',
      '5 联系人[姓名][手机号]',
      '5 门店纸质登记表',
    ]);
    const stored = JSON.stringify(await world.rows(`select * from customers.stock_group where import = '${id}'`));
    for (const word of ['张伟', '雒甄隺', '13800138000']) expect(stored).not.toContain(word);
  });
});

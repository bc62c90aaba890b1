import { join } from 'node:path';
import { accessActTables, createAccess } from '../../src/contexts/access/index.ts';
import {
  consentActTables,
  consentSealedTables,
  membersOfUse,
  WELL_FORMED_MESSAGE,
} from '../../src/contexts/consent/index.ts';
import { customersActTables } from '../../src/contexts/customers/index.ts';
import { createEvidence, type Evidence, type SelfCheckReport } from '../../src/contexts/evidence/index.ts';
import { registerActTables } from '../../src/contexts/register/index.ts';
import { vaultActTables } from '../../src/contexts/vault/index.ts';
import { createRetention } from '../../src/contexts/vault/retention/create-retention.ts';
import { newId } from '../../src/platform/ids.ts';
import { openKeyring } from '../../src/platform/keyring/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { actOfStock, actOfTags } from './act-house-customers.ts';
import { actOfSigns } from './act-house-signs.ts';
import { dropConstraints } from './committed-columns.ts';
import { type CorrectionsWorld, openCorrectionsWorld } from './corrections-world.ts';
import { activityInput, approve, DELIVERY } from './gate-world.ts';
import { HOUSEHOLD_REGISTER, makeParent, openKidsClub, showRules } from './kids-club.ts';
import { field, rules, term } from './retention-activities.ts';

const BY = 'staff:01930000-0000-7000-8000-0000000000aa';
const MASK = { key: 'mask:agent:administration', value: 1, reason: '年度评审', by: BY } as const;
const TOLD = { source: 'form', grade: 'A', how: 'form' } as const;

/** A house with an act of every kind that has a row in a context's table, its log merged, and its self-check. */
export interface ActHouse {
  readonly world: CorrectionsWorld['world'];
  readonly evidence: Evidence;
  /** The tables that hold acts, as the contexts name them to the self-check. */
  readonly tables: readonly string[];
  /** Drops what would refuse a change before anything could find it, as who owns the database may. */
  withoutConstraints(): Promise<void>;
  /** Runs a self-check to its end. */
  check(): Promise<SelfCheckReport>;
  close(): Promise<void>;
}

/** Opens one; close it in `afterAll`. */
export async function openActHouse(): Promise<ActHouse> {
  const house = await openCorrectionsWorld({ further: ['access'] });
  const { world } = house;
  const { clock, database } = world;
  const log = silentLogger();
  const { service } = openKeyring({ directory: join(world.folder, 'keys'), clock });
  const tables = [accessActTables, registerActTables, consentActTables, vaultActTables, customersActTables].flat();
  const checkedAgainst = () => ({ tables, members: membersOfUse, sealed: consentSealedTables(service) });
  const evidence = createEvidence({ clock, service, database, log, checkedAgainst });
  await actOfRegister(house);
  await eraseWhoNeverActed(house);
  await actOfConsent(house);
  await actOfVault(house);
  await actOfCustomers(house);
  await actOfTags(house.world, BY);
  await actOfStock(house.world, BY);
  await actOfEvidence(house, evidence);
  await actOfStaff(house, createAccess({ ...ACCESS, database, clock, service, evidence, log }));
  await evidence.mergePending();
  await evidence.makeEpoch();
  await evidence.mergePending();
  clock.advance(60_000);
  await world.act((tx) => world.vault.setPolicy(tx, { ...MASK, value: 2 }));
  return {
    world,
    evidence,
    tables: tables.map(({ name }) => name),
    withoutConstraints: () => dropConstraints(world),
    async check() {
      await world.act((tx) => evidence.selfCheck.begin(tx, 'test'));
      await evidence.selfCheck.run();
      const [report] = await world.act((tx) => evidence.selfCheck.reports(tx, 1));
      if (report === undefined) throw new Error('no report');
      return report;
    },
    close: () => house.wire.close(),
  };
}

const ACCESS = { connection: '', publicUrl: 'https://crm.example.cn' } as const;

const ENTRUSTING = activityInput({
  code: 'letters',
  name: { zh: '信函', en: 'Letters' },
  recipients: activityInput().recipients.map((each) => ({
    ...each,
    subEntrustees: [
      {
        name: '示例云计算有限公司',
        contact: 'dpo@cloud.example.com',
        purpose: { zh: '存放数据', en: 'Hosting' },
        fields: ['mobile'],
      },
    ],
  })),
});

async function actOfRegister({ world }: CorrectionsWorld): Promise<void> {
  const { register, act } = world;
  await act(async (tx) => {
    await register.saveActivity(tx, {
      ...DELIVERY,
      code: 'customer-care',
      purpose: 'customer_care',
      operations: ['collect', 'store', 'use', 'staff_bulk_export'],
      noticeBy: 'public_rules',
    });
    await register.saveActivity(
      tx,
      rules({ code: 'closing', fields: [field('name'), field('mobile')], retention: term(30, 'erase') }),
    );
    await register.saveActivity(tx, rules({ code: 'unlawful', fields: [field('mobile')] }));
    await openKidsClub(register, tx);
    await register.saveActivity(tx, ENTRUSTING);
    await approve(register, tx, ENTRUSTING.code);
    const activities = (await register.activities(tx)).map((each) => each.code).filter((code) => code !== 'kids-club');
    await register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy notice' }, activities });
    await register.publishNotice(tx, 'privacy');
    const [{ name = '' } = {}] = ENTRUSTING.recipients;
    await register.setSubEntrustmentState(tx, {
      activity: ENTRUSTING.code,
      recipient: name,
      subEntrustee: '示例云计算有限公司',
      state: 'approved',
      documentHash: 'cd'.repeat(32),
      by: BY,
    });
    const said = { zh: '会员协议', en: 'Membership agreement' };
    await register.saveAgreement(tx, { code: 'membership', title: said, sections: [{ heading: said, text: said }] });
    await register.publishAgreement(tx, 'membership');
  });
}

async function newPerson({ world }: CorrectionsWorld, activity: string, mobile: string): Promise<string> {
  const { gate, act, clock, customers } = world;
  const input = { activity, source: 'from_individual', identifiers: [], attributes: { mobile, name: '欧阳示例' } };
  return act(async (tx) => {
    const { id } = await customers.createPerson(tx, input);
    if (activity === 'closing') return id;
    const standing = { activity: 'customer-administration', noticeShownAt: clock.now(), ...TOLD };
    await gate.registerSubjects(tx, [{ person: id, role: 'customer', standing }]);
    return id;
  });
}

async function agree({ world }: CorrectionsWorld, person: string, more: object = {}): Promise<void> {
  const { gate, act, clock } = world;
  clock.advance(60_000);
  await act(async (tx) => {
    const told = { notice: 'privacy', surface: 'form:test', locale: 'zh-CN' } as const;
    const shown = await gate.present(tx, { ...told, activities: ['marketing'], person });
    const answer = { person, presentation: shown.id, nonce: shown.nonce, activity: 'marketing', ...more } as const;
    await gate.recordConsents(tx, [
      { ...answer, answer: 'granted', kind: 'general', how: 'explicit_action', channel: 'sms', adultDeclared: true },
    ]);
  });
}

async function actOfConsent(house: CorrectionsWorld): Promise<void> {
  const { world } = house;
  const { gate, act, clock } = world;
  const persons: string[] = [];
  for (let at = 0; at < 5; at += 1) {
    const person = await newPerson(house, 'customer-care', `1381111000${at}`);
    await agree(house, person, at === 4 ? { oneTime: true } : {});
    persons.push(person);
  }
  const [first = '', second = '', third = '', , fifth = ''] = persons;
  await act((tx) => gate.withdraw(tx, { person: first, activity: 'marketing', channel: 'sms', by: 'page' }));
  clock.advance(60_000);
  await act((tx) => gate.object(tx, { person: second, kind: 'unsubscribe', channel: 'sms', by: 'page' }));
  clock.advance(60_000);
  await act((tx) => gate.object(tx, { person: third, kind: 'unsubscribe', channel: 'sms', by: 'page' }));
  await agree(house, third);
  for (const person of [first, second, second])
    await act(async (tx) => {
      clock.advance(60_000);
      await gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' });
    });
  const sent = { activity: 'marketing', operation: 'use', channel: 'sms', by: BY, fields: ['mobile'] } as const;
  await act((tx) =>
    gate.usePersons(tx, { ...sent, fields: ['mobile'], persons: [fifth], message: WELL_FORMED_MESSAGE }),
  );
  const named = { activity: 'customer-care', operation: 'use', by: BY, purposeNote: 'parcel' } as const;
  await act((tx) => gate.usePersons(tx, { ...named, fields: ['name'], persons: persons.slice(0, 4) }));
  const ordinals = (await act((tx) => gate.ordinalsOf(tx, persons))).map((ordinal) => ordinal ?? 0);
  const counted = { activity: 'customer-administration', operation: 'use', fields: ['name'], by: 'test' } as const;
  for (const few of [3, 4]) {
    const allowed = Uint32Array.from(ordinals.slice(0, few)).sort();
    await act((tx) => gate.recordPopulationUse(tx, { ...counted, fields: ['name'], allowed }));
  }
  await actOfFamilies(house);
}

async function actOfFamilies({ world }: CorrectionsWorld): Promise<void> {
  const { gate, act, clock } = world;
  await act(async (tx) => {
    const [child, other] = [newId(clock), newId(clock)];
    for (const person of [child, other])
      await gate.registerSubjects(tx, [{ person, role: 'customer', birthDate: '2016-05-01' }]);
    const { guardian } = await makeParent(gate, tx, child);
    const shown = await showRules(gate, tx, { person: guardian });
    const answer = { person: child, guardian, presentation: shown.id, nonce: shown.nonce } as const;
    await gate.recordConsents(tx, [
      { ...answer, activity: 'kids-club', answer: 'granted', kind: 'separate', how: 'explicit_action', channel: 'sms' },
    ]);
    const until = new Date(clock.now().getTime() + 86_400_000);
    const { guardianship } = await makeParent(gate, tx, other, { until, evidence: HOUSEHOLD_REGISTER });
    await gate.endGuardian(tx, { guardianship, reason: 'replaced', by: BY });
  });
  await actOfSigns(world, BY);
}

async function actOfVault(house: CorrectionsWorld): Promise<void> {
  const { world } = house;
  const { vault, act, clock, gate, register, evidence, database } = world;
  const person = await newPerson(house, 'customer-care', '13822220001');
  const asked = { person, activity: 'customer-administration', reason: '核对地址', by: BY, tier: 1 } as const;
  for (let at = 0; at < 2; at += 1) {
    clock.advance(60_000);
    await act((tx) => vault.reveal(tx, { ...asked, fields: ['mobile'] }));
  }
  await act((tx) => vault.setPolicy(tx, MASK));
  const many = { by: 'staff:bulk', fields: ['allergy'], person: null, persons: 600 } as const;
  await act((tx) => vault.noteDisclosure(tx, { ...many, fields: ['allergy'], id: newId(clock) }));
  const retention = createRetention(
    {
      clock,
      evidence,
      gate,
      register,
      noteStaffAct: async () => undefined,
      fieldsErased: async () => undefined,
      nothingKept: async () => undefined,
    },
    (work) => database.transaction(work),
  );
  await newPerson(house, 'closing', '13822220002');
  await act((tx) => register.endActivity(tx, { activity: 'closing', reason: '活动结束', by: BY }));
  const order = { activity: 'unlawful', ground: 'unlawful', law: 'PIPL 47', by: BY } as const;
  await act((tx) => retention.order(tx, { ...order, fields: ['mobile'] }));
  await act((tx) => retention.begin(tx, 'test'));
  await retention.run();
  await act((tx) => vault.keys.begin(tx, 'generations', BY));
  for (let more = true; more; ) {
    clock.advance(100);
    more = await act((tx) => vault.keys.step(tx));
  }
}

async function actOfCustomers(house: CorrectionsWorld): Promise<void> {
  const { world } = house;
  const { customers, act, clock } = world;
  const { person } = await house.fromFile('13833330001');
  await house.desk('correctField', { person, field: 'mobile', value: '13833330002' });
  const tag = { code: 'regular', name: { zh: '常客', en: 'Regular' }, activity: 'customer-administration', days: 30 };
  await act((tx) => customers.tags.save(tx, { ...tag, owner: '会员运营组', by: BY }));
  await act((tx) => customers.tags.give(tx, { person, tag: 'regular', reason: '每周都来', by: BY }));
  const wanted = { activity: 'customer-care', reason: '节日慰问', hours: 24, by: BY } as const;
  const careful = await newPerson(house, 'customer-care', '13833330003');
  const { id } = await act((tx) => customers.createExport(tx, { ...wanted, persons: [careful], fields: ['name'] }));
  await customers.runExport(id);
  await act((tx) => customers.linking.permit(tx, { activity: 'one-customer', by: BY }));
  const identifiers = [{ type: 'unionid', value: 'u1', issuer: 'wechat' }] as const;
  for (const number of ['L1', 'L2'])
    await act(async (tx) => {
      const own = { type: 'member_id', value: number, issuer: number } as const;
      const made = { activity: 'order-delivery', source: 'from_individual', identifiers: [own], attributes: {} };
      const standing = { source: 'test', grade: 'A', noticeShownAt: clock.now(), how: 'told' } as const;
      const record = await customers.createPerson(tx, { ...made, adultDeclaredAt: clock.now(), standing });
      await customers.linking.identify(tx, { person: record.id, identifiers: [...identifiers], source: 'test' });
    });
  await customers.linking.link();
}

// A key that ended, and somebody who was erased.
async function actOfEvidence(house: CorrectionsWorld, evidence: Evidence): Promise<void> {
  const { act, clock } = house.world;
  const [one, other] = [newId(clock), newId(clock)];
  for (const person of [one, other])
    await act((tx) => evidence.recordAct(tx, { kind: 'rights-request', person, payload: ANSWERED }));
  await act((tx) => evidence.endKey(tx, one));
  await act((tx) => evidence.recordAct(tx, { kind: 'rights-request', person: one, payload: ANSWERED }));
  await evidence.mergePending();
  const until = clock.now();
  const erased = { consentUntil: until, messagesUntil: until, by: BY, reason: 'asked' };
  await act((tx) => evidence.erasePerson(tx, other, erased));
}

// Somebody who came with a file has no key: the entry of their erasure is nobody's, and their addresses are bound all the same.
async function eraseWhoNeverActed(house: CorrectionsWorld): Promise<void> {
  const { act, clock, gate } = house.world;
  const person = await newPerson(house, 'customer-care', '13844440001');
  const until = clock.now();
  const terms = { consentUntil: until, messagesUntil: until, by: BY, reason: 'asked' };
  await act((tx) => gate.erasePerson(tx, person, terms));
}

const REQUEST = '01930000-0000-7000-8000-0000000000bb';
const ANSWERED = { act: 'answered', by: BY, grounds: [], outcome: 'granted', request: REQUEST };

async function actOfStaff({ world }: CorrectionsWorld, access: ReturnType<typeof createAccess>): Promise<void> {
  await world.act(async (tx) => {
    const { id } = await access.inviteStaff(tx, { email: 'a@example.cn', name: 'A', role: 'agent', by: BY });
    await access.changeRole(tx, id, 'marketer', BY);
    const gone = await access.inviteStaff(tx, { email: 'b@example.cn', name: 'B', role: 'agent', by: BY });
    await access.disableStaff(tx, gone.id, BY);
    const granter = { permissions: new Set(['workbench.read']), tier: 2 } as const;
    const key = { label: 'erp', scopes: ['workbench.read'], tier: 1, by: BY, granter } as const;
    await access.createApiKey(tx, key);
    const expiresAt = new Date(world.clock.now().getTime() + 86_400_000);
    const revoked = await access.createApiKey(tx, { ...key, expiresAt });
    await access.revokeApiKey(tx, revoked.id, BY);
  });
  await access.close();
}

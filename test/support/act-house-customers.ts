import { Readable } from 'node:stream';
import { appendEvents } from '../../src/contexts/customers/events/event-log.ts';
import type { CustomersWorld } from './customers-world.ts';

/** Tags given, taken off by staff and by the person, and given by a rule, for the house of acts. */
export async function actOfTags({ customers, act, clock, gate }: CustomersWorld, by: string): Promise<void> {
  const persons: string[] = [];
  for (let at = 0; at < 5; at += 1) {
    const identifiers = [{ type: 'member_id', issuer: 'tags', value: `T${at}` }];
    const input = { activity: 'customer-administration', source: 'from_individual', identifiers, attributes: {} };
    persons.push((await act((tx) => customers.createPerson(tx, input))).id);
  }
  const [first = '', second = '', third = '', ...buyers] = persons;
  await act(async (tx) => {
    const ordinals = (await gate.ordinalsOf(tx, buyers)).map((ordinal) => ordinal ?? -1);
    const bought = { name: 'purchase', at: clock.now(), quantity: 1, amountFen: 100, properties: null, rowKey: null };
    await appendEvents(
      tx,
      ordinals.map((ordinal) => ({ ordinal, ...bought })),
    );
  });
  await customers.moveEvents();
  const name = { zh: '买过', en: 'Bought' };
  await act((tx) =>
    customers.saveSegment(tx, { code: 'buyers', name, by, definition: { event: { name: 'purchase', atLeast: 1 } } }),
  );
  const tag = { code: 'buyer', name, activity: 'customer-administration', days: 30, segment: 'buyers' };
  await act((tx) => customers.tags.save(tx, { ...tag, owner: '会员运营组', by }));
  await act((tx) => customers.tags.refresh(tx, { tag: 'buyer', by }));
  clock.advance(180_000);
  for (const person of [first, second, third])
    await act((tx) => customers.tags.give(tx, { person, tag: 'regular', reason: '每周都来', by }));
  clock.advance(180_000);
  await act((tx) => customers.tags.take(tx, { person: first, tag: 'regular', by, byPerson: false }));
  await act((tx) => customers.tags.take(tx, { person: second, tag: 'regular', by: 'person', byPerson: true }));
}

const STOCK = `会员编号,来源,告知版本,告知时间,告知方式,凭证,是否同意,同意时间
S1,门店,2019版,2025-03-01 10:00,纸质表单签字,SCAN-1,同意,2025-03-01 10:05
S2,门店,2025版,2025-03-01 10:00,纸质表单签字,,同意,2025-03-01 10:05
`;

/** A stock with a group that was accepted and one that was rejected, for the house of acts. */
export async function actOfStock({ customers, act, rows }: CustomersWorld, by: string): Promise<void> {
  const [{ code, version } = { code: '', version: 0 }] = await rows<{ code: string; version: number }>(
    `select code, version from register.notice where code = 'privacy'`,
  );
  const notices = [{ label: '2025版', notice: code, version }];
  const { id } = await act((tx) =>
    customers.declareStock(tx, { activity: 'marketing', issuer: 'stock', notices, by: 'test' }),
  );
  await customers.uploadFile({ import: id, body: Readable.from([Buffer.from(STOCK)]) });
  const { mapping } = await customers.previewImport(id);
  await act((tx) => customers.startImport(tx, { import: id, mapping, by: 'test' }));
  await customers.runImport(id);
  const { groups } = await act((tx) => customers.stockReport(tx, id));
  for (const { number, reason } of groups) {
    const ruling = { import: id, group: number, reason: '已核对存档', by } as const;
    const accepted = { ...ruling, accept: true, notice: code, version } as const;
    await act((tx) => customers.ruleStock(tx, reason === 'notice-unknown' ? accepted : { ...ruling, accept: false }));
  }
}

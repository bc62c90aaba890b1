import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formPerson, MOBILE, openDesk, openRights } from '../../../test/support/rights-world.ts';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import { verify } from '../../../verifier/src/verify.ts';
import type { MessageRecord } from '../engagement/index.ts';
import { MESSAGE_COLUMNS } from './domain/paper-facts.ts';
import type { ProofDesk } from './index.ts';

const BY = 'staff:officer';
const AUTHOR = { by: BY, tier: 2, mayReadDefence: true } as const;
const WORDS = {
  to: '示例区市场监督管理局',
  reference: '青禾法〔2026〕17号',
  complaint: '投诉人称未经同意收到营销短信。',
  measures: '已停止发送。\n已向投诉人说明。',
};
let world: TestVault;
let desk: ProofDesk;
let person = '';
const sent: MessageRecord[] = [];
beforeAll(async () => {
  world = await openTestVault(['rights']);
  desk = openDesk(world, async () => sent);
  person = await world.act((tx) => formPerson(world, tx));
  await world.act((tx) => openRights(world).withdrawActivity(tx, [person], 'marketing'));
  const later = new Date(world.clock.now().getTime() + 60_000);
  sent.push({
    id: '01890000-0000-7000-8000-000000000001',
    activity: 'marketing',
    channel: 'sms',
    state: 'delivered',
    use: '01890000-0000-7000-8000-000000000002',
    receipt: '01890000-0000-7000-8000-000000000003',
    signName: '青禾',
    template: 'SMS_1',
    text: '【青禾】秋季新品上市，拒收请回复R',
    parts: 1,
    reservedAt: later,
    handedAt: later,
    reportedAt: later,
    providerId: 'biz-1',
    code: null,
    article: null,
  });
});
afterAll(() => world.close());

const search = (typed: string) => world.act((tx) => desk.search(tx, typed, { by: BY, tier: 2, reason: '来函' }));
const file = async (id: string) => (await world.act((tx) => desk.collect(tx, id, BY))).bytes;

/** A part of the document as text, and the rows of its tables. */
function read(bytes: Buffer, part = 'word/document.xml'): { xml: string; text: string; tables: string[][][] } {
  const xml = strFromU8(unzipSync(bytes)[part] ?? new Uint8Array());
  const textOf = (of: string) =>
    [...of.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map((match) => match[1] ?? '').join('');
  const tables = [...xml.matchAll(/<w:tbl>.*?<\/w:tbl>/gs)].map(([table]) =>
    [...table.matchAll(/<w:tr[ >].*?<\/w:tr>/gs)].map(([row]) =>
      [...row.matchAll(/<w:tc>.*?<\/w:tc>/gs)].map(([cell]) => textOf(cell)),
    ),
  );
  return { xml, text: textOf(xml), tables };
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('情况说明', () => {
  it('has every part of the layout in its order, the words of the officer, and the facts of the bundle that goes with it', async () => {
    const { id } = await search(MOBILE);
    const { paper, attached } = await desk.paper({ search: id, person, ...WORDS }, AUTHOR);
    const bytes = await file(paper.id);
    expect(sha256(bytes)).toBe(paper.sha256);
    const { text, tables } = read(bytes);
    const parts =
      '情况说明 一、投诉事项 二、核查过程 三、事实 （一）时间线 （二）触达明细 （三）同意与撤回 （四）当时页面 四、法律依据 五、处理措施 六、附件目录 （公章）';
    const places = parts.split(' ').map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    for (const words of [
      WORDS.to,
      WORDS.reference,
      WORDS.complaint,
      '已停止发送。',
      '青禾生活科技有限公司',
      '2026年11月11日',
    ])
      expect(text).toContain(words);
    const bundle = await file(attached?.id ?? '');
    expect(verify(bundle.toString('utf8')).ok).toBe(true);
    expect(text).toContain(sha256(bundle));
    const [, messages = [], answers = []] = tables;
    expect(new Set(messages[0])).toEqual(new Set(MESSAGE_COLUMNS));
    const entries = bundle.toString('utf8');
    const consent = messages[1]?.[11] ?? 'none';
    expect(entries).toContain(consent);
    expect(messages[1]?.slice(2, 5)).toEqual(['138****2222', '青禾', 'SMS_1']);
    expect(messages[1]?.slice(8, 11)).toEqual(['已送达', '可用', '个人信息保护法第十三条第一款第一项']);
    expect(answers.map((row) => row[1])).toEqual(['事项', '同意', '同意', '撤回同意']);
    expect(text).toContain('当时页面');
    expect(text).toMatch(/《.+》第 1 版/);
  });

  it('holds no number in clear, and is A4 in 仿宋 with pages and the attachment’s hash below', async () => {
    const { id } = await search(MOBILE);
    const { paper, attached } = await desk.paper({ search: id, person, ...WORDS }, AUTHOR);
    const bytes = await file(paper.id);
    const parts = Object.keys(unzipSync(bytes));
    for (const part of parts) expect(strFromU8(unzipSync(bytes)[part] ?? new Uint8Array()), part).not.toContain(MOBILE);
    const { xml } = read(bytes);
    expect(xml).toContain('w:w="11906" w:h="16838"');
    expect(xml).toContain('w:w="16838" w:h="11906" w:orient="landscape"');
    expect(read(bytes, 'word/styles.xml').xml).toContain('w:eastAsia="仿宋"');
    const foot = read(bytes, parts.find((part) => /^word\/footer\d+\.xml$/.test(part)) ?? '');
    expect(foot.text).toContain(attached?.sha256);
    expect(foot.xml).toMatch(/PAGE<.*NUMPAGES</s);
    expect(xml).not.toMatch(/w:color w:val="(?!000000|auto)/);
  });

  it('is made of a search without a result too, and says that it is a declaration', async () => {
    const { id, declaration } = await search('13999990000');
    const { paper, attached } = await desk.paper({ search: id, person: null, ...WORDS, measures: '' }, AUTHOR);
    expect(attached).toBeNull();
    const { text } = read(await file(paper.id));
    for (const words of [
      '没有检索到该号码',
      '检索声明，不是证明',
      declaration.sha256,
      '（由经办人填写）',
      'vault.mobile（密钥第 1 代）',
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('13999990000');
  });

  it('is about whom the search found, for who searched, and leaves its hash in the log', async () => {
    const { id } = await search('13999990000');
    const asked = { search: id, person, ...WORDS };
    await expect(desk.paper(asked, AUTHOR)).rejects.toMatchObject({ code: 'rights.no-such-person' });
    const other = desk.paper({ ...asked, person: null }, { ...AUTHOR, by: 'staff:other' });
    await expect(other).rejects.toMatchObject({ code: 'rights.search-gone' });
  });

  it('of an erased person tells when and which entry; the rest only to who may read what is kept for a defence', async () => {
    const leaving = await world.act((tx) => formPerson(world, tx));
    const until = { consentUntil: new Date('2029-11-11T00:00:00Z'), messagesUntil: new Date('2027-05-11T00:00:00Z') };
    await world.act(async (tx) => {
      await world.gate.erasePerson(tx, leaving, { by: BY, reason: 'asked', ...until });
      await world.vault.erasePersons(tx, [leaving]);
    });
    const { id, erased } = await search(MOBILE);
    expect(erased.map((each) => each.person)).toEqual([leaving]);
    const asked = { search: id, person: leaving, ...WORDS };
    const closed = await desk.paper(asked, { ...AUTHOR, mayReadDefence: false });
    expect(closed.attached).toBeNull();
    const shut = read(await file(closed.paper.id)).text;
    expect(shut).toMatch(/已于 2026-11-11 .* 删除，删除记录为日志/);
    expect(shut).toContain('没有同意、拒绝或撤回的记录。');
    const opened = await desk.paper(asked, AUTHOR);
    const { text, tables } = read(await file(opened.paper.id));
    expect(text).toContain('为应诉依法留存的记录');
    // What they were shown names nobody: it is still there when they are erased.
    expect(shut).toContain('没有可证明当时展示的页面。');
    expect(text).not.toContain('没有可证明当时展示的页面。');
    expect(text).toContain('/n/privacy/1');
    expect(tables.flat().map((row) => row[1])).toContain('同意');
    expect(text).toContain(opened.attached?.sha256);
  });
});

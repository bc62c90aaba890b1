import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityInput, type GateWorld, HANDLER, openGateWorld } from '../../../../test/support/gate-world.ts';
import { createServer } from '../../../http/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { dataMapOf } from '../domain/data-map.ts';
import { registerRegisterRoutes } from '../index.ts';
import { compilePaper, papersOf } from './compile-paper.ts';
import { collectedRows, sharedRows } from './list-rows.ts';

let world: GateWorld;
let app: HttpApp;
beforeAll(async () => {
  world = await openGateWorld();
  app = await createServer({ log: silentLogger(), resolvers: {} });
  registerRegisterRoutes(app, world.register, world.database);
  await app.ready();
  await world.act(async (tx) => {
    const { register } = world;
    await register.saveHandler(tx, {
      ...HANDLER,
      miniProgram: { zh: '青禾会员', en: 'Qinghe Club' },
      childrenContact: { zh: '儿童信息专员 kids@example.com', en: 'Children: kids@example.com' },
    });
    const sub = {
      name: '示例机房有限公司',
      contact: 'x@idc.example.com',
      purpose: { zh: '托管', en: 'Hosting' },
      fields: [],
    };
    const [sender] = activityInput().recipients;
    if (sender === undefined) throw new Error('no recipient');
    await register.saveActivity(
      tx,
      activityInput({
        code: 'club',
        name: { zh: '会员服务', en: 'The club' },
        commercial: false,
        adultsOnly: false,
        surfaces: ['mini_program'],
        collectedWhen: { zh: '注册时，一次', en: 'Once, on joining' },
        minors: {
          under14: 'guardian_consent',
          rules: { zh: '最小范围处理', en: 'The least' },
          guardianCheck: { zh: '短信核验', en: 'By code' },
        },
        fields: [
          { field: 'mobile', necessary: true, purpose: { zh: '识别会员', en: 'Recognising members' } },
          {
            field: 'allergy',
            necessary: false,
            necessity: { zh: '避免过敏', en: 'To avoid harm' },
            impactIfRefused: { zh: '不提示过敏原', en: 'No warning' },
          },
        ],
        recipients: [
          { ...sender, subEntrustees: [sub] },
          {
            ...sender,
            name: '示例保险有限公司',
            role: 'independent_handler',
            policyUrl: 'https://ins.example.com/p',
            scene: { zh: '投保', en: 'Insurance' },
            deidentified: true,
          },
        ],
      }),
    );
    const codes = (await register.activities(tx)).map(({ code }) => code);
    await register.saveNotice(tx, {
      code: 'privacy',
      title: { zh: '隐私政策', en: 'Privacy notice' },
      activities: codes,
    });
    await register.publishNotice(tx, 'privacy');
    const title = { zh: '儿童个人信息处理规则', en: 'Rules for children' };
    await register.saveNotice(tx, { code: 'children', kind: 'children', title, activities: ['club'] });
    await register.publishNotice(tx, 'children');
  });
});
afterAll(async () => {
  await app.close();
  await world.close();
});

const textOf = async (url: string) => (await app.inject({ url })).body;
const visible = (html: string) => html.replace(/<[^>]+>/g, ' ');
async function fileOf(url: string): Promise<Record<string, Uint8Array>> {
  const answer = await app.inject({ url });
  expect(answer.statusCode).toBe(200);
  return unzipSync(answer.rawPayload);
}
const part = (files: Record<string, Uint8Array>, name: RegExp): string =>
  Object.entries(files)
    .filter(([path]) => name.test(path))
    .map(([, bytes]) => strFromU8(bytes))
    .join('\n');

describe('the two lists', () => {
  it('say what the data map says, as sets, in either language, and nothing else', async () => {
    const { content, activities } = await world.act((tx) => world.register.notice(tx, 'privacy'));
    const told = new Set(activities.map(({ code }) => code));
    const all = await world.act((tx) => world.register.activities(tx));
    const map = dataMapOf(all.filter(({ code }) => told.has(code)));
    const set = (keys: readonly object[]) => new Set(keys.map((key) => JSON.stringify(key)));
    for (const language of ['zh', 'en'] as const) {
      const collected = collectedRows(content, language);
      expect(set(collected.map(({ key }) => key))).toEqual(set(map.collected));
      expect(collected).toHaveLength(map.collected.length);
      const shared = sharedRows(content, language);
      expect(set(shared.map(({ key }) => key))).toEqual(
        set(map.shared.map(({ activity, recipient }) => ({ activity, recipient }))),
      );
      expect(shared).toHaveLength(map.shared.length);
    }
    expect(map.collected.length).toBeGreaterThan(20);
  });

  it('have the columns that people expect, and every line its own', async () => {
    const page = visible(await textOf('/n/privacy/2/collected?lang=zh'));
    for (const column of [
      '序号',
      '业务功能／场景',
      '个人信息种类',
      '是否敏感',
      '处理目的',
      '处理方式',
      '收集时机／频次',
      '合法性基础',
      '是否必要／拒绝的影响',
      '保存期限',
      '到期处理',
    ])
      expect(page).toContain(column);
    for (const word of [
      '过敏信息',
      '识别会员',
      '注册时，一次',
      '不提示过敏原',
      '自同意之日起两年（最长730天）',
      '到期后删除',
    ])
      expect(page).toContain(word);
    // The short notice tells of another handler what PIPL 23 asks, and of whom we entrust the name.
    expect(visible(await textOf('/n/privacy/2/short?lang=zh'))).toContain('示例保险有限公司（独立的个人信息处理者，');
    const shared = visible(await textOf('/n/privacy/2/shared?lang=zh'));
    for (const column of [
      '序号',
      '接收方名称',
      '联系方式',
      '角色',
      '场景',
      '处理目的',
      '个人信息种类',
      '处理方式',
      '去标识化',
      '单独同意',
      '对方隐私政策',
    ])
      expect(shared).toContain(column);
    for (const word of ['示例保险有限公司', '投保', 'https://ins.example.com/p', '转委托：示例机房有限公司'])
      expect(shared).toContain(word);
  });

  it('are files: a sheet with a line for each, and a document with page numbers, version and hash in its footer', async () => {
    const { content, hash } = await world.act((tx) => world.register.notice(tx, 'privacy'));
    const sheet = await fileOf('/n/privacy/2/collected.xlsx?lang=zh');
    const rows = part(sheet, /sheet1\.xml$/).match(/<row /g) ?? [];
    expect(rows).toHaveLength(collectedRows(content, 'zh').length + 4);
    const strings = part(sheet, /sharedStrings\.xml$|sheet1\.xml$/);
    for (const word of ['已收集个人信息清单', hash, '过敏信息']) expect(strings).toContain(word);
    for (const paper of ['policy', 'collected', 'shared', 'mini-program']) {
      const document = await fileOf(`/n/privacy/2/${paper}.docx?lang=zh`);
      const footer = part(document, /footer\d\.xml$/);
      expect(footer).toContain(hash);
      expect(footer).toMatch(/PAGE[\s\S]*NUMPAGES/);
      expect(part(document, /word\/document\.xml$/).includes(paper === 'shared' ? '示例保险' : '过敏信息')).toBe(true);
    }
    for (const gone of ['policy.xlsx', 'nothing', 'nothing.docx', 'guardian', 'policy.pdf', 'short.docx'])
      expect((await app.inject({ url: `/n/privacy/2/${gone}` })).statusCode).toBe(404);
  });
});

describe('the notice itself', () => {
  it('cites laws by their Chinese names in Chinese, by their English ones in English', async () => {
    const chinese = visible(await textOf('/n/privacy/2'));
    expect(chinese).toContain('《个人信息保护法》第44条、第50条、《网络数据安全管理条例》第23条');
    expect(chinese).not.toMatch(/PIPL|NDSR|Law/);
    expect(visible(await textOf('/n/privacy/2?lang=en'))).toContain('PIPL 44, PIPL 50, NDSR 23');
  });
});

describe('the other papers', () => {
  it('are compiled from the same version: the guide of the mini-program tells what is met there, in the platform’s words', async () => {
    const page = visible(await textOf('/n/privacy/2/mini-program?lang=zh'));
    for (const word of [
      '青禾会员小程序用户隐私保护指引',
      '为了识别会员，开发者将在获取您的明示同意后，收集您的手机号。',
      '示例保险有限公司',
      '400-000-0000',
    ])
      expect(page).toContain(word);
    expect(page).not.toContain('打印面单');
    expect(await textOf('/n/privacy/2/mini-program?lang=en')).toContain('Recognising members');
  });

  it('tell guardians everything about a child, item by item with nothing ticked, and the short notice speaks to them', async () => {
    const rules = visible(await textOf('/n/children/1?lang=zh'));
    for (const word of [
      '儿童信息专员 kids@example.com',
      '不满14周岁的儿童须经父母或其他监护人同意',
      '存储于中华人民共和国境内',
      '短信核验',
      '敏感个人信息',
    ])
      expect(rules).toContain(word);
    const paper = visible(await textOf('/n/children/1/guardian?lang=zh'));
    for (const word of [
      '致监护人的告知书',
      '□ 同意　□ 不同意',
      '必要性：避免过敏',
      '拒绝的后果',
      '与儿童的关系',
      '儿童及其监护人有权查阅、复制、更正、补充、删除',
    ])
      expect(paper).toContain(word);
    expect(paper).not.toMatch(/☑|✓|■/);
    const { shortHtml, content, hash } = await world.act((tx) => world.register.notice(tx, 'children'));
    expect(shortHtml.zh).toContain('致监护人');
    expect(shortHtml.zh).toContain('必要性：避免过敏');
    expect(papersOf(content)).toEqual(['policy', 'collected', 'shared', 'guardian']);
    const rows = compilePaper(content, hash, 'collected', 'zh')?.blocks[0];
    const thirds = rows?.kind === 'table' ? rows.rows.map((row) => row[3]) : [];
    expect(new Set(thirds)).toEqual(new Set(['是']));
    expect(await textOf('/n/children/1/short?lang=zh')).toContain('致监护人');
  });

  it.each([
    '/n/privacy/2',
    '/n/privacy/2/collected',
    '/n/privacy/2/shared',
    '/n/privacy/2/mini-program',
    '/n/children/1/guardian',
  ])('are written in English with the punctuation of English: %s', async (path) => {
    const paper = visible(await textOf(`${path}?lang=en`));
    expect(paper.match(/.{0,20}[（），：；、。].{0,20}/u)?.[0]).toBeUndefined();
  });

  it('bind every printed page to the version and its hash', async () => {
    const { hash } = await world.act((tx) => world.register.notice(tx, 'privacy'));
    const style = await app.inject({ url: '/n/privacy/2/page.css' });
    expect(style.headers['content-type']).toContain('text/css');
    expect(style.body).toContain(`privacy v2  SHA-256 ${hash}`);
    expect(await textOf('/n/privacy/2')).toContain('/n/privacy/2/page.css');
    expect(await textOf('/n/privacy/2?download=1')).toContain(`SHA-256 ${hash}`);
  });
});

import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formPerson, MOBILE, openRights } from '../../../test/support/rights-world.ts';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import { collectedFile } from './collected-file.ts';
import type { Rights } from './index.ts';

const DAY = 86_400_000;
let world: TestVault;
let rights: Rights;
let person = '';

beforeAll(async () => {
  world = await openTestVault(['rights']);
  rights = openRights(world);
  person = await world.act((tx) => formPerson(world, tx));
});
afterAll(() => world.close());

const list = (days: number | null) => world.act((tx) => rights.collectedList(tx, [person], days));

it('tells what was collected, masked, for what, how often and when last, group by group', async () => {
  const rows = await list(null);
  const groups = rows.map(({ group }) => group);
  expect(groups).toEqual([...groups].sort((a, b) => Number(a !== 'basic') - Number(b !== 'basic')));
  expect(rows.map(({ name }) => name.zh).sort()).toEqual(['姓名', '手机号码', '授权与撤回记录', '电子邮箱'].sort());
  const mobile = rows.find(({ field }) => field === 'mobile');
  expect(mobile).toMatchObject({ count: 1, content: expect.stringMatching(/^138\*+2222$/) });
  expect(mobile?.purposes.length).toBeGreaterThan(0);
  expect(rows.find(({ name }) => name.zh === '授权与撤回记录')).toMatchObject({ field: null, content: null });
  expect(JSON.stringify(rows)).not.toContain(MOBILE);
});

it('is a use with its receipt each time', async () => {
  const uses = async () => (await world.act((tx) => world.gate.usesOf(tx, person, { limit: 100 }))).items.length;
  const before = await uses();
  await list(null);
  expect(await uses()).toBe(before + 1);
});

it('keeps to its window', async () => {
  world.clock.advance(8 * DAY);
  expect(await list(7)).toEqual([]);
  expect((await list(30)).length).toBeGreaterThan(3);
});

it('comes as a table with the columns people expect, values masked', async () => {
  const rows = await list(null);
  const file = await collectedFile(rows, { days: null, language: 'zh', at: world.clock.now() });
  const parts = unzipSync(new Uint8Array(file));
  const text = Object.entries(parts)
    .filter(([name]) => name.endsWith('.xml'))
    .map(([, bytes]) => strFromU8(bytes))
    .join('');
  for (const title of ['序号', '类别', '名称', '内容（脱敏）', '使用目的', '使用场景', '收集次数', '最近一次收集'])
    expect(text).toContain(title);
  expect(text).toContain('2222');
  expect(text).not.toContain(MOBILE);
});

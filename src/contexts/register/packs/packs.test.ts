import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse } from '../../../../test/support/evidence-house.ts';
import { HANDLER } from '../../../../test/support/gate-world.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { createRegister, type Register } from '../index.ts';
import { PackFile } from './pack.ts';
import { PACKS_DIRECTORY, readPacks } from './read-packs.ts';

const { packs, broken } = await readPacks();
const houses: EvidenceHouse[] = [];
afterEach(async () => {
  for (const house of houses.splice(0)) await house.close();
});

async function emptyCompany(): Promise<{ register: Register; act: <T>(work: (tx: Tx) => Promise<T>) => Promise<T> }> {
  const house = await openEvidenceHouse(['evidence', 'register']);
  houses.push(house);
  const register = createRegister({ clock: house.clock, evidence: house.evidence });
  const act = <T>(work: (tx: Tx) => Promise<T>) => house.database.transaction(work);
  await act((tx) => register.seedBuiltIns(tx));
  const childrenContact = { zh: '儿童信息专员 kids@example.com', en: 'kids@example.com' };
  await act((tx) => register.saveHandler(tx, { ...HANDLER, childrenContact }));
  return { register, act };
}

describe('starter packs', () => {
  it('are these three, and none is broken', () => {
    expect(packs.map(({ code }) => code)).toEqual(['b2b-software', 'consumer-brand', 'school']);
    expect(broken).toEqual([]);
  });

  it.each(packs.map((pack) => [pack.code, pack] as const))(
    '%s loads into an empty company and publishes with nothing missing and without a warning',
    async (code, pack) => {
      const { register, act } = await emptyCompany();
      const loaded = await act((tx) => register.loadPack(tx, packs, code));
      expect(loaded).toMatchObject({ activities: pack.activities.map((each) => each.code), kept: [] });
      for (const { activity } of pack.todo) expect(loaded.activities).toContain(activity);
      for (const notice of loaded.notices) {
        const { missing, warnings } = await act((tx) => register.previewNotice(tx, notice));
        expect([missing, warnings]).toEqual([[], []]);
        expect((await act((tx) => register.publishNotice(tx, notice))).warnings).toEqual([]);
      }
      // Everything of the pack, and the product's own acts, are told.
      for (const { code: activity, endedAt } of await act((tx) => register.activities(tx)))
        expect([activity, endedAt, await act((tx) => register.publicationOf(tx, activity))]).toEqual([
          activity,
          null,
          expect.objectContaining({ version: 1 }),
        ]);
      const again = await act((tx) => register.loadPack(tx, packs, code));
      expect(again).toMatchObject({ activities: [], notices: [] });
      expect(again.kept).toHaveLength(loaded.activities.length + loaded.notices.length);
    },
  );

  it('leave alone what the company has, and refuse a pack that is not there', async () => {
    const { register, act } = await emptyCompany();
    const [pack] = packs;
    const [activity] = pack?.activities ?? [];
    if (pack === undefined || activity === undefined) throw new Error('no pack');
    const own = { ...activity, name: { zh: '自己的', en: 'Our own' } };
    await act((tx) => register.saveActivity(tx, own));
    expect((await act((tx) => register.loadPack(tx, packs, pack.code))).kept).toEqual([activity.code]);
    expect((await act((tx) => register.activity(tx, activity.code))).name.zh).toBe('自己的');
    await expect(act((tx) => register.loadPack(tx, packs, 'nothing'))).rejects.toMatchObject({
      code: 'register.pack-unknown',
    });
  });

  it('are loaded whole or not at all: what the register refuses is named by its place in the file', async () => {
    const { register, act } = await emptyCompany();
    const [pack] = packs;
    const [first, second] = pack?.activities ?? [];
    if (pack === undefined || first === undefined || second === undefined) throw new Error('no pack');
    const refused = { ...second, basis: first.basis, fields: [{ ...second.fields[0], necessary: false }] };
    const bad = { ...pack, activities: [first, refused] } as typeof pack;
    await expect(act((tx) => register.loadPack(tx, [bad], pack.code))).rejects.toMatchObject({
      code: 'register.pack-refused',
      options: { errors: [expect.objectContaining({ path: 'activities[1].fields[0].necessary' })] },
    });
    const told = { ...pack, notices: pack.notices.map((each) => ({ ...each, activities: ['nothing'] })) };
    await expect(act((tx) => register.loadPack(tx, [told], pack.code))).rejects.toMatchObject({
      options: { errors: expect.arrayContaining([expect.objectContaining({ path: 'notices[0].activities[0]' })]) },
    });
    expect((await act((tx) => register.activities(tx))).every(({ builtIn }) => builtIn)).toBe(true);
  });

  it('that an outsider adds are found at once; what is no pack is listed with the reason', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'packs-'));
    const put = (name: string, value: unknown) =>
      writeFile(join(directory, name), typeof value === 'string' ? value : JSON.stringify(value));
    const [pack] = packs;
    await put('mine.json', { ...pack, code: 'mine' });
    await put('typo.json', '{\n  "format": 1,\n  oops\n}');
    await put('other-name.json', { ...pack, code: 'mine' });
    await put('extra.json', { ...pack, code: 'extra', surprise: true });
    await put('notes.txt', 'x');
    await put('marked.json', `\ufeff${JSON.stringify({ ...pack, code: 'marked' })}`);
    await mkdir(join(directory, 'folder.json'));
    await put('100%#.json', '[');
    const shelf = await readPacks(pathToFileURL(`${directory}/`));
    expect(shelf.packs.map(({ code }) => code)).toEqual(['marked', 'mine']);
    expect(shelf.broken.map(({ file, message, message_en }) => [file, message, message_en])).toEqual([
      ['100%#.json', '不是有效的 JSON（第 1 行）', 'It is not valid JSON (line 1)'],
      ['extra.json', 'surprise 没有这个字段', 'surprise is not a known field'],
      ['folder.json', '读不出来', 'It cannot be read'],
      ['other-name.json', '代码是“mine”，文件应取名 mine.json', 'Its code is "mine": name the file mine.json'],
      ['typo.json', '不是有效的 JSON（第 3 行）', 'It is not valid JSON (line 3)'],
    ]);
    await rm(directory, { recursive: true });
  });

  it('are described by a schema that editors can check, which is the one that is loaded by', async () => {
    const written: unknown = JSON.parse(await readFile(new URL('pack.schema.json', PACKS_DIRECTORY), 'utf8'));
    const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Starter pack', ...PackFile };
    expect(written).toEqual(JSON.parse(JSON.stringify(schema)));
  });
});

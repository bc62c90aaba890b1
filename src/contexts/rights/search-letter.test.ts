import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formPerson, MOBILE, openDesk } from '../../../test/support/rights-world.ts';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import { isSearchDeclaration, verifySearch } from '../../../verifier/src/search-declaration.ts';
import { canonicalJson, keyedDigest } from '../../platform/crypto/index.ts';
import { silentLogger } from '../../platform/logging.ts';
import { createEvidence } from '../evidence/index.ts';
import { type ProofDesk, rightsActTables } from './index.ts';
import { MOST_SEARCHES } from './search-letter.ts';

const OFFICER = { by: 'staff:officer', tier: 2, reason: '市监局来函 2026-17 号' } as const;
let world: TestVault;
let desk: ProofDesk;
let person = '';
beforeAll(async () => {
  world = await openTestVault(['rights']);
  desk = openDesk(world);
  person = await world.act((tx) => formPerson(world, tx));
});
afterAll(() => world.close());

const search = (typed: string, by: string = OFFICER.by) =>
  world.act((tx) => desk.search(tx, typed, { ...OFFICER, by }));

interface DeclarationFile {
  readonly number: { readonly salt: string };
  readonly statement: { readonly zh: string };
  readonly verifierKey: string;
  readonly receipt: {
    readonly entry: string;
    readonly key: string;
    readonly mergeBy: string;
    readonly signature: string;
    readonly opening: { readonly salt: string; readonly payload: { readonly [name: string]: unknown } };
  };
}

async function declarationOf(id: string): Promise<{ text: string; file: DeclarationFile }> {
  const text = (await world.act((tx) => desk.collect(tx, id, OFFICER.by))).bytes.toString('utf8');
  return { text, file: JSON.parse(text) as DeclarationFile };
}

// As somebody checks it who has the file and docs/evidence-format.md alone.
function holds({ receipt, verifierKey }: DeclarationFile): boolean {
  const entry = JSON.parse(receipt.entry) as { commitment: string; tag: null };
  const salt = Buffer.from(receipt.opening.salt, 'base64url');
  const bound = keyedDigest(salt, Buffer.from(canonicalJson(receipt.opening.payload as never), 'utf8'));
  if (bound.toString('base64url') !== entry.commitment) return false;
  const key = createPublicKey({
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      x: Buffer.from(verifierKey.split('+').slice(2).join('+'), 'base64').subarray(1).toString('base64url'),
    },
    format: 'jwk',
  });
  const { hash } = process.getBuiltinModule('node:crypto');
  const leafHash = hash('sha256', Buffer.concat([Buffer.from([0]), Buffer.from(receipt.entry, 'utf8')]), 'buffer');
  const promise = {
    commitment: entry.commitment,
    key: receipt.key,
    leafHash: leafHash.toString('base64url'),
    mergeBy: receipt.mergeBy,
    n: null,
    tag: null,
  };
  const signed = Buffer.from(`zhinuo.receipt.v1\n${canonicalJson(promise)}`, 'utf8');
  return verify(null, signed, key, Buffer.from(receipt.signature, 'base64url'));
}

describe('a search for what a letter carries', () => {
  it('finds whom the number belongs to, masked, as a use with its receipt', async () => {
    const found = await search(`+86 ${MOBILE.slice(0, 3)}-${MOBILE.slice(3, 7)}-${MOBILE.slice(7)}`);
    expect(found).toMatchObject({ form: 'mobile', masked: '138****2222', erased: [], advice: null });
    expect(found.people.map((each) => [each.person, each.fields?.['mobile']])).toEqual([[person, '138****2222']]);
    expect(JSON.stringify(found)).not.toContain(MOBILE);
    const uses = await world.act((tx) => world.gate.usesOf(tx, person, { limit: 1 }));
    expect(uses.items[0]).toMatchObject({
      activity: 'individual-rights',
      by: OFFICER.by,
      subject: `search:${found.id}`,
      receipt: found.use,
    });
  });

  it('declares, signed and in the log, which indexes it asked, under which keys and when; the number only under a salt', async () => {
    const found = await search('13999990000');
    expect([found.people, found.erased, found.use]).toEqual([[], [], null]);
    const { text, file } = await declarationOf(found.declaration.id);
    expect(holds(file)).toBe(true);
    expect(file.receipt.opening.payload).toMatchObject({
      search: found.id,
      by: OFFICER.by,
      form: 'mobile',
      found: { people: 0, erased: 0 },
      indexes: [
        { name: 'vault.mobile', generations: [1] },
        { name: 'consent.address.sms', generations: [1] },
        { name: 'evidence.erased-address.sms', generations: [1] },
      ],
    });
    const salt = Buffer.from(file.number.salt, 'base64url');
    const bound = keyedDigest(salt, Buffer.from('zhinuo.search-number.v1\n13999990000', 'utf8')).toString('base64url');
    expect(file.receipt.opening.payload['number']).toBe(bound);
    expect(file.statement.zh).toContain('检索声明，不是证明');
    for (const secret of ['13999990000', OFFICER.reason]) expect(text).not.toContain(secret);
    expect(holds({ ...file, receipt: { ...file.receipt, mergeBy: '2030-01-01T00:00:00.000Z' } })).toBe(false);
    const receipt = await world.act((tx) => world.evidence.receipt(tx, found.receipt));
    expect(receipt.entry).toContain('"kind":"search"');
    expect(JSON.stringify(receipt.opening)).not.toContain(file.number.salt);
  });

  it('declares what the verifier reads as a declaration, and refuses once anything in it is changed', async () => {
    const found = await search('13999990000');
    const { text } = await declarationOf(found.declaration.id);
    expect(isSearchDeclaration(text)).toBe(true);
    const key = world.evidence.verifierKey();
    const verdict = verifySearch(text, { key, number: '13999990000', now: world.clock.now() });
    expect(verdict).toMatchObject({ ok: true, signer: { verified: true } });
    const account = verdict.ok ? verdict.account : { zh: '', en: '' };
    expect(account.zh).toContain('这是声明，不是证明');
    expect(account.en).toContain('a declaration, not a proof');
    expect(account.en).toContain('vault.mobile (1)');
    const codeOf = (content: string, options = {}) => {
      const told = verifySearch(content, options);
      return told.ok ? 'accepted' : told.reason.code;
    };
    expect(codeOf(text, { number: '13999990001' })).toBe('number');
    expect(codeOf(text, { key: '00'.repeat(32) })).toBe('untrusted');
    expect(codeOf(text, { now: new Date(0) })).toBe('future');
    const unknown = verifySearch(text);
    expect(unknown.ok && unknown.account.en).toContain('NOT VERIFIED');
    expect(codeOf(text.replace('"people":0', '"people":1'))).toBe('commitment');
    expect(codeOf(text.replace(/"mergeBy":"2/, '"mergeBy":"3'))).toBe('signature');
    expect(codeOf(text.replace('"version":1}', '"version":2}'))).toBe('structure');
    // What is not under the signature can be changed, and is not told as a fact.
    const bound = Buffer.from(text);
    const free = new Set(['masked', 'statement']);
    for (let at = 0; at < bound.length - 1; at += 3) {
      const changed = Buffer.from(bound);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const told = verifySearch(changed.toString('utf8'), { key, number: '13999990000' });
      if (!told.ok) continue;
      const [before, after] = [JSON.parse(text), JSON.parse(changed.toString('utf8'))];
      const differ = Object.keys(before).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
      expect(
        differ.every((name) => free.has(name) || name === 'number'),
        `byte ${at}: ${differ}`,
      ).toBe(true);
      if (differ.includes('number')) expect(after.number.salt).toBe(before.number.salt);
    }
  });

  it('searches for nobody by a relay number, says so and what to ask whom', async () => {
    const found = await search('18877771111-123');
    expect(found).toMatchObject({ form: 'relay', people: [], indexes: [] });
    expect(found.advice?.ask.length).toBeGreaterThan(1);
    expect(found.statement.zh).toContain('未按其检索个人');
    expect((await search('021-5555 0000')).statement.zh).toContain('没有保存此类号码的字段');
  });

  it('finds an address in any case and refuses what is neither', async () => {
    expect((await search('SYNTHETIC@example.cn')).people).toHaveLength(1);
    for (const typed of ['hello', '@@', 'a@b'])
      await expect(search(typed)).rejects.toMatchObject({ code: 'rights.not-a-number' });
  });

  it('keeps no number in clear, and files for who asked alone, for a day', async () => {
    const { declaration } = await search(MOBILE);
    const other = world.act((tx) => desk.collect(tx, declaration.id, 'staff:other'));
    await expect(other).rejects.toMatchObject({ code: 'rights.download-gone' });
    const rows = await world.act((tx) => tx.query('select s.*, d.* from rights.search s, rights.download d'));
    expect(JSON.stringify(rows)).not.toContain(MOBILE);
    expect((await world.act((tx) => desk.downloads(tx, OFFICER.by))).map(({ id }) => id)).toContain(declaration.id);
    expect(await world.act((tx) => desk.downloads(tx, 'staff:other'))).toEqual([]);
  });

  it('is limited for each caller', async () => {
    for (let count = 0; count < MOST_SEARCHES; count += 1) await search('95555', 'staff:eager');
    await expect(search('95555', 'staff:eager')).rejects.toMatchObject({ code: 'rights.too-many-searches' });
    await search('95555', 'staff:calm');
  });

  it('finds an erased person by the keyed digest: when, which entry, and what is kept until when', async () => {
    const [leaving = ''] = await world.act((tx) => world.newPersons(tx, 1));
    const mobile = '13700001234';
    await world.act(async (tx) => {
      const permit = await world.collect(tx, [leaving], ['mobile']);
      await world.vault.storeFields(tx, permit, [{ person: leaving, field: 'mobile', value: mobile }]);
      const digest = world.vault.outerDigests('mobile', mobile).digest;
      await world.gate.setAddress(tx, { person: leaving, channel: 'sms', digest });
    });
    const until = { consentUntil: new Date('2029-11-11T00:00:00Z'), messagesUntil: new Date('2027-05-11T00:00:00Z') };
    await world.act(async (tx) => {
      await world.gate.erasePerson(tx, leaving, { by: OFFICER.by, reason: 'asked', ...until });
      await world.vault.erasePersons(tx, [leaving]);
    });
    const found = await search(mobile);
    expect(found.people).toEqual([]);
    expect(found.erased).toMatchObject([{ person: leaving }]);
    expect(found.statement.zh).toContain('1 条已删除的记录');
  });
});

it('is found by the self-check when SQL changes, takes over or puts in a search', async () => {
  const log = silentLogger();
  const { clock, service, database } = world;
  const evidence = createEvidence({
    clock,
    service,
    database,
    log,
    checkedAgainst: () => ({ tables: rightsActTables }),
  });
  const findings = async () => {
    await world.act((tx) => evidence.selfCheck.begin(tx, 'test'));
    await evidence.selfCheck.run();
    const [report] = await world.act((tx) => evidence.selfCheck.reports(tx, 1));
    return (report?.findings ?? []).map(({ what }) => what);
  };
  await search(MOBILE);
  await evidence.mergePending();
  expect(await findings()).toEqual([]);
  const row = 'ctid = (select max(ctid) from rights.search)';
  for (const [sql, what] of [
    [`update rights.search set by = 'staff:other' where ${row}`, 'act-changed'],
    [`update rights.search set at = at - interval '1 hour' where ${row}`, 'act-changed'],
    [`update rights.search set id = gen_random_uuid() where ${row}`, 'act-changed'],
    [`update rights.search set persons = persons || gen_random_uuid() where ${row}`, 'act-inconsistent'],
    [`update rights.search set receipt = gen_random_uuid() where ${row}`, 'entry-of-act-missing'],
  ] as const) {
    await world.act(async (tx) => {
      await tx.execute('create table public.kept as table rights.search');
      expect(await tx.execute(sql)).toBe(1);
    });
    expect([sql, await findings()]).toEqual([sql, [what]]);
    await world.act(async (tx) => {
      for (const back of ['delete from rights.search', 'insert into rights.search table public.kept'])
        await tx.execute(back);
      await tx.execute('drop table public.kept');
    });
  }
});

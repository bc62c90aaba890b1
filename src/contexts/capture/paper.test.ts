import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAssistedWorld } from '../../../test/support/assisted-world.ts';

let world: Awaited<ReturnType<typeof openAssistedWorld>>;
beforeAll(async () => {
  world = await openAssistedWorld();
});
afterAll(() => world.close());

const call: typeof world.call = (...asked) => world.call(...asked);
const everything = () => world.everything();
const stateOf = (person: string, activity: string) => world.act((tx) => world.gate.consentState(tx, person, activity));

const relationsOf = async (person: string) =>
  (await world.act((tx) => world.gate.guardianshipsOf(tx, person))).map(({ grade, endedAt }) => ({
    grade,
    ended: endedAt !== null,
  }));

const PNG = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  Buffer.alloc(100, 7),
  Buffer.from('IEND\xaeB`\x82', 'latin1'),
]);
/** What whoever looks again reads of the child on the scan. */
const READ = { childBirthDate: '2016-05-01', relation: 'parent', evidence: 'household-register' };
/** Another scan each time: the same one twice is refused. */
let scans = 0;
function scan(): string {
  scans += 1;
  return Buffer.concat([PNG.subarray(0, 60), Buffer.from(String(scans).padStart(4, '0')), PNG.subarray(60)]).toString(
    'base64',
  );
}

describe('paper', () => {
  const batchOf = async (form: string, sheets: number, granted: number) =>
    (await call('POST', '/api/v1/paper-batches', { form, noticeVersion: 1, sheets, granted })).body.id as string;
  const adult = { values: { name: '王大山', mobile: '13900000103' }, age: 18, granted: ['marketing'] };
  const child = {
    values: { name: '王小米', mobile: '13900000104' },
    granted: ['club'],
    guardian: {
      kind: 'parent',
      evidence: 'household-register',
      name: '王大山',
      mobile: '13900000103',
      childBirthDate: '2016-05-01',
    },
  };
  const key = (batch: string, sheet: object, as: 'good' | 'other' = 'good') =>
    call('POST', `/api/v1/paper-batches/${batch}/sheets`, { scan: scan(), ...sheet }, as);

  it('is recorded as signed at once where it is a plain answer, and closes when the totals agree', async () => {
    const batch = await batchOf('autumn', 2, 1);
    const keyed = await key(batch, adult);
    expect([keyed.status, keyed.body.status]).toEqual([201, 'recorded']);
    expect(await stateOf(keyed.body.person, 'marketing')).toMatchObject({ state: 'granted' });
    const early = await call('POST', `/api/v1/paper-batches/${batch}/close`);
    expect([early.status, early.body.code, early.body.errors.map(({ path }: { path: string }) => path)]).toEqual([
      409,
      'capture.totals-differ',
      ['sheets'],
    ]);
    const no = await key(batch, { ...adult, granted: [] });
    expect(await stateOf(no.body.person, 'marketing')).toMatchObject({ state: 'refused' });
    expect((await key(batch, adult)).body.code).toBe('capture.paper-done');
    expect((await call('POST', `/api/v1/paper-batches/${batch}/close`)).status).toBe(204);
    expect((await call('POST', `/api/v1/paper-batches/${batch}/close`)).body.code).toBe('capture.paper-done');
  });

  it('with a guardian waits for somebody else’s look at the scan, and then lets the child take part', async () => {
    const batch = await batchOf('club', 1, 1);
    const { body } = await key(batch, child);
    expect(body).toMatchObject({ status: 'second-look', guardian: expect.any(String) });
    expect(await stateOf(body.person, 'kids-club')).toMatchObject({ state: 'none' });
    // What one person keyed proves nothing yet.
    expect(await relationsOf(body.person)).toEqual([{ grade: 'C', ended: false }]);
    const look = (as: 'good' | 'other', what: object) =>
      call('POST', `/api/v1/paper-sheets/${body.id}/second-look`, what, as);
    expect((await look('good', { agrees: true, ...READ })).body.code).toBe('capture.same-look');
    expect((await look('other', { agrees: false })).body.errors[0].path).toBe('reason');
    const bytes = await world.app.inject({
      url: `/api/v1/paper-sheets/${body.id}/scan`,
      headers: { authorization: 'Bearer other' },
    });
    expect([bytes.statusCode, bytes.headers['content-type'], bytes.headers['cache-control']]).toEqual([
      200,
      'image/png',
      'no-store',
    ]);
    // Until when the child is protected, and who answers for them, hang on what two people read alike.
    const before = await everything();
    const missing = (await look('other', { agrees: true })).body.errors;
    expect(missing).toMatchObject([{ path: 'childBirthDate' }, { path: 'relation' }, { path: 'evidence' }]);
    for (const [differs, code] of [
      [{ childBirthDate: '2012-05-01' }, 'birth'],
      [{ relation: 'guardian' }, 'relation'],
      [{ evidence: 'court-document' }, 'relation'],
    ] as const) {
      const { status, body: problem } = await look('other', { agrees: true, ...READ, ...differs });
      expect([status, problem.code, problem.article]).toEqual([409, `capture.${code}-differs`, 'PIPL 31']);
    }
    expect(await everything()).toBe(before);
    const agrees = { agrees: true, ...READ };
    expect((await look('other', agrees)).body).toMatchObject({ status: 'recorded', lookedBy: 'api-key:k2' });
    expect((await look('other', agrees)).body.code).toBe('capture.paper-done');
    const kept = await world.act((tx) =>
      tx.query('select 1 from capture.paper_sheet where birth_digest is not null and status = $1', ['recorded']),
    );
    expect(kept).toEqual([]);
    expect(await relationsOf(body.person)).toEqual(
      expect.arrayContaining([
        { grade: 'A', ended: false },
        { grade: 'C', ended: true },
      ]),
    );
    const verdict = await world.act((tx) =>
      world.gate.decide(tx, { person: body.person, activity: 'kids-club', operation: 'use', fields: ['name'] }),
    );
    expect(verdict.outcome).toBe('allow');
    await world.act((tx) => world.capture.erasePerson(tx, body.person));
    const gone = await world.app.inject({
      url: `/api/v1/paper-sheets/${body.id}/scan`,
      headers: { authorization: 'Bearer other' },
    });
    expect(gone.statusCode).toBe(404);
  });

  it('of somebody who is no child, or of a guardian under age, is refused where the sheet says so', async () => {
    const batch = await batchOf('club', 1, 1);
    const before = await everything();
    const { guardian } = child;
    for (const [wrong, path] of [
      [{ childBirthDate: '2001-05-01' }, 'guardian.childBirthDate'],
      [{ mobile: '139' }, 'guardian.mobile'],
    ] as const) {
      const { status, body } = await key(batch, { ...child, guardian: { ...guardian, ...wrong } });
      expect([status, body.code, body.errors[0].path]).toEqual([422, 'capture.answers-invalid', path]);
    }
    expect(await everything()).toBe(before);
  });

  it('that does not agree with its scan is rejected with a reason, and nothing is consented to', async () => {
    const batch = await batchOf('club', 1, 1);
    const { body } = await key(batch, child);
    const rejected = await call(
      'POST',
      `/api/v1/paper-sheets/${body.id}/second-look`,
      { agrees: false, reason: '签名缺失' },
      'other',
    );
    expect(rejected.body).toMatchObject({ status: 'rejected', reason: '签名缺失' });
    expect(await relationsOf(body.person)).toEqual([{ grade: 'C', ended: true }]);
    expect(await stateOf(body.person, 'kids-club')).toMatchObject({ state: 'none' });
  });

  it('that was rejected is keyed again from the same scan, and a void one holds no batch up', async () => {
    const batch = await batchOf('club', 2, 2);
    const look = (sheet: string, agrees: boolean) =>
      call('POST', `/api/v1/paper-sheets/${sheet}/second-look`, { agrees, reason: '录错了', ...READ }, 'other');
    const same = scan();
    const wrong = await key(batch, { ...child, scan: same });
    await key(batch, child).then(({ body }) => look(body.id, false));
    expect((await key(batch, { ...child, scan: same })).body.code).toBe('capture.scan-twice');
    await look(wrong.body.id, false);
    const right = await key(batch, { ...child, scan: same });
    expect([right.status, right.body.status]).toEqual([201, 'second-look']);
    expect((await call('POST', `/api/v1/paper-batches/${batch}/close`)).body.errors).toMatchObject([
      { path: 'waiting' },
    ]);
    await look(right.body.id, true);
    expect(await stateOf(right.body.person, 'kids-club')).toMatchObject({ state: 'granted' });
    const listed = (await call('GET', '/api/v1/paper-batches')).body.items;
    expect(listed.find(({ id }: { id: string }) => id === batch)).toMatchObject({ keyed: 1, rejected: 2, waiting: 0 });
    expect((await call('POST', `/api/v1/paper-batches/${batch}/close`)).status).toBe(204);
  });

  const pdf = (inside: string) => Buffer.from(`%PDF-1.7\n${inside}${' '.repeat(100)}\n%%EOF`).toString('base64');
  const packed = (objects: string, whole = true) => {
    const data = deflateSync(Buffer.from(objects)).toString('latin1');
    const inside = `1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n${whole ? data : data.slice(2)}\nendstream\nendobj`;
    return Buffer.from(`%PDF-1.7\n${inside}${' '.repeat(100)}\n%%EOF`, 'latin1').toString('base64');
  };
  it.each([
    ['packed objects without scripts', () => packed('<< /Type /Page >>')],
    [
      'a picture in whose bytes short names stand by chance',
      () =>
        Buffer.from(
          `%PDF-1.7\n1 0 obj\n<< /Subtype /Image >>\nstream\n\x00/AA \xff/JS \nendstream\nendobj${' '.repeat(100)}\n%%EOF`,
          'latin1',
        ).toString('base64'),
    ],
  ])('takes a PDF with %s', async (_, made) => {
    const batch = await batchOf('club', 1, 1);
    const { status } = await key(batch, { ...child, scan: made() });
    expect(status).toBe(201);
  });
  it.each([
    ['a text', { scan: Buffer.from('x'.repeat(200)).toString('base64') }, 422, 'scan'],
    ['half a picture', { scan: PNG.subarray(0, 100).toString('base64') }, 422, 'scan'],
    ['a program', { scan: Buffer.concat([Buffer.from('MZ'), PNG]).toString('base64') }, 422, 'scan'],
    ['a PDF with a script', { scan: pdf('/OpenAction /JavaScript') }, 422, 'scan'],
    ['a PDF with a script under an escaped name', { scan: pdf('<< /#4aavaScript (x) >>') }, 422, 'scan'],
    ['a PDF with a short escaped name', { scan: pdf('<< /J#53 (x) >>') }, 422, 'scan'],
    ['a PDF with a script among its packed objects', { scan: packed('<< /S /JavaScript /JS (x) >>') }, 422, 'scan'],
    ['a PDF whose objects can’t be unpacked', { scan: packed('x', false) }, 422, 'scan'],
    ['a script for a name', { values: { ...child.values, name: '<script>alert(1)</script>' } }, 422, 'name'],
    ['a script for a guardian’s name', { guardian: { ...child.guardian, name: '<img src=x>' } }, 422, 'name'],
    ['no base64', { scan: '你好' }, 422, 'scan'],
    ['nothing', { scan: '' }, 400, 'scan'],
    ['six megabytes', { scan: Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)]).toString('base64') }, 422, 'scan'],
    ['a field that is not asked', { values: { ...child.values, allergy: 'x' } }, 422, 'form'],
    [
      'a guardian who is the child’s age',
      { guardian: { ...child.guardian, childBirthDate: '1990-05-01' } },
      422,
      'child',
    ],
    [
      'a birthday that does not exist',
      { guardian: { ...child.guardian, childBirthDate: '2016-02-30' } },
      400,
      'childBirthDate',
    ],
    ['a guardian with a bad number', { guardian: { ...child.guardian, mobile: '12345' } }, 422, 'mobile'],
    ['a child without a guardian', { guardian: undefined }, 422, 'adult'],
  ])('refuses %s and stores nothing', async (_, changes, status, path) => {
    const batch = await batchOf('club', 1, 1);
    const before = await everything();
    const refused = await key(batch, { ...child, ...changes });
    expect([refused.status, JSON.stringify(refused.body.errors ?? refused.body).includes(path)]).toEqual([
      status,
      true,
    ]);
    expect(await everything()).toBe(before);
  });

  it('refuses the same scan twice, an old notice, too many agreeing and a stranger to the batch', async () => {
    const batch = await batchOf('autumn', 3, 1);
    const same = scan();
    expect((await key(batch, { ...adult, scan: same })).status).toBe(201);
    const before = await everything();
    expect((await key(batch, { ...adult, scan: same })).body.code).toBe('capture.scan-twice');
    expect(await everything()).toBe(before);
    const wrong = { form: 'autumn', noticeVersion: 7, sheets: 1, granted: 2 };
    const refused = await call('POST', '/api/v1/paper-batches', wrong);
    expect(refused.body.errors.map(({ path }: { path: string }) => path)).toEqual(['noticeVersion', 'granted']);
    expect((await key('01930000-0000-7000-8000-000000000001', adult)).status).toBe(404);
  });
});

import { inflateSync } from 'node:zlib';
import { decodeQR } from 'qr/decode.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityInput, approve } from '../../../test/support/gate-world.ts';
import { FORM, openSendingWorld, PUBLIC_URL, type SendingWorld } from '../../../test/support/sending-world.ts';

const KEY = { authorization: 'Bearer good' };
const TEXT = { zh: '避免过敏原', en: 'To leave allergens out' };
const SHOP = 'https://shop.example.cn';
let world: SendingWorld;
beforeAll(async () => {
  world = await openSendingWorld();
  await world.act(async (tx) => {
    const { register } = world;
    const fields = [{ field: 'allergy' as const, necessary: true, necessity: TEXT, impactIfRefused: TEXT }];
    const plain = {
      purpose: 'survey',
      recipients: [],
      commercial: false,
      automatedDecision: null,
      channels: [],
      adultsOnly: false,
    };
    await register.saveActivity(tx, activityInput({ code: 'allergy-care', fields, ...plain }));
    await register.saveActivity(tx, activityInput({ code: 'survey', fields: FIELDS, ...plain }));
    for (const code of ['allergy-care', 'survey']) await approve(register, tx, code);
    const activities = (await register.activities(tx)).map(({ code }) => code);
    await register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy' }, activities });
    await register.publishNotice(tx, 'privacy');
  });
});
afterAll(() => world.close());

const FIELDS = [{ field: 'name' as const, necessary: true }];
const { marketing: _marketing, ...PLAIN } = FORM;
const general = (control: string, ...activities: string[]) => ({ control, activities, kind: 'general' });
const separate = (control: string, ...activities: string[]) => ({ control, activities, kind: 'separate' });

const save = (changes: Record<string, unknown>, url = '/api/v1/forms') =>
  world.app.inject({ method: 'POST', url, headers: KEY, payload: { ...PLAIN, code: 'built', ...changes } });

interface Page {
  readonly body: string;
  readonly cookie: string;
  readonly hidden: Record<string, string>;
}

async function open(code: string, path = ''): Promise<Page> {
  const answer = await world.app.inject({ url: `/f/${code}${path}` });
  expect(answer.statusCode).toBe(200);
  const hidden = Object.fromEntries(
    [...answer.body.matchAll(/type="hidden" name="(\w+)" value="([^"]+)"/g)].map(([, name, value]) => [name, value]),
  );
  return { body: answer.body, cookie: `zhinuo_form=${answer.cookies[0]?.value ?? ''}`, hidden };
}

const send = (page: Page, fields: Record<string, string>, code = 'built', path = '', twice = '') =>
  world.app.inject({
    method: 'POST',
    url: `/f/${code}${path}`,
    headers: { origin: PUBLIC_URL, 'content-type': 'application/x-www-form-urlencoded', cookie: page.cookie },
    payload: `${new URLSearchParams({ ...page.hidden, name: '林小夏', mobile: '13900000077', ...fields })}${twice}`,
  });

const submissionOf = (page: Page) =>
  world.act((tx) =>
    tx.one<{ person: string; answer: string }>(
      'select person, answer from capture.submission where presentation = $1',
      [page.hidden['presentation']],
    ),
  );
const stateOf = (person: string, activity: string) =>
  world.act(async (tx) => (await world.gate.consentState(tx, person, activity)).state);
const counted = () =>
  world.act(async (tx) => [
    (await tx.one<{ n: number }>('select count(*) as n from capture.submission')).n,
    (await tx.one<{ n: number }>('select count(*) as n from consent.subject')).n,
  ]);

describe('a form in the builder', () => {
  it.each([
    ['consents[0].activities', [separate('allergy', 'allergy-care', 'survey')]],
    ['consents[0].activities', [separate('both', 'survey', 'marketing')]],
    ['consents[0].activities', [general('both', 'marketing', 'allergy-care')]],
    ['consents[0].kind', [general('allergy', 'allergy-care')]],
    ['consents[1].control', [general('same', 'marketing'), separate('same', 'allergy-care')]],
    ['consents[0].control', [general('mobile', 'marketing')]],
    ['consents[0].control', [general('nonce', 'marketing')]],
    ['consents[0].activities', [general('order', 'order-delivery')]],
    ['consents[0].activities', [general('none', 'nowhere')]],
    ['consents[0].recipient', [{ ...separate('given', 'survey'), recipient: '没有这家公司' }]],
    ['consents', [general('one', 'marketing'), general('two', 'marketing')]],
  ])('is refused at %s for %j', async (path, consents) => {
    const answer = await save({ consents });
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'capture.form-invalid']);
    expect(answer.json().errors.map((error: { path: string }) => error.path)).toContain(path);
    expect((await world.app.inject({ url: '/f/built' })).statusCode).toBe(404);
  });

  it.each([
    [
      'a field that the register does not list for it',
      422,
      { fields: [{ field: 'city', required: false }, ...FORM.fields] },
    ],
    [
      'options for an address',
      422,
      { fields: [{ field: 'mobile', required: true, options: [TEXT, { zh: '乙', en: 'b' }] }] },
    ],
    [
      'ten thousand options',
      400,
      {
        fields: [
          {
            field: 'name',
            required: true,
            options: Array.from({ length: 10_000 }, (_, i) => ({ zh: `选${i}`, en: `o${i}` })),
          },
          ...FORM.fields.slice(1),
        ],
      },
    ],
    ['a script in its title', 422, { title: { zh: '<script>alert(1)</script>', en: 'T' } }],
    [
      'markup in a label',
      422,
      { fields: [{ field: 'mobile', required: true, label: { zh: '<img src=x>', en: 'L' } }] },
    ],
    ['words that read the other way round', 422, { submit: { zh: '提\u202e交', en: 'S' } }],
    ['a field that nobody knows', 400, { fields: [{ field: 'face', required: true }] }],
    ['an undeclared member', 400, { prechecked: true }],
    ['a frame on any site', 422, { embedOn: ['*'] }],
    ['a frame on a mini-program', 422, { embedOn: ['wx:wx0123456789abcdef'] }],
  ])('is refused with %s', async (_, status, changes) => {
    const answer = await save(changes);
    expect(answer.statusCode).toBe(status);
    expect(answer.json().errors.length).toBeGreaterThan(0);
  });

  it('is looked at before it is saved, with nothing recorded as shown', async () => {
    const presented = () => world.act((tx) => tx.one('select count(*) as n from consent.presentation'));
    const before = await presented();
    const wording = { zh: '同意做 < 3 分钟的“问卷”', en: 'I agree to take the survey' };
    const consents = [{ ...general('survey', 'survey'), wording }, separate('allergy', 'allergy-care')];
    const answer = await save({ consents }, '/api/v1/forms/previews');
    expect(answer.statusCode).toBe(200);
    const { html } = answer.json();
    expect(html).toContain('同意做 &lt; 3 分钟的');
    expect(html).toMatch(/class="separate">.*allergy.*单独同意/s);
    expect(html).not.toMatch(/ checked/);
    expect(html).toMatch(/<button type="submit" disabled>/);
    expect(await presented()).toEqual(before);
    const script = { title: { zh: '<script>alert(1)</script>', en: 'x' } };
    for (const wrong of [{ consents: [separate('x', 'allergy-care', 'survey')] }, script])
      expect((await save(wrong, '/api/v1/forms/previews')).statusCode).toBe(422);
  });
});

describe('a built form', () => {
  beforeAll(async () => {
    const consents = [
      general('marketing', 'marketing'),
      general('survey', 'survey'),
      { ...separate('allergy', 'allergy-care'), wording: { zh: '我单独同意记录过敏信息', en: 'I agree, apart' } },
    ];
    const fields = [
      { field: 'mobile', required: true, hint: { zh: '用于领取', en: 'To collect it' } },
      { field: 'name', required: true, label: { zh: '怎么称呼您', en: 'What shall we call you' }, options: ANSWERS },
    ];
    expect((await save({ consents, fields, submit: { zh: '领取', en: 'Get it' } })).statusCode).toBe(200);
  });

  it('asks in its own order and words, each consent in a box of its own, none ticked', async () => {
    const { body } = await open('built');
    expect(body.indexOf('id="mobile"')).toBeLessThan(body.indexOf('id="name"'));
    expect(body).toContain('怎么称呼您');
    expect(body).toContain('aria-describedby="mobile-hint"');
    expect(body).toContain('>领取</button>');
    for (const control of ['marketing', 'survey', 'allergy'])
      expect(body).toContain(`<input id="${control}" name="${control}" type="checkbox"`);
    expect(body).toContain('我单独同意记录过敏信息(单独同意)');
    expect(body).not.toMatch(/ checked| selected/);
  });

  it('records each answer for itself', async () => {
    const page = await open('built');
    const answer = await send(page, { name: '先生', adult: 'yes', survey: 'yes', allergy: 'yes' });
    expect(answer.statusCode).toBe(303);
    const { person, answer: said } = await submissionOf(page);
    expect(said).toBe('granted');
    expect(await stateOf(person, 'survey')).toBe('granted');
    expect(await stateOf(person, 'allergy-care')).toBe('granted');
    expect(await stateOf(person, 'marketing')).toBe('refused');
    const states = await world.act((tx) => world.gate.consentsOf(tx, person));
    expect(states.find(({ activity }) => activity === 'allergy-care')?.kind).toBe('separate');
  });

  it.each([
    ['an answer that is no option', { name: '别的' }, '请从选项中选择'],
    ['a field that it does not ask for', { id_card: '110101190001010000' }, '没有询问的内容'],
    ['another consent', { 'all-of-it': 'yes' }, '没有询问的内容'],
    ['an answer that is given twice', { survey: 'yes' }, '提交了两次', '&survey=no'],
  ])('refuses %s, and nothing is stored', async (_, wrong, words, twice = '') => {
    const page = await open('built');
    const before = await counted();
    const answer = await send(page, { name: '先生', adult: 'yes', ...wrong }, 'built', '', twice);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(words);
    expect(answer.body).not.toContain('110101190001010000');
    expect(await counted()).toEqual(before);
  });

  it('without consents asks for none and records what was shown', async () => {
    expect((await save({ code: 'contact-only' })).statusCode).toBe(200);
    const page = await open('contact-only');
    expect(page.body).not.toContain('id="consents"');
    expect((await send(page, { adult: 'yes' }, 'contact-only')).statusCode).toBe(303);
    expect((await submissionOf(page)).answer).toBe('none');
    expect((await send(page, { adult: 'yes' }, 'contact-only')).statusCode).toBe(303);
  });
});

const ANSWERS = [
  { zh: '先生', en: 'Mr' },
  { zh: '女士', en: 'Ms' },
];

describe('ages', () => {
  it('are asked as 18 and 14 where the form takes young people, and declared as they were ticked', async () => {
    expect((await save({ code: 'young', minimumAge: 14, consents: [general('survey', 'survey')] })).statusCode).toBe(
      200,
    );
    const page = await open('young');
    expect(page.body).toContain('已满14周岁、未满18周岁');
    expect((await send(page, { survey: 'yes' }, 'young')).body).toContain('id="age-error"');
    expect((await send(page, { survey: 'yes', age: '13' }, 'young')).statusCode).toBe(422);
    expect((await send(page, { survey: 'yes', age: '14' }, 'young')).statusCode).toBe(303);
    const { person } = await submissionOf(page);
    const decide = (activity: string) =>
      world.act((tx) => world.gate.decide(tx, { person, activity, operation: 'use' }));
    expect((await decide('survey')).outcome).not.toBe('deny');
    expect((await decide('marketing')).outcome).toBe('deny');
    const asked = await world.act((tx) =>
      tx.one<{ ages: number[] }>(`select content->'ageDeclarations' as ages from consent.presentation where id = $1`, [
        page.hidden['presentation'],
      ]),
    );
    expect(asked.ages).toEqual([18, 14]);
  });

  it('are 18 where nothing else is said', async () => {
    const page = await open('autumn');
    expect(page.body).toContain('我已满18周岁');
    expect((await send(page, { adult: 'yes' }, 'autumn')).statusCode).toBe(303);
  });
});

describe('a form in a frame', () => {
  it('stands on its own websites alone, works without a cookie, and takes the codes', async () => {
    expect(
      (await save({ code: 'framed', embedOn: [SHOP], consents: [general('marketing', 'marketing')] })).statusCode,
    ).toBe(200);
    const answer = await world.app.inject({ url: '/f/framed/embed' });
    expect(answer.headers['content-security-policy']).toContain(`frame-ancestors ${SHOP}`);
    expect(answer.headers['x-frame-options']).toBeUndefined();
    expect(answer.cookies).toEqual([]);
    const whole = await world.app.inject({ url: '/f/framed' });
    expect(whole.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect((await world.app.inject({ url: '/f/autumn/embed' })).statusCode).toBe(404);
    const page = await open('framed', '/embed');
    expect(page.hidden['session']).toMatch(/^[\w-]{22}$/);
    const sent = await send({ ...page, cookie: '' }, { adult: 'yes', marketing: 'yes' }, 'framed', '/embed');
    expect(sent.statusCode).toBe(200);
    expect(sent.headers['content-security-policy']).toContain(`frame-ancestors ${SHOP}`);
    expect(sent.body).toMatch(/action="\/f\/framed\/embed\/s\/[\w-]+/);
    expect(await stateOf((await submissionOf(page)).person, 'marketing')).toBe('granted');
    const url = /action="([^"?]+)/.exec(sent.body)?.[1] ?? '';
    const code = (session: string) =>
      world.app.inject({
        method: 'POST',
        url,
        headers: { origin: PUBLIC_URL, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ channel: 'sms', code: '000000', session }).toString(),
      });
    expect((await code(page.hidden['session'] ?? '')).body).toContain('验证码');
    expect((await code('A'.repeat(22))).statusCode).toBe(404);
  });
});

describe('the QR code', () => {
  it('leads to the form, as SVG and as PNG', async () => {
    const svg = await world.app.inject({ url: '/api/v1/forms/autumn/qr.svg', headers: KEY });
    expect(svg.headers['content-type']).toContain('image/svg+xml');
    expect(svg.body).toMatch(/^<svg/);
    const png = await world.app.inject({ url: '/api/v1/forms/autumn/qr.png', headers: KEY });
    expect(decodeQR(pictureOf(png.rawPayload))).toBe(`${PUBLIC_URL}/f/autumn`);
    expect((await world.app.inject({ url: '/api/v1/forms/nowhere/qr.svg', headers: KEY })).statusCode).toBe(404);
  });
});

// The pixels of our own one-bit PNG.
function pictureOf(png: Buffer): { width: number; height: number; data: Uint8Array } {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  const width = png.readUInt32BE(16);
  const length = png.readUInt32BE(33);
  const rows = inflateSync(png.subarray(41, 41 + length));
  const stride = 1 + Math.ceil(width / 8);
  const data = new Uint8Array(width * width * 4);
  for (let y = 0; y < width; y += 1)
    for (let x = 0; x < width; x += 1) {
      const light = ((rows[y * stride + 1 + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
      data.set([light * 255, light * 255, light * 255, 255], (y * width + x) * 4);
    }
  return { width, height: width, data };
}

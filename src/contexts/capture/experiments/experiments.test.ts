import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSendingWorld, type SendingWorld } from '../../../../test/support/sending-world.ts';

const KEY = { authorization: 'Bearer good' };
const SHOP = 'https://shop.example.cn';
const HOUR = 3_600_000;
let world: SendingWorld;
let site: string;

beforeAll(async () => {
  world = await openSendingWorld();
  const made = await post('/api/v1/site-keys', {
    ...{ code: 'shop-web', name: '商城', brand: 'qiye', origins: [SHOP], notice: 'privacy', activities: ['marketing'] },
  });
  site = made.json().key;
});
afterAll(() => world.close());

const post = (url: string, payload: object, headers: Record<string, string> = KEY) =>
  world.app.inject({ method: 'POST', url, headers, payload });
const onSite = (path: string, payload: object) => post(`/api/v1/sites/${site}/${path}`, payload, { origin: SHOP });
const present = (session: string, place = 'banner') =>
  onSite('presentations', { session, activities: ['marketing'], place, locale: 'zh-CN' });
let sessions = 0;
// The same in each run: which variant a session is shown follows from it, and a dozen random ones would now and then all be shown the same.
function newSession(): string {
  sessions += 1;
  return createHash('sha256').update(`session ${sessions}`).digest('base64url');
}

const PLAN = {
  ...{ code: 'plain', name: '直白文案', target: { site: 'shop-web' }, activity: 'marketing', needed: 100 },
  variants: [{ code: 'a' }, { code: 'b', words: { ask: { zh: '愿意收到新品消息吗？', en: 'May we send you news?' } } }],
};

describe('an experiment at a site', () => {
  it('does not start where refusing gets harder: every reason at its place, nothing stored', async () => {
    const answer = await post('/api/v1/experiments', {
      ...PLAN,
      variants: [
        { code: 'a' },
        {
          code: 'b',
          looks: { refuse: { size: 'small', style: 'link' }, preTicked: true },
          words: { title: { zh: '题', en: 'T' } },
        },
      ],
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors.map(({ path }: { path: string }) => path)).toEqual([
      'variants[1].words.title',
      'variants[1].looks.refuse.style',
      'variants[1].looks.refuse.size',
      'variants[1].looks.refuse',
      'variants[1].looks.preTicked',
    ]);
    expect((await world.app.inject({ url: '/api/v1/experiments', headers: KEY })).json().items).toEqual([]);
    const lint = await post('/api/v1/experiments/lint', { code: 'b', looks: { grant: { style: 'filled' } } });
    expect(lint.json().reasons).toMatchObject([{ code: 'refuse-paler', article: 'PIPL 15' }]);
  });

  it.each([
    ['an unknown site', { target: { site: 'nowhere' } }, 'target.site'],
    ['an activity that is not asked for', { activity: 'order-delivery' }, 'activity'],
    [
      'a script among its words',
      { variants: [{ code: 'a' }, { code: 'b', words: { ask: { zh: '<script>x</script>', en: 'x' } } }] },
      'variants[1].words.ask.zh',
    ],
    ['two that are the same', { variants: [{ code: 'a' }, { code: 'b' }] }, 'variants'],
  ])('does not start with %s', async (_what, changes, path) => {
    const answer = await post('/api/v1/experiments', { ...PLAN, ...changes });
    expect([answer.statusCode, answer.json().errors[0].path]).toEqual([422, path]);
  });

  it('shows each session its variant, which is in the evidence of what was shown; claims nothing early', async () => {
    expect((await post('/api/v1/experiments', PLAN)).statusCode).toBe(201);
    expect((await post('/api/v1/experiments', { ...PLAN, code: 'other' })).json().code).toBe(
      'capture.experiment-taken',
    );
    const seen = new Set<string>();
    for (let n = 0; n < 12; n += 1) {
      const session = newSession();
      const { id, nonce, wording } = (await present(session)).json();
      expect((await present(session)).json().wording).toEqual(wording);
      seen.add(wording.id);
      if (wording.id === 'plain/b') expect(wording.words.ask.zh).toBe('愿意收到新品消息吗？');
      const said = {
        session,
        presentation: id,
        nonce,
        answers: [{ activity: 'marketing', answer: 'granted', kind: 'general' }],
      };
      expect((await onSite('consents', said)).statusCode).toBe(201);
      const kept = await world.act((tx) =>
        tx.one<{ id: string }>(`select content -> 'wording' ->> 'id' as id from consent.presentation where id = $1`, [
          id,
        ]),
      );
      expect(kept.id).toBe(wording.id);
    }
    expect([...seen].sort()).toEqual(['plain/a', 'plain/b']);
    expect((await present(newSession(), 'preferences')).json().wording).toBeUndefined();
    // The words of each are to be had for bundles, under the hashes that the presentations carry.
    const hashes = await world.act((tx) =>
      tx.query<{ id: string; hash: string }>(
        `select distinct content -> 'wording' ->> 'id' as id, content -> 'wording' ->> 'hash' as hash from consent.presentation
          where content ? 'wording' order by id`,
      ),
    );
    const texts = await world.act((tx) => world.capture.wordingTexts(tx, [...seen, 'plain/c', 'nothing/a']));
    const digests = texts.map((text) => createHash('sha256').update(text).digest('hex'));
    expect(digests.sort()).toEqual(hashes.map(({ hash }) => hash).sort());
    const result = (await world.app.inject({ url: '/api/v1/experiments/plain/result', headers: KEY })).json();
    expect(result).toMatchObject({ result: { enough: false } });
    expect(result.result.variants.map((each: { verdict: string }) => each.verdict)).toEqual(['baseline', 'too-early']);
    expect(result.result.variants.reduce((sum: number, each: { granted: number }) => sum + each.granted, 0)).toBe(12);
  });

  it('ends with a reason, once', async () => {
    expect((await post('/api/v1/experiments/plain/end', { why: '改版' })).statusCode).toBe(204);
    expect((await post('/api/v1/experiments/plain/end', { why: '改版' })).json().code).toBe('capture.experiment-ended');
    expect((await post('/api/v1/experiments/none/end', { why: '改版' })).statusCode).toBe(404);
    expect((await present(newSession())).json().wording).toBeUndefined();
  });
});

describe('after a no', () => {
  it('a site does not ask again for a while, then once; a choice of one’s own will is always open', async () => {
    const session = newSession();
    const { id, nonce } = (await present(session)).json();
    const answers = [{ activity: 'marketing', answer: 'refused', kind: 'general' }];
    await onSite('consents', { session, presentation: id, nonce, answers });
    const held = await present(session);
    expect([held.statusCode, held.json().ask]).toEqual([200, false]);
    expect(Date.parse(held.json().again) - world.clock.now().getTime()).toBeGreaterThan(47 * HOUR);
    expect((await present(session, 'preferences')).statusCode).toBe(201);
    world.clock.advance(49 * HOUR);
    expect((await present(session)).json().ask).toBe(true);
    expect((await present(session)).json()).toEqual({ ask: false, again: null });
    expect((await present(session, 'preferences')).json().ask).toBe(true);
    expect((await present(newSession())).json().ask).toBe(true);
  });

  it('a form asks nothing that the same browser refused, keeps working, and lets people choose again', async () => {
    const open = async (query: string, cookie: string) => {
      const answer = await world.app.inject({ url: `/f/autumn?lang=zh${query}`, headers: { cookie } });
      const read = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(answer.body)?.[1] ?? '';
      const kept = answer.cookies[0]?.value;
      return {
        ...{ body: answer.body, presentation: read('presentation'), nonce: read('nonce') },
        cookie: kept === undefined ? cookie : `zhinuo_form=${kept}`,
      };
    };
    const send = (page: { cookie: string; presentation: string; nonce: string }, more: Record<string, string> = {}) =>
      world.app.inject({
        ...{ method: 'POST', url: '/f/autumn' },
        headers: {
          origin: 'https://crm.example.cn',
          'content-type': 'application/x-www-form-urlencoded',
          cookie: page.cookie,
        },
        payload: new URLSearchParams({
          ...{
            presentation: page.presentation,
            nonce: page.nonce,
            adult: 'yes',
            name: '林小夏',
            mobile: '13900000001',
          },
          ...{ email: 'lin.xia@example.cn' },
          ...more,
        }).toString(),
      });
    const noes = () =>
      world.act(async (tx) => (await tx.one<{ n: number }>('select count(*)::int as n from consent.refusal')).n);
    const first = await open('', '');
    expect(first.body).toContain('name="marketing"');
    expect((await send(first)).statusCode).toBe(303);
    const before = await noes();
    const second = await open('', first.cookie);
    expect(second.body).not.toContain('name="marketing"');
    expect(second.body).toContain('这次不再询问');
    expect((await send(second)).statusCode).toBe(303);
    expect(await noes()).toBe(before);
    const own = await open('&choose=1', first.cookie);
    expect(own.body).toContain('name="marketing"');
    expect((await send(own, { marketing: 'yes' })).statusCode).toBe(303);
  });
});

describe('the quota of a key', () => {
  it('answers 429 with Retry-After above it, for yeses and questions alone; a no always comes through', async () => {
    const made = await post('/api/v1/site-keys', {
      ...{ code: 'small', name: '小站', brand: 'qiye', origins: [SHOP], notice: 'privacy', activities: ['marketing'] },
      quota: 3,
    });
    const { key } = made.json();
    const call = (path: string, payload: object) => post(`/api/v1/sites/${key}/${path}`, payload, { origin: SHOP });
    const ask = (session: string, place = 'banner') =>
      call('presentations', { session, activities: ['marketing'], place, locale: 'zh-CN' });
    const sessions = [newSession(), newSession(), newSession()] as const;
    const shown: { id: string; nonce: string }[] = [];
    for (const session of sessions) shown.push((await ask(session)).json());
    const over = await ask(newSession());
    expect([over.statusCode, over.json().code]).toEqual([429, 'capture.site-over-quota']);
    expect(Number(over.headers['retry-after'])).toBeGreaterThan(0);
    const say = (index: 0 | 1, answer: string) =>
      call('consents', {
        ...{ session: sessions[index], presentation: shown[index]?.id, nonce: shown[index]?.nonce },
        answers: [{ activity: 'marketing', answer, kind: 'general' }],
      });
    expect((await say(0, 'granted')).statusCode).toBe(429);
    expect((await say(1, 'refused')).statusCode).toBe(201);
    expect((await ask(sessions[2], 'resent')).statusCode).toBe(201);
    world.clock.advance(60_000);
    expect((await say(0, 'granted')).statusCode).toBe(201);
    expect((await call('withdrawals', { session: sessions[0], activity: 'marketing' })).statusCode).toBe(201);
  });
});

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

describe('an agent on the phone', () => {
  const values = { name: '林小夏', mobile: '13900000101' };

  it('is given the words of the notice, confirms each, and what was said is recorded with its evidence', async () => {
    const { status, body } = await call('POST', '/api/v1/agent-calls', { form: 'autumn' });
    expect(status).toBe(201);
    const ids = body.lines.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(['who', 'activity:order-delivery', 'activity:marketing', 'rights', 'ask:marketing']);
    expect(body.lines[2].text.zh).toContain('向您发送新品与优惠信息');
    const { session, presentation, nonce } = body;
    const answer = { form: 'autumn', session, presentation, nonce, values, age: 18, granted: ['marketing'] };
    const before = await everything();
    for (const said of [ids.slice(1), [], [...ids, 'extra']]) {
      const refused = await call('POST', '/api/v1/agent-calls/answers', { ...answer, said });
      expect([refused.status, refused.body.code, refused.body.errors[0].path]).toEqual([
        422,
        'capture.answers-invalid',
        'said',
      ]);
    }
    expect(await everything()).toBe(before);
    const taken = await call('POST', '/api/v1/agent-calls/answers', { ...answer, said: ids });
    expect(taken.status).toBe(201);
    expect(await stateOf(taken.body.person, 'marketing')).toMatchObject({ state: 'granted' });
    const again = await call('POST', '/api/v1/agent-calls/answers', { ...answer, said: ids });
    expect([again.status, again.body.code]).toEqual([409, 'consent.presentation-used']);
    const noted = await world.act((tx) =>
      tx.one<{ way: string; hash: string; by: string }>(
        'select way, script_hash as hash, taken_by as by from capture.assisted where submission = $1',
        [taken.body.submission],
      ),
    );
    expect(noted).toMatchObject({ way: 'agent', by: 'api-key:k1', hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('is not given the words for what the owner of the number refused, and can record no yes to it', async () => {
    const mobile = '13900000177';
    const begin = async (body: object) => (await call('POST', '/api/v1/agent-calls', { form: 'autumn', ...body })).body;
    const idsOf = (body: { lines: { id: string }[] }) => body.lines.map(({ id }) => id);
    const first = await begin({ mobile });
    expect([first.notAskedAgain, first.consents.length]).toEqual([false, 1]);
    const answer = (body: Record<string, unknown> & { lines: { id: string }[] }, granted: string[]) => {
      const { session, presentation, nonce } = body;
      const given = { values: { name: '林小夏', mobile }, age: 18, granted, said: idsOf(body) };
      return call('POST', '/api/v1/agent-calls/answers', { form: 'autumn', session, presentation, nonce, ...given });
    };
    expect((await answer(first, [])).status).toBe(201);
    const second = await begin({ mobile: `+86${mobile}` });
    expect([second.notAskedAgain, second.consents, idsOf(second).includes('ask:marketing')]).toEqual([true, [], false]);
    const before = await everything();
    expect((await answer(second, ['marketing'])).body.errors[0].path).toBe('form');
    expect(await everything()).toBe(before);
    expect((await answer(second, [])).status).toBe(201);
    expect((await begin({})).consents.length).toBe(1);
    const bad = await call('POST', '/api/v1/agent-calls', { form: 'autumn', mobile: '<script>' });
    expect([bad.status, bad.body.errors[0].path]).toEqual([400, 'mobile']);
  });

  it.each([
    [{ values: { ...values, shoe_size: '43' } }, 422, 'form'],
    [{ values: { name: '<script>', mobile: '13900000101' } }, 422, 'name'],
    [{ values: { name: '林小夏' } }, 422, 'mobile'],
    [{ age: undefined }, 422, 'adult'],
    [{ granted: ['lottery'] }, 422, 'form'],
    [{ nonce: 'x'.repeat(43) }, 404, ''],
    [{ session: 'short' }, 400, 'session'],
    [{ colour: 'red' }, 400, 'colour'],
  ])('refuses %j and stores nothing', async (changes, status, path) => {
    const { body } = await call('POST', '/api/v1/agent-calls', { form: 'autumn' });
    const said = body.lines.map(({ id }: { id: string }) => id);
    const { session, presentation, nonce } = body;
    const before = await everything();
    const refused = await call('POST', '/api/v1/agent-calls/answers', {
      form: 'autumn',
      session,
      presentation,
      nonce,
      said,
      values,
      age: 18,
      granted: [],
      ...changes,
    });
    expect(refused.status).toBe(status);
    expect(JSON.stringify(refused.body.errors ?? '')).toContain(path);
    expect(JSON.stringify(refused.body)).not.toContain('<script>');
    expect(await everything()).toBe(before);
  });
});

describe('a code at a counter', () => {
  const open = (url: string, cookie = '') =>
    world.app.inject({
      method: 'POST',
      url,
      headers: { origin: 'https://crm.example.cn', 'content-type': 'application/x-www-form-urlencoded', cookie },
      payload: '',
    });
  const pathOf = (url: string) => new URL(url).pathname;

  it('opens the form for one phone, and the counter sees that it was answered, not what', async () => {
    const { status, body } = await call('POST', '/api/v1/counter-codes', { form: 'autumn', place: 'shop-1' });
    expect(status).toBe(201);
    expect(body.qr).toContain('<svg');
    const state = async () => (await call('GET', `/api/v1/counter-codes/${body.id}`)).body;
    const looked = await world.app.inject({ url: pathOf(body.url) });
    expect(looked.body).toContain('在您自己的手机上填写');
    expect(await state()).toEqual({ state: 'waiting', answer: null });
    const opened = await open(pathOf(body.url));
    expect([opened.statusCode, opened.headers.location]).toEqual([303, '/f/autumn?lang=zh']);
    const cookie = `zhinuo_form=${opened.cookies[0]?.value ?? ''}`;
    expect(await state()).toEqual({ state: 'opened', answer: null });
    expect((await open(pathOf(body.url), cookie)).statusCode).toBe(303);
    const other = await open(pathOf(body.url));
    expect([other.statusCode, other.body.includes('capture.code-used')]).toEqual([409, true]);
    const page = await world.app.inject({ url: '/f/autumn', headers: { cookie } });
    const read = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(page.body)?.[1] ?? '';
    const fields = {
      presentation: read('presentation'),
      nonce: read('nonce'),
      name: '林小夏',
      mobile: '13900000102',
      adult: 'yes',
    };
    const sent = await world.app.inject({
      method: 'POST',
      url: '/f/autumn',
      headers: { origin: 'https://crm.example.cn', 'content-type': 'application/x-www-form-urlencoded', cookie },
      payload: new URLSearchParams(fields).toString(),
    });
    expect(sent.statusCode).toBe(303);
    expect(await state()).toEqual({ state: 'answered', answer: 'refused' });
  });

  it('is refused when it is old, changed, or for no form', async () => {
    const { body } = await call('POST', '/api/v1/counter-codes', { form: 'autumn', place: 'shop-1' });
    const path = pathOf(body.url);
    expect(
      (await world.app.inject({ url: `${path.slice(0, -2)}${path.endsWith('xx') ? 'yy' : 'xx'}` })).statusCode,
    ).toBe(404);
    world.clock.advance(600_000);
    for (const answer of [await world.app.inject({ url: path }), await open(path)]) {
      expect(answer.statusCode).toBe(409);
      expect(answer.body).toContain('capture.code-expired');
    }
    expect((await call('POST', '/api/v1/counter-codes', { form: 'nothing', place: 'shop-1' })).status).toBe(404);
    expect((await call('POST', '/api/v1/counter-codes', { form: 'autumn', place: '一号店' })).status).toBe(400);
  });
});

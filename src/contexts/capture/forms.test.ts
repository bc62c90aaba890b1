import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSendingWorld, type SendingWorld } from '../../../test/support/sending-world.ts';
import { until } from '../../../test/support/until.ts';

let world: SendingWorld;
beforeAll(async () => {
  world = await openSendingWorld();
  await world.jobs.start(2);
});
afterAll(async () => {
  await world.jobs.stop();
  await world.close();
});

const ORIGIN = { origin: 'https://crm.example.cn', 'content-type': 'application/x-www-form-urlencoded' };

interface Page {
  readonly cookie: string;
  readonly presentation: string;
  readonly nonce: string;
  readonly body: string;
}

async function openForm(cookie = '', lang = 'zh'): Promise<Page> {
  const answer = await world.app.inject({ url: `/f/autumn?lang=${lang}`, headers: { cookie } });
  expect(answer.statusCode).toBe(200);
  return { ...readHidden(answer.body), cookie: `zhinuo_form=${answer.cookies[0]?.value ?? ''}`, body: answer.body };
}

function readHidden(body: string) {
  const read = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(body)?.[1] ?? '';
  return { presentation: read('presentation'), nonce: read('nonce') };
}

const post = (url: string, cookie: string, fields: Record<string, string>) =>
  world.app.inject({
    method: 'POST',
    url,
    headers: { ...ORIGIN, cookie },
    payload: new URLSearchParams(fields).toString(),
  });

const answers = (page: Page, changes: Record<string, string> = {}) => ({
  presentation: page.presentation,
  nonce: page.nonce,
  name: '林小夏',
  mobile: '13900000001',
  email: 'lin.xia@example.cn',
  adult: 'yes',
  ...changes,
});

async function rows(table: string): Promise<number> {
  return world.act(async (tx) => (await tx.one<{ n: number }>(`select count(*) as n from ${table}`)).n);
}

describe('a hosted form', () => {
  it('stands beside its notice, works without scripts and ticks nothing for anybody', async () => {
    const { body } = await openForm();
    expect(body).toContain('我已满18周岁');
    expect(body).toContain('href="/n/privacy/1"');
    expect(body).not.toMatch(/<script|checked|style=/i);
    expect(body).toMatch(/<html lang="zh-CN">/);
    expect((await openForm('', 'en')).body).toContain('I am 18 years or older');
    expect((await world.app.inject({ url: '/f/assets/form.css' })).statusCode).toBe(200);
  });

  it('stores the person encrypted and the refusal with its evidence, and goes on without marketing', async () => {
    const page = await openForm();
    const answer = await post('/f/autumn', page.cookie, answers(page));
    expect(answer.statusCode).toBe(303);
    const submission = await world.act((tx) =>
      tx.one<{ person: string; answer: string }>(
        'select person, answer from capture.submission order by at desc limit 1',
      ),
    );
    expect(submission.answer).toBe('refused');
    const state = await world.act((tx) => world.gate.consentState(tx, submission.person, 'marketing'));
    expect(state).toMatchObject({ state: 'refused', receipt: expect.any(String) });
    const thanks = await world.app.inject({ url: String(answer.headers.location), headers: { cookie: page.cookie } });
    expect(thanks.body).toContain('不接收营销信息');
  });

  it('answers the same when the same page is sent twice, also at the same moment', async () => {
    const page = await openForm();
    const before = await rows('capture.submission');
    const fields = answers(page, { mobile: '13900000002', marketing: 'yes' });
    const both = await Promise.all([1, 2, 3].map(() => post('/f/autumn', page.cookie, fields)));
    expect(new Set(both.map(({ statusCode }) => statusCode))).toEqual(new Set([303]));
    expect(new Set(both.map(({ headers }) => headers.location)).size).toBe(1);
    expect(await rows('capture.submission')).toBe(before + 1);
  });

  it.each([
    [{ mobile: '12800138000' }, 'mobile-error'],
    [{ mobile: '' }, 'mobile-error'],
    [{ email: 'a@b' }, 'email-error'],
    [{ name: '=cmd|calc' }, 'name-error'],
    [{ name: '<script>alert(1)</script>' }, 'name-error'],
    [{ name: 'x'.repeat(41) }, 'name-error'],
    [{ adult: '' }, 'adult-error'],
  ])(
    'names the field of %j in the language of the page, keeps what was typed and stores nothing',
    async (wrong, error) => {
      const page = await openForm();
      const before = [await rows('capture.submission'), await rows('consent.subject')];
      const answer = await post('/f/autumn', page.cookie, answers(page, { marketing: 'yes', ...wrong }));
      expect(answer.statusCode).toBe(422);
      expect(answer.body).toContain(`id="${error}"`);
      expect(answer.body).toMatch(new RegExp(`id="${error}">[^<]*[\\u4e00-\\u9fff]`));
      expect(answer.body).not.toMatch(new RegExp(`id="${error}">[^<]* / `));
      expect(answer.body).not.toContain('<script');
      expect(answer.body).toContain('checked');
      expect(answer.body).toContain('email' in wrong ? 'value="a@b"' : 'value="lin.xia@example.cn"');
      expect([await rows('capture.submission'), await rows('consent.subject')]).toEqual(before);
      const again = await post('/f/autumn', page.cookie, { ...answers(page), ...readHidden(answer.body) });
      expect(again.statusCode).toBe(303);
    },
  );

  it('refuses a spent page with other words in it, keeps them and stores nothing until it is sent afresh', async () => {
    const page = await openForm();
    expect((await post('/f/autumn', page.cookie, answers(page))).statusCode).toBe(303);
    const stored = async () => [await rows('customers.person'), await rows('capture.submission')];
    const before = await stored();
    const corrected = answers(page, { mobile: '13900000009' });
    const answer = await post('/f/autumn', page.cookie, corrected);
    expect([answer.statusCode, answer.body.includes('已经提交过'), answer.body.includes('13900000009')]).toEqual([
      409,
      true,
      true,
    ]);
    expect(await stored()).toEqual(before);
    const afresh = await post('/f/autumn', page.cookie, { ...corrected, ...readHidden(answer.body) });
    expect(afresh.statusCode).toBe(303);
    expect(await rows('capture.submission')).toBe((before[1] ?? 0) + 1);
    const { digest } = await world.act((tx) =>
      tx.one<{ digest: Buffer }>(
        'select answers_digest as digest from capture.submission order by at desc, id desc limit 1',
      ),
    );
    expect(digest.length).toBe(32);
  });

  it('shows the page again when it was never shown to this browser, or its nonce is another', async () => {
    const page = await openForm();
    const other = await openForm();
    for (const [cookie, fields] of [
      [other.cookie, answers(page)],
      ['', answers(page)],
      [page.cookie, answers(page, { nonce: 'A'.repeat(43) })],
      [page.cookie, answers(page, { presentation: 'nonsense' })],
    ] as const) {
      const answer = await post('/f/autumn', cookie, fields);
      expect(answer.statusCode).toBe(409);
      expect(answer.body).toContain('value="林小夏"');
    }
  });

  it('thanks a machine that fills the trap, and stores nothing', async () => {
    const page = await openForm();
    const before = await rows('consent.subject');
    expect((await post('/f/autumn', page.cookie, answers(page, { website: 'http://spam' }))).statusCode).toBe(303);
    expect(await rows('consent.subject')).toBe(before);
  });

  it('answers a page of its own for a form that is not there', async () => {
    const answer = await world.app.inject({ url: '/f/nowhere' });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('text/html');
  });
});

describe('confirming an address', () => {
  const MOBILE = '13900000009';

  async function submitted() {
    const page = await openForm();
    const mail = `p${Math.floor(performance.now() * 1000)}@example.cn`;
    const answer = await post(
      '/f/autumn',
      page.cookie,
      answers(page, { mobile: MOBILE, email: mail, marketing: 'yes' }),
    );
    const url = String(answer.headers.location);
    const person = await world.act(async (tx) => {
      const token = /\/s\/([^?]+)/.exec(url)?.[1] ?? '';
      return (await world.capture.submissionOfToken(tx, token))?.person ?? '';
    });
    return { url, cookie: page.cookie, mail, person };
  }

  const mayMarket = (person: string, channel: 'sms' | 'email') =>
    world.act(async (tx) => {
      const message = { senderIdentity: true, optOutIncluded: true };
      const decision = await world.gate.decide(tx, {
        person,
        activity: 'marketing',
        operation: 'use',
        channel,
        message,
      });
      return decision.outcome !== 'deny';
    });

  it('takes the code of the text message and the button of the mail; before that no marketing goes there', async () => {
    const count = world.gateway.messages.length;
    const { url, cookie, mail, person } = await submitted();
    await until(() => world.gateway.messages.length > count && world.inbox.mails.some(({ to }) => to === mail));
    expect(await mayMarket(person, 'sms')).toBe(false);
    const code = /\d{6}/.exec(world.gateway.messages.at(-1)?.text ?? '')?.[0] ?? '';
    expect((await post(url, cookie, { channel: 'sms', code })).statusCode).toBe(303);
    expect(await mayMarket(person, 'sms')).toBe(true);
    expect(await mayMarket(person, 'email')).toBe(false);
    const text = world.inbox.mails.find(({ to }) => to === mail)?.text ?? '';
    const link = new URL(/https:\S+\/c\/[\w-]+/.exec(text)?.[0] ?? '').pathname;
    expect((await world.app.inject({ url: link })).statusCode).toBe(200);
    expect(await mayMarket(person, 'email')).toBe(false);
    expect((await world.app.inject({ method: 'POST', url: link, headers: ORIGIN })).statusCode).toBe(200);
    expect(await mayMarket(person, 'email')).toBe(true);
  });

  it('dies after five wrong codes, and keeps no code in clear', async () => {
    const { url, cookie, person } = await submitted();
    const code = await world.act(async (tx) => {
      const entry = await world.capture.newestConfirmation(tx, person, 'sms');
      return (await world.capture.openConfirmation(tx, entry?.id ?? ''))?.code ?? '';
    });
    const wrong = code === '000000' ? '000001' : '000000';
    for (let i = 0; i < 5; i += 1)
      expect((await post(url, cookie, { channel: 'sms', code: wrong })).statusCode).toBe(200);
    expect((await post(url, cookie, { channel: 'sms', code })).body).toContain('重新发送');
    expect(await mayMarket(person, 'sms')).toBe(false);
    const dump = await world.act((tx) => tx.query('select to_jsonb(c) as row from capture.confirmation c'));
    expect(JSON.stringify(dump)).not.toContain(code);
  });

  it('is over after ten minutes', async () => {
    const { url, cookie, person } = await submitted();
    const code = await world.act(async (tx) => {
      const entry = await world.capture.newestConfirmation(tx, person, 'sms');
      return (await world.capture.openConfirmation(tx, entry?.id ?? ''))?.code ?? '';
    });
    world.clock.advance(10 * 60_000);
    await post(url, cookie, { channel: 'sms', code });
    expect(await mayMarket(person, 'sms')).toBe(false);
  });

  it('belongs to the browser that submitted', async () => {
    const { url } = await submitted();
    const other = await openForm();
    expect((await world.app.inject({ url, headers: { cookie: other.cookie } })).statusCode).toBe(404);
  });
});

describe('an unsubscribe link', () => {
  it('withdraws on POST alone, of either form type and from anywhere, also while the root key is away', async () => {
    const page = await openForm();
    await post('/f/autumn', page.cookie, answers(page, { mobile: '13900000011', marketing: 'yes' }));
    const { person } = await world.act((tx) =>
      tx.one<{ person: string }>('select person from capture.submission order by at desc, id desc limit 1'),
    );
    const url = `/u/${world.capture.unsubscribeToken({ person, channel: 'email' })}`;
    const objections = () => rows('consent.suppression');
    const before = await objections();
    expect((await world.app.inject({ url })).statusCode).toBe(200);
    expect((await world.app.inject({ method: 'HEAD', url })).statusCode).toBeLessThan(500);
    expect(await objections()).toBe(before);
    world.keyring.vault.seal();
    const boundary = { 'content-type': 'multipart/form-data; boundary=x' };
    const payload = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n';
    const answer = await world.app.inject({ method: 'POST', url, headers: boundary, payload });
    world.keyring.vault.unseal(world.rootKey);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('已退订');
    expect(await objections()).toBeGreaterThan(before);
  });

  it('is no good after any change', async () => {
    const token = world.capture.unsubscribeToken({
      person: '01890000-0000-7000-8000-00000000000a',
      channel: 'sms',
    });
    for (let at = 0; at < token.length; at += 7) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect(world.capture.readToken(changed)).toBeUndefined();
    }
    expect((await world.app.inject({ method: 'POST', url: '/u/nonsense' })).statusCode).toBe(404);
  });
});

describe('what lies in the tables', () => {
  it('holds none of what was typed', async () => {
    const tables = await world.act((tx) =>
      tx.query<{ name: string }>(
        `select schemaname || '.' || tablename as name from pg_tables where schemaname in ('capture', 'engagement', 'graphile_worker')`,
      ),
    );
    for (const { name } of tables) {
      const content = JSON.stringify(await world.act((tx) => tx.query(`select to_jsonb(t) as row from ${name} t`)));
      expect(content).not.toMatch(/林小夏|139000000|lin\.xia@/);
    }
    expect(world.logLines.join('')).not.toMatch(/林小夏|139000000|lin\.xia@/);
  });
});

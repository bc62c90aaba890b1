import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Client } from './client.ts';
import type { Outcome, Site, Transport } from './site.ts';

const TEXT = { zh: '营销', en: 'Marketing' };
const purpose = (code: string, separate = false) => ({
  code,
  name: TEXT,
  purpose: TEXT,
  fields: [TEXT],
  recipients: [],
  retention: TEXT,
  separate,
  adultsOnly: false,
  since: 1,
});
const SITE: Site = {
  code: 'shop',
  brand: TEXT,
  notice: { code: 'privacy', version: 1, title: TEXT, url: 'https://crm.example.cn/n/privacy/1', shortHtml: TEXT },
  activities: [purpose('marketing'), purpose('analysis'), purpose('allergy', true)],
};

type Fault = 'works' | 'no network' | 'answer lost' | 'used' | 'error';

interface Sent {
  answers: { activity: string; answer: string; kind: string; control?: string }[];
  how?: string;
}

/** A server that keeps what it was told, and a network that fails as told; no more of the product is in it. */
class FakeServer {
  readonly granted = new Set<string>();
  readonly said: Sent[] = [];
  fault: Fault = 'works';
  site = SITE;
  #next = 0;

  readonly transport: Transport = async (_method, url, body) => {
    if (this.fault === 'no network' || this.fault === 'error') return { kind: 'unreachable' };
    const path = url.split('/').at(-1);
    if (path !== 'presentations' && this.fault === 'used')
      return { kind: 'refused', code: 'consent.presentation-used' };
    const value = this.#act(path ?? '', body as never);
    return this.fault === 'answer lost' ? { kind: 'unreachable' } : ({ kind: 'done', value } as Outcome<unknown>);
  };

  #act(path: string, body: Sent & { activity: string }): unknown {
    this.#next += 1;
    const receipt = { id: `r${this.#next}`, time: '2026-11-22T00:00:00.000Z' };
    if (path === 'presentations')
      return { ask: true, id: `p${this.#next}`, nonce: 'n', version: this.site.notice.version };
    if (path === 'withdrawals') {
      this.granted.delete(body.activity);
      return receipt;
    }
    if (path !== 'consents') return this.site;
    this.said.push(body);
    for (const { activity, answer } of body.answers)
      if (answer === 'granted') this.granted.add(activity);
      else this.granted.delete(activity);
    return { receipts: body.answers.map((_, i) => ({ ...receipt, id: `r${this.#next}.${i}` })), session: 'gate' };
  }
}

function open(server: FakeServer, kept: { text: string | null } = { text: null }, signal = () => false): Client {
  return new Client({
    server: 'https://crm.example.cn/',
    key: 'zns_test',
    locale: 'zh-CN',
    transport: server.transport,
    store: {
      read: () => kept.text,
      write: (text) => {
        kept.text = text;
      },
    },
    now: () => new Date('2026-11-22T00:00:00Z'),
    newSession: () => 'A'.repeat(43),
    signal,
    alone: (work) => work(),
  });
}

describe('a yes', () => {
  it('counts when there is a receipt, and is kept', async () => {
    const server = new FakeServer();
    const kept = { text: null };
    const client = open(server, kept);
    await client.refresh();
    const shown = await client.ask(['marketing'], 'banner');
    if (shown === undefined) throw new Error('nothing was shown');
    expect(client.may('marketing')).toBe(false);
    expect(await client.answer(shown, { marketing: 'granted' })).toBe('recorded');
    expect(client.may('marketing')).toBe(true);
    const later = open(server, kept);
    expect(later.may('marketing')).toBe(true);
    expect(later.session).toBe('gate');
  });

  it.each(['no network', 'answer lost', 'used', 'error'] as const)(
    'is none when the network fails: %s',
    async (fault) => {
      const server = new FakeServer();
      const client = open(server);
      await client.refresh();
      const shown = await client.ask(['marketing'], 'banner');
      if (shown === undefined) throw new Error('nothing was shown');
      server.fault = fault;
      expect(await client.answer(shown, { marketing: 'granted' })).toBe('again');
      expect(client.may('marketing')).toBe(false);
      expect(client.waiting).toEqual([]);
    },
  );

  it('is asked for anew when the meaning has changed, and only then', async () => {
    const server = new FakeServer();
    const kept = { text: null };
    const client = open(server, kept);
    await client.refresh();
    const shown = await client.ask(['marketing', 'analysis'], 'banner');
    if (shown === undefined) throw new Error('nothing was shown');
    await client.answer(shown, { marketing: 'granted', analysis: 'granted' });
    server.site = {
      ...SITE,
      notice: { ...SITE.notice, version: 2 },
      activities: [{ ...purpose('marketing'), since: 2 }, purpose('analysis')],
    };
    await client.refresh();
    expect([client.may('marketing'), client.may('analysis')]).toEqual([false, true]);
    expect(client.unanswered().map(({ code }) => code)).toEqual(['marketing']);
  });

  it('to a separate purpose says so, on a control of its own', async () => {
    const server = new FakeServer();
    const client = open(server);
    await client.refresh();
    const shown = await client.ask(['marketing', 'allergy'], 'banner');
    if (shown === undefined) throw new Error('nothing was shown');
    await client.answer(shown, { marketing: 'granted', allergy: 'granted' });
    expect(server.said[0]?.answers).toEqual([
      { activity: 'marketing', answer: 'granted', kind: 'general', control: 'banner:marketing' },
      { activity: 'allergy', answer: 'granted', kind: 'separate', control: 'banner:allergy' },
    ]);
  });
});

describe('a no', () => {
  it('counts at once, survives the outage and the page, and arrives when the network is back', async () => {
    const server = new FakeServer();
    const kept = { text: null };
    const client = open(server, kept);
    await client.refresh();
    const shown = await client.ask(['marketing'], 'banner');
    if (shown === undefined) throw new Error('nothing was shown');
    server.fault = 'no network';
    expect(await client.answer(shown, { marketing: 'refused' })).toBe('waiting');
    expect(client.state('marketing')).toBe('refused');
    const reloaded = open(server, kept);
    await reloaded.refresh();
    expect(reloaded.state('marketing')).toBe('refused');
    expect(reloaded.unanswered().map(({ code }) => code)).not.toContain('marketing');
    server.fault = 'works';
    await reloaded.flush();
    expect(server.said.flatMap(({ answers }) => answers)).toMatchObject([{ activity: 'marketing', answer: 'refused' }]);
    expect(reloaded.waiting).toEqual([]);
    expect(reloaded.decision('marketing')?.receipt).toMatch(/^r/);
  });

  it('after a yes is a withdrawal, and holds although its answer was lost', async () => {
    const server = new FakeServer();
    const client = open(server);
    await client.refresh();
    const shown = await client.ask(['marketing'], 'preferences');
    if (shown === undefined) throw new Error('nothing was shown');
    await client.answer(shown, { marketing: 'granted' });
    server.fault = 'answer lost';
    expect(await client.refuse(['marketing'])).toBe('waiting');
    expect(client.may('marketing')).toBe(false);
    server.fault = 'works';
    await client.flush();
    expect(server.granted.has('marketing')).toBe(false);
    expect(client.waiting).toEqual([]);
  });

  it('is sent anew by itself when what was shown can’t be answered any more', async () => {
    const server = new FakeServer();
    const client = open(server);
    await client.refresh();
    const shown = await client.ask(['marketing'], 'banner');
    if (shown === undefined) throw new Error('nothing was shown');
    server.fault = 'used';
    await client.answer(shown, { marketing: 'refused' });
    expect(client.state('marketing')).toBe('refused');
    server.fault = 'works';
    await client.flush();
    expect(client.waiting).toEqual([]);
  });

  it('is what the browser’s signal says, before anything was read; an explicit yes to one purpose stands before it', async () => {
    const server = new FakeServer();
    let on = true;
    const kept = { text: null };
    const client = open(server, kept, () => on);
    expect(client.state('marketing')).toBe('refused');
    await client.refresh();
    expect(client.unanswered()).toEqual([]);
    expect(server.said.every(({ how }) => how === 'global_privacy_control')).toBe(true);
    expect(server.said.length).toBe(3);
    const shown = await client.ask(['marketing'], 'preferences');
    if (shown === undefined) throw new Error('nothing was shown');
    await client.answer(shown, { marketing: 'granted' });
    expect(client.may('marketing')).toBe(true);
    await client.refresh();
    expect(client.may('marketing')).toBe(true);
    on = false;
    expect(client.state('analysis')).toBe('refused');
  });

  it('by a signal that comes after a yes withdraws it', async () => {
    const server = new FakeServer();
    let on = false;
    const client = open(server, { text: null }, () => on);
    await client.refresh();
    const shown = await client.ask(['marketing'], 'banner');
    if (shown === undefined) throw new Error('nothing was shown');
    await client.answer(shown, { marketing: 'granted' });
    on = true;
    expect(client.may('marketing')).toBe(false);
    await client.refresh();
    expect(server.granted.has('marketing')).toBe(false);
  });
});

describe('whatever fails in whatever order', () => {
  const step = fc.record({
    what: fc.constantFrom('grant', 'refuse', 'flush', 'reload', 'read') as fc.Arbitrary<string>,
    activity: fc.constantFrom('marketing', 'analysis', 'allergy'),
    fault: fc.constantFrom<Fault>('works', 'no network', 'answer lost', 'used', 'error'),
  });

  it('nothing is granted here that the server has not recorded, and the last no arrives in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const server = new FakeServer();
        const kept = { text: null };
        let client = open(server, kept);
        await client.refresh();
        const last = new Map<string, string>();
        for (const { what, activity, fault } of steps) {
          server.fault = fault;
          if (what === 'grant') {
            const shown = await client.ask([activity], 'banner');
            const result = shown && (await client.answer(shown, { [activity]: 'granted' }));
            if (result === 'recorded') last.set(activity, 'granted');
          } else if (what === 'refuse') {
            await client.refuse([activity]);
            last.set(activity, 'refused');
          } else if (what === 'flush') await client.flush();
          else if (what === 'read') await client.refresh();
          else client = open(server, kept);
          for (const { code } of SITE.activities) {
            if (client.may(code)) expect(server.granted.has(code)).toBe(true);
            if (last.get(code) === 'refused') expect(client.state(code)).toBe('refused');
          }
        }
        server.fault = 'works';
        await client.refresh();
        expect(client.waiting).toEqual([]);
        for (const [activity, answer] of last)
          expect([activity, server.granted.has(activity)]).toEqual([activity, answer === 'granted']);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what is kept', () => {
  it.each([null, 'nonsense', '{}', '{"session":"short","waiting":[]}', '[1]'])(
    'starts over with a new session where it can’t be read: %s',
    async (text) => {
      const client = open(new FakeServer(), { text });
      expect(client.state('marketing')).toBe('unanswered');
      await client.refresh();
      expect(client.purposes.length).toBe(3);
    },
  );

  it('lasts for the page where storage is forbidden', async () => {
    const server = new FakeServer();
    const forbidden = () => {
      throw new Error('denied');
    };
    const client = new Client({
      server: 'https://crm.example.cn',
      key: 'zns_test',
      locale: 'en',
      transport: server.transport,
      store: { read: forbidden, write: forbidden },
      now: () => new Date('2026-11-22T00:00:00Z'),
      newSession: () => 'A'.repeat(43),
      signal: () => false,
      alone: (work) => work(),
    });
    await client.refresh();
    await client.refuse();
    expect(client.state('analysis')).toBe('refused');
  });
});

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formPerson, openRights } from '../../../test/support/rights-world.ts';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import { verify } from '../../../verifier/src/verify.ts';
import type { Rights } from './index.ts';

let world: TestVault;
let rights: Rights;
let person = '';
beforeAll(async () => {
  world = await openTestVault(['rights']);
  rights = openRights(world);
  person = await world.act((tx) => formPerson(world, tx));
  await world.act((tx) => rights.heldFields(tx, [person]));
  await world.act((tx) => rights.withdrawActivity(tx, [person], 'marketing'));
});
afterAll(() => world.close());

describe('a redacted bundle', () => {
  it('tells nothing of the channel anywhere, and verifies', async () => {
    const full = await rights.bundle(person);
    const redacted = await rights.bundle(person, { redact: ['channel'] });
    for (const word of ['"channel":"sms"', '"channel":"email"']) {
      expect(full).toContain(word);
      expect(redacted).not.toContain(word);
    }
    const verdict = verify(redacted);
    expect(verdict.ok ? verdict.account.en : verdict.reason).toContain('withholds the openings of');
    expect(verdict.ok ? verdict.account.zh : '').toContain('不证明其内容');
    expect(verdict.ok ? verdict.account.en : '').toContain("Which to close was the issuer's choice");
    const documents = verdict.ok ? verdict.documents : undefined;
    expect(documents?.zh).toContain('（内容保留）');
    expect(documents?.zh).not.toContain('短信；');
  });

  it('with every category still tells the chain, and names what was chosen', async () => {
    const verdict = verify(
      await rights.bundle(person, { redact: ['use', 'staff', 'recipient', 'free-text', 'channel'] }),
    );
    expect(verdict.ok ? verdict.proven.redacted : verdict.reason).toEqual([
      'channel',
      'free-text',
      'recipient',
      'staff',
      'use',
    ]);
  });
});

describe('what is closed in a redacted bundle', () => {
  it('is in the log as the full bundle shows it: the same entries, proven, fewer of them opened', async () => {
    const opened = (text: string) => {
      const verdict = verify(text);
      if (!verdict.ok) throw new Error(verdict.reason.en);
      return new Map(
        verdict.proven.keys.flatMap((key) => key.entries).map((entry) => [entry.text, entry.payload?.value]),
      );
    };
    const redacted = opened(await rights.bundle(person, { redact: ['channel'] }));
    const full = opened(await rights.bundle(person));
    const closed = [...redacted].filter(([, payload]) => payload === undefined);
    expect(closed.length).toBeGreaterThan(0);
    for (const [entry] of closed) expect(full.get(entry)).toMatchObject({ size: expect.any(Number) });
    for (const [entry, payload] of redacted) expect(payload ?? full.get(entry)).toEqual(full.get(entry));
  });
});

describe('the bundle of an activity in a period', () => {
  const day = (offset: number) => new Date(Date.parse('2026-11-11T00:00:00Z') + offset * 86_400_000);

  it('shows revisions, notices and uses, and of people only that they answered', async () => {
    const period = { activity: 'marketing', from: day(0), to: day(3) };
    const verdict = verify(await rights.activityBundle(period, 'staff:test'));
    if (!verdict.ok) throw new Error(JSON.stringify(verdict.reason));
    const { related, people, counts, pages, subject } = verdict.proven;
    expect(subject).toEqual({ activity: 'marketing', from: day(0).toISOString(), to: day(3).toISOString() });
    expect(counts).toMatchObject({ consent: 2, refusal: 0, withdrawal: 1 });
    expect(people.map(({ kind }) => kind).sort()).toEqual(['consent', 'consent', 'withdrawal']);
    expect(new Set(related.map(({ kind }) => kind))).toEqual(new Set(['activity-revised', 'notice-published']));
    expect(pages).toHaveLength(4);
    expect(verdict.documents?.zh).toContain('期间内的计数');
    const act = await world.act((tx) =>
      tx.one<{ count: number }>(
        `select count(*)::int as count from evidence.entry where entry like '%"kind":"staff-access"%'`,
      ),
    );
    expect(act.count).toBeGreaterThan(0);
  });

  it('counts uses in the period alone, and names no member', async () => {
    const period = { activity: 'individual-rights', from: day(0), to: day(2) };
    const text = await rights.activityBundle(period, 'staff:test');
    expect(text).not.toContain(person);
    const verdict = verify(text);
    const uses = verdict.ok ? (verdict.proven.counts?.['use-batch'] ?? 0) : 0;
    expect(uses).toBeGreaterThan(0);
    const before = verify(await rights.activityBundle({ ...period, from: day(-2), to: day(-1) }, 'staff:test'));
    expect(before.ok ? before.proven.counts?.['use-batch'] : before.reason).toBe(0);
  });

  it('is refused for an activity that nobody registered', async () => {
    const period = { activity: 'nothing-like-it', from: day(0), to: day(1) };
    await expect(rights.activityBundle(period, 'staff:test')).rejects.toMatchObject({
      code: 'rights.no-such-activity',
    });
  });
});

describe('the notices of somebody', () => {
  it('who refused everything travel too, as they were when shown', async () => {
    const refuser = await world.act(async (tx) => {
      const [id = ''] = await world.newPersons(tx, 1);
      const { gate } = world;
      const shown = await gate.present(tx, {
        notice: 'privacy',
        activities: ['marketing'],
        surface: 'form:test',
        locale: 'zh-CN',
        person: id,
      });
      const { id: presentation, nonce } = shown;
      const said = {
        person: id,
        presentation,
        nonce,
        activity: 'marketing',
        answer: 'refused',
        kind: 'general',
      } as const;
      await gate.recordConsents(tx, [{ ...said, how: 'explicit_action', channel: 'sms', adultDeclared: true }]);
      return id;
    });
    const verdict = verify(await rights.bundle(refuser));
    if (!verdict.ok) throw new Error(verdict.reason.en);
    expect(verdict.proven.pages.length).toBeGreaterThan(0);
    expect(verdict.proven.related.map(({ kind }) => kind)).toContain('notice-published');
    const shown = verdict.proven.keys.flatMap((key) => key.entries).find(({ kind }) => kind === 'presentation');
    const { value } = shown?.payload ?? {};
    const textHash = value instanceof Map ? value.get('textHash') : undefined;
    expect(verdict.proven.pages.map(({ hash }) => hash)).toContain(textHash);
  });
});

describe('the wording of an experiment', () => {
  const WORDING = '{"code":"b","words":{"ask":{"en":"May we send you news? <3","zh":"愿意收到新品消息吗？"}}}';
  const hash = createHash('sha256').update(WORDING).digest('hex');

  async function asked(): Promise<string> {
    return world.act(async (tx) => {
      const [id = ''] = await world.newPersons(tx, 1);
      const { gate } = world;
      const shown = await gate.present(tx, {
        ...{ notice: 'privacy', activities: ['marketing'], surface: 'form:test', locale: 'zh-CN', person: id },
        wording: { id: 'plain/b', hash },
      });
      const said = { person: id, presentation: shown.id, nonce: shown.nonce, activity: 'marketing' } as const;
      const answer = { answer: 'granted', kind: 'general', how: 'explicit_action', channel: 'sms' } as const;
      await gate.recordConsents(tx, [{ ...said, ...answer, adultDeclared: true }]);
      return id;
    });
  }

  it('travels in its own words, under the hash that the presentation commits to', async () => {
    const verdict = verify(await openRights(world, [WORDING, '{"code":"never shown"}']).bundle(await asked()));
    if (!verdict.ok) throw new Error(verdict.reason.en);
    expect(verdict.proven.pages.filter(({ html }) => html.startsWith('{'))).toEqual([{ hash, html: WORDING }]);
    expect(verdict.account.zh).toContain(
      'plain/b (zh-CN)  code=b; words.ask.en=May we send you news? <3; words.ask.zh=愿意收到新品消息吗？',
    );
    expect(verdict.documents?.zh).toContain('当时展示的文案');
    // In the language in which it was shown, also in the English account.
    expect(verdict.documents?.en).toContain('<th scope="row">Question</th><td>愿意收到新品消息吗？</td>');
    expect(verdict.documents?.en).not.toContain('news? <3');
  });

  it('stands with its hash alone where the text is not what was shown', async () => {
    const verdict = verify(await openRights(world, [WORDING.replace('愿意', '请')]).bundle(await asked()));
    if (!verdict.ok) throw new Error(verdict.reason.en);
    expect(verdict.proven.pages.filter(({ html }) => html.startsWith('{'))).toEqual([]);
    expect(verdict.account.en).toContain(`only its hash ${hash}; the words are not in the bundle`);
  });

  it('is refused once a letter of it is changed', async () => {
    const text = await openRights(world, [WORDING]).bundle(await asked());
    expect(verify(text.replaceAll('愿意收到新品消息吗', '愿意收到新品消息啊'))).toMatchObject({ ok: false });
  });
});

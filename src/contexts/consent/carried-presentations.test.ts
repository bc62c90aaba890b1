import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record, yes } from '../../../test/support/answering.ts';
import { type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { Failure } from '../../platform/failure.ts';
import { judge } from '../law/index.ts';
import { createGate } from './create-gate.ts';
import type { AnswerInput, Presentation } from './domain/acts.ts';
import { openPresentation, sealPresentation } from './domain/carried-presentation.ts';
import { sessionSubject } from './domain/session-subject.ts';
import type { Gate } from './gate.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

function show(session: string, gate: Gate = world.gate, wording?: string): Promise<Presentation> {
  const tried = wording === undefined ? {} : { wording: { id: wording, hash: 'ab'.repeat(32) } };
  return world.act((tx) =>
    gate.present(tx, {
      ...{ notice: 'privacy', activities: ['marketing', 'order-delivery'], surface: 'site:shop/banner' },
      ...{ locale: 'zh-CN' as const, ageDeclarations: [18] as const, session },
      ...tried,
    }),
  );
}

function answerOf(session: string, shown: Pick<Presentation, 'id' | 'nonce'>): AnswerInput {
  const { id: presentation, nonce } = shown;
  const act = { activity: 'marketing', answer: 'granted', kind: 'general', how: 'explicit_action' } as const;
  return { ...act, session, presentation, nonce, ageDeclared: 18 };
}

const answer = (session: string, shown: Pick<Presentation, 'id' | 'nonce'>, gate: Gate = world.gate) =>
  world.act((tx) => gate.recordConsents(tx, [answerOf(session, shown)]));

const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: unknown) => (error instanceof Failure ? error.code : error),
  );

function anotherServer(key?: Buffer): Gate {
  const { clock, evidence, register, service, journal } = world;
  const other = key === undefined ? service : { ...service, key: () => key };
  return createGate({ clock, evidence, register, judge, service: other, journal });
}

const rows = () => world.count('consent.presentation');

describe('what a session is shown', () => {
  it('leaves nothing behind until it is answered, and then what it always did', async () => {
    const before = [await rows(), await world.count('consent.subject')];
    const session = randomUUID();
    const shown = await show(session);
    expect([await rows(), await world.count('consent.subject')]).toEqual(before);
    const [receipt] = await answer(session, shown);
    const { rows: kept } = await world.database.pool.query(
      'select content, hash, used_at, carried, session_digest from consent.presentation where id = $1',
      [shown.id],
    );
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatchObject({ carried: true, used_at: world.clock.now() });
    expect(kept[0].hash.toString('hex')).toBe(shown.hash);
    expect(kept[0].content).toMatchObject({ surface: 'site:shop/banner', shownAt: world.clock.now().toISOString() });
    expect(receipt?.opening.payload).toMatchObject({ presentation: shown.id, presentationHash: shown.hash });
    const subject = sessionSubject(session);
    const [grant] = await world.act((tx) => world.gate.consentsOf(tx, subject));
    expect(grant).toMatchObject({ activity: 'marketing', state: 'granted', noticeVersion: 1 });
    // That the session is known now is told by what is told of its answer.
    const { rows: changes } = await world.database.pool.query(
      'select kind from consent.change join consent.subject using (ordinal) where person = $1',
      [subject],
    );
    expect(changes).toEqual([{ kind: 'granted' }]);
  });

  it('is answered once, also by two at the same moment, and again when the answer was undone', async () => {
    const session = randomUUID();
    const shown = await show(session);
    const undone = world.act(async (tx) => {
      await world.gate.recordConsents(tx, [answerOf(session, shown)]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    const both = await Promise.all([refused(answer(session, shown)), refused(answer(session, shown, anotherServer()))]);
    expect(both.sort()).toEqual(['consent.presentation-used', 'taken']);
    expect(await refused(answer(session, shown))).toBe('consent.presentation-used');
    const one = await show(session);
    const group = await world.act((tx) =>
      world.gate.tryRecordConsents(tx, [[answerOf(session, one)], [answerOf(session, one)]]),
    );
    expect(group.map((each) => (each.ok ? 'taken' : each.failure.code))).toEqual([
      'taken',
      'consent.presentation-used',
    ]);
  });

  it('is worth nothing to another session or person, under another id, or after a day', async () => {
    const session = randomUUID();
    const shown = await show(session);
    expect(await refused(answer(randomUUID(), shown))).toBe('consent.presentation-foreign');
    expect(await refused(record(world, yes(randomUUID(), shown)))).toBe('consent.presentation-foreign');
    const other = await show(session);
    expect(await refused(answer(session, { ...shown, id: other.id }))).toBe('consent.presentation-unknown');
    world.clock.advance(DAY - 1);
    const [receipt] = await answer(session, other);
    expect(receipt?.entry).toBeDefined();
    world.clock.advance(1);
    expect(await refused(answer(session, shown))).toBe('consent.presentation-expired');
    world.clock.advance(30 * DAY);
    expect(await refused(answer(session, shown))).toBe('consent.presentation-expired');
  });

  it('is not found once a character of it is different, or when another deployment sealed it', async () => {
    const session = randomUUID();
    const shown = await show(session);
    const before = [await rows(), await world.count('consent.subject')];
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: shown.nonce.length - 1 }),
        fc.constantFrom('A', 'b', '0', '.', '='),
        async (at, to) => {
          fc.pre(shown.nonce[at] !== to);
          const nonce = shown.nonce.slice(0, at) + to + shown.nonce.slice(at + 1);
          expect(await refused(answer(session, { id: shown.id, nonce }))).toBe('consent.presentation-unknown');
        },
      ),
      { numRuns: 30 },
    );
    const foreign = await show(session, anotherServer(Buffer.alloc(32, 7)));
    expect(await refused(answer(session, foreign))).toBe('consent.presentation-unknown');
    for (const nonce of ['', 'p1', 'p1..', `${shown.nonce}.x`, `${shown.nonce} `, 'p2'.concat(shown.nonce.slice(2))])
      expect(await refused(answer(session, { id: shown.id, nonce }))).toBe('consent.presentation-unknown');
    expect([await rows(), await world.count('consent.subject')]).toEqual(before);
    expect(await refused(answer(session, shown))).toBe('taken');
  });

  it('is answered on another server after the one that gave it out was killed', async () => {
    const killed = anotherServer();
    const session = randomUUID();
    const shown = await show(session, killed);
    expect(await refused(answer(session, shown, anotherServer()))).toBe('taken');
  });

  it('can’t be said again for a session that was erased', async () => {
    const session = randomUUID();
    await answer(session, await show(session));
    const again = await show(session);
    const subject = sessionSubject(session);
    const until = new Date(world.clock.now().getTime() + 1000 * DAY);
    const terms = { consentUntil: until, messagesUntil: until, by: 'staff:dpo', reason: 'request' };
    await world.act((tx) => world.gate.erasePerson(tx, subject, terms));
    expect(await refused(answer(session, again))).not.toBe('taken');
  });
});

describe('how many nobody answered', () => {
  it('is exact across servers, hours and wordings, and counts nobody who can still answer', async () => {
    const other = anotherServer();
    const rates = async () => {
      const found = await world.act((tx) => world.gate.consentRates(tx, { by: 'wording' }));
      return Object.fromEntries(found.cells.map(({ key, shown, granted }) => [key, [shown, granted]]));
    };
    const store = async () => {
      await world.act((tx) => world.gate.storeShown(tx));
      await world.act((tx) => other.storeShown(tx));
    };
    for (let n = 0; n < 45; n += 1) {
      const session = randomUUID();
      const shown = await show(session, n % 2 === 0 ? world.gate : other, n % 3 === 0 ? 'words/a' : 'words/b');
      if (n < 36) await answer(session, shown, n % 4 === 0 ? world.gate : other);
      if (n === 10) await store();
      if (n === 15) world.clock.advance(HOUR);
    }
    await store();
    await store();
    expect(await rates()).toMatchObject({ 'words/a': [12, 12], 'words/b': [24, 24] });
    world.clock.advance(DAY + HOUR);
    expect(await rates()).toMatchObject({ 'words/a': [15, 12], 'words/b': [30, 24] });
  });

  it('counts nothing of a transaction that was undone, and loses nothing to a store that failed', async () => {
    const before = await total();
    const failing = world.act(async (tx) => {
      await world.gate.present(tx, {
        ...{ notice: 'privacy', activities: ['marketing'], surface: 'site:shop/banner', locale: 'zh-CN' },
        session: randomUUID(),
      });
      throw new Error('undone');
    });
    await expect(failing).rejects.toThrow('undone');
    await show(randomUUID());
    const lost = world.act(async (tx) => {
      await world.gate.storeShown(tx);
      throw new Error('lost');
    });
    await expect(lost).rejects.toThrow('lost');
    await world.act((tx) => world.gate.storeShown(tx));
    expect(await total()).toBe(before + 1);
  });
});

const total = async () =>
  (await world.database.pool.query<{ n: number }>('select coalesce(sum(count), 0)::int as n from consent.shown'))
    .rows[0]?.n ?? 0;

it('opens to what was sealed, whatever it says', () => {
  const key = Buffer.alloc(32, 1);
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  fc.assert(
    fc.property(
      fc.record({
        id: fc.uuid(),
        notice: text,
        noticeVersion: fc.nat(),
        activities: fc.array(fc.record({ code: text, revision: fc.nat() }), { maxLength: 5 }),
        surface: text,
        locale: fc.constantFrom('zh-CN' as const, 'en' as const),
        shownAt: fc.date({ noInvalidDate: true }),
        sessionDigest: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
        hash: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
      }),
      (shown) => {
        expect(openPresentation(key, sealPresentation(key, shown, shown))).toEqual(shown);
        expect(openPresentation(Buffer.alloc(32, 2), sealPresentation(key, shown, shown))).toBeUndefined();
      },
    ),
  );
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { newPerson, show, yes } from '../../../test/support/answering.ts';
import { countGoes } from '../../../test/support/count-goes.ts';
import type { GateWorld } from '../../../test/support/gate-world.ts';
import { type MemoryWorld, openMemoryWorld } from '../../../test/support/memory-world.ts';
import { Failure } from '../../platform/failure.ts';
import { CHANNELS } from '../register/index.ts';
import type { AnswerInput, Presentation } from './domain/acts.ts';
import { sessionSubject } from './domain/session-subject.ts';
import type { Gate } from './gate.ts';

/** Begin; and all the rest, with the commit. */
const WITHOUT_READING = 2;

let world: MemoryWorld;
let opened: MemoryWorld[] = [];
beforeEach(async () => {
  world = await openMemoryWorld();
  opened.push(world);
  // What is in force, and what the activity's revision says, is read once.
  const first = await newPerson(ofServer(world.gate));
  await answer([[yes(first, await showTo(first))]]);
  await world.columns.settle();
});
afterAll(async () => {
  for (const each of opened) await each.close();
  opened = [];
});

// The helpers take a world; which of the two servers acts is its gate.
const ofServer = (gate: Gate) => ({ ...world, gate }) as unknown as GateWorld;
const showTo = (person: string, gate = world.gate) => show(ofServer(gate), { person }, ['marketing']);
const showSession = (session: string, gate = world.gate) => show(ofServer(gate), { session }, ['marketing']);

function sessionYes(session: string, shown: Presentation): AnswerInput {
  const { person: _nobody, ...said } = yes(session, shown);
  return { ...said, session };
}

/** What became of each list of answers, and how often their transaction waited. */
async function answer(all: readonly (readonly AnswerInput[])[], gate: Gate = world.gate) {
  let outcomes: string[] = [];
  const goes = await countGoes(world.database, async () => {
    const results = await world
      .act((tx) => gate.tryRecordConsents(tx, all))
      .catch((error: unknown) => {
        if (error instanceof Failure) return [{ ok: false, failure: error } as const];
        throw error;
      });
    outcomes = results.map((each) => (each.ok ? 'recorded' : each.failure.code));
  });
  return { outcomes, goes };
}

/** All that is stored of a subject, without ids and bytes that are drawn anew each time. */
function storedOf(subject: string): Promise<unknown> {
  const of = 'join consent.subject s using (ordinal) where s.person = $1 order by 1';
  return world.act(async (tx) => ({
    subject: await tx.query('select role, adult_on, registered_at from consent.subject where person = $1', [subject]),
    grants: await tx.query(
      `select activity, revision, channel, g.kind, how, notice_version, given_at from consent."grant" g ${of}`,
      [subject],
    ),
    standings: await tx.query(`select activity, source, grade, notice_version, how from consent.standing ${of}`, [
      subject,
    ]),
    changes: await tx.query(`select c.kind, activity, channel from consent.change c ${of}`, [subject]),
    presentations: await tx.query(
      'select p.notice, p.carried, p.used_at from consent.presentation p join consent."grant" g on g.presentation = p.id join consent.subject s on s.ordinal = g.ordinal where s.person = $1',
      [subject],
    ),
    entries: await tx.query(
      `select entry::jsonb ->> 'kind' as kind, n from evidence.entry where person = $1 order by n`,
      [subject],
    ),
  }));
}

describe('an answer to what this server has just shown', () => {
  it('waits for no reading, and leaves what it leaves where everything is read', async () => {
    const [here, there] = [await newPerson(ofServer(world.gate)), await newPerson(ofServer(world.gate))];
    const [shown, shownThere] = [await showTo(here), await showTo(there)];
    expect(await answer([[yes(here, shown, { channel: 'sms' })]])).toEqual({
      outcomes: ['recorded'],
      goes: WITHOUT_READING,
    });
    const read = await answer([[yes(there, shownThere, { channel: 'sms' })]], world.plain.gate);
    expect(read.outcomes).toEqual(['recorded']);
    expect(read.goes).toBeGreaterThan(WITHOUT_READING);
    expect(await storedOf(here)).toEqual(await storedOf(there));
    // A second answer of theirs needs no reading either.
    expect((await answer([[yes(here, await showTo(here))]])).goes).toBe(WITHOUT_READING);
  });

  it('is refused for itself, without reading, and spoils nobody else', async () => {
    const [good, silent] = [await newPerson(ofServer(world.gate)), await newPerson(ofServer(world.gate))];
    const before = await storedOf(silent);
    const all = [[yes(good, await showTo(good))], [yes(silent, await showTo(silent), { how: 'silence' })]];
    expect(await answer(all)).toEqual({ outcomes: ['recorded', 'consent.not-explicit'], goes: WITHOUT_READING });
    expect(await storedOf(silent)).toEqual(before);
  });

  it('is read about when somebody comes with another’s nonce, or a second time', async () => {
    const [good, other] = [await newPerson(ofServer(world.gate)), await newPerson(ofServer(world.gate))];
    const shown = await showTo(good);
    const foreign = await answer([[yes(other, shown)], [yes(good, { ...shown, nonce: 'guessed' })]]);
    expect(foreign.outcomes).toEqual(['consent.presentation-foreign', 'consent.presentation-foreign']);
    expect((await answer([[yes(good, shown)]])).outcomes).toEqual(['recorded']);
    const again = await answer([[yes(good, shown)]]);
    expect(again.outcomes).toEqual(['consent.presentation-used']);
  });
});

describe('what another server has done meanwhile', () => {
  const elsewhere: Record<string, { does(person: string, shown: Presentation): Promise<unknown>; comes: string }> = {
    'the same presentation was answered': {
      does: (person, shown) => answer([[yes(person, shown)]], world.plain.gate),
      comes: 'consent.presentation-used',
    },
    'a new version of the notice was published': {
      does: () =>
        world.act(async (tx) => {
          const activity = await world.plain.register.activity(tx, 'marketing');
          await world.plain.register.saveActivity(tx, { ...activity, retention: { ...activity.retention, days: 30 } });
          await world.plain.register.publishNotice(tx, 'privacy');
        }),
      comes: 'consent.notice-superseded',
    },
    'the activity was ended': {
      does: () =>
        world.act((tx) =>
          world.plain.register.endActivity(tx, { activity: 'marketing', reason: 'tried out', by: 'staff:dpo' }),
        ),
      comes: 'consent.activity-ended',
    },
    'the person was erased': {
      does: (person) => {
        const until = { consentUntil: new Date('2040-01-01Z'), messagesUntil: new Date('2040-01-01Z') };
        return world.act((tx) =>
          world.plain.gate.erasePerson(tx, person, { by: 'staff:dpo', reason: 'asked', ...until }),
        );
      },
      comes: 'evidence.person-erased',
    },
  };
  for (const [what, { does, comes }] of Object.entries(elsewhere)) {
    it(`counts: ${what}`, async () => {
      const person = await newPerson(ofServer(world.gate));
      const shown = await showTo(person);
      await does(person, shown);
      expect((await answer([[yes(person, shown)]])).outcomes).toEqual([comes]);
    });
  }

  it('counts: the person has said no since they were shown it, here or elsewhere, newly known or not', async () => {
    for (const { gate } of [world, world.plain])
      for (const returning of [false, true]) {
        const person = await newPerson(ofServer(world.gate));
        if (returning) await answer([[yes(person, await showTo(person))]]);
        const shown = await showTo(person);
        world.clock.advance(1);
        await world.act((tx) => gate.withdraw(tx, { person, activity: 'marketing', by: 'app' }));
        world.clock.advance(1);
        expect((await answer([[yes(person, shown)]])).outcomes).toEqual(['consent.presentation-overtaken']);
      }
  });

  it('counts: the person had unsubscribed, and is freed on the channel that the yes names', async () => {
    const person = await newPerson(ofServer(world.gate));
    const shown = await showTo(person);
    await world.act((tx) => world.plain.gate.object(tx, { person, kind: 'unsubscribe', by: 'privacy-centre' }));
    expect((await answer([[yes(person, shown, { channel: 'sms' })]])).outcomes).toEqual(['recorded']);
    const left = await world.act((tx) =>
      tx.query<{ channel: string | null }>(
        'select channel from consent.suppression join consent.subject using (ordinal) where person = $1 and lifted_at is null',
        [person],
      ),
    );
    expect(left.map(({ channel }) => channel).sort()).toEqual(CHANNELS.filter((each) => each !== 'sms').sort());
  });
});

describe('a session that nobody knows', () => {
  it('becomes known by its answer, without reading, and is read about from then on', async () => {
    const [here, there] = [randomUUID(), randomUUID()];
    const [shown, shownThere] = [await showSession(here), await showSession(there)];
    const all = [[sessionYes(here, shown)]];
    expect(await answer(all)).toEqual({ outcomes: ['recorded'], goes: WITHOUT_READING });
    expect((await answer([[sessionYes(there, shownThere)]], world.plain.gate)).outcomes).toEqual(['recorded']);
    expect(await storedOf(sessionSubject(here))).toEqual(await storedOf(sessionSubject(there)));
    expect((await answer(all)).outcomes).toEqual(['consent.presentation-used']);
    const again = [[sessionYes(here, await showSession(here))]];
    expect((await answer(again)).outcomes).toEqual(['recorded']);
    await world.columns.settle();
    expect((await answer([[sessionYes(there, await showSession(there))]])).outcomes).toEqual(['recorded']);
  });

  it('stays one when it became known elsewhere meanwhile, and its nonce burns once', async () => {
    const session = randomUUID();
    const [first, second] = [await showSession(session), await showSession(session)];
    expect((await answer([[sessionYes(session, first)]], world.plain.gate)).outcomes).toEqual(['recorded']);
    const late = await answer([[sessionYes(session, second)]]);
    expect(late.outcomes).toEqual(['recorded']);
    expect(late.goes).toBeGreaterThan(WITHOUT_READING);
    expect((await answer([[sessionYes(session, first)]])).outcomes).toEqual(['consent.presentation-used']);
    const known = await world.act((tx) =>
      tx.query('select 1 from consent.subject where person = $1', [sessionSubject(session)]),
    );
    expect(known).toHaveLength(1);
  });

  it('gets its own rows in a crowd of them, in whatever order they come', async () => {
    const sessions = Array.from({ length: 12 }, () => randomUUID());
    const shown = new Map<string, Presentation>();
    for (const session of sessions) shown.set(session, await showSession(session));
    const all = sessions.map((session) => {
      const its = shown.get(session);
      if (its === undefined) throw new Error('not shown');
      return [sessionYes(session, its)];
    });
    const { outcomes, goes } = await answer(all);
    expect([new Set(outcomes), goes]).toEqual([new Set(['recorded']), WITHOUT_READING]);
    const rows = await world.act((tx) =>
      tx.query<{ person: string; presentation: string }>(
        `select s.person, g.presentation from consent."grant" g join consent.subject s using (ordinal) where s.person = any ($1::uuid[])`,
        [sessions.map(sessionSubject)],
      ),
    );
    const expected = sessions.map((session) => ({
      person: sessionSubject(session),
      presentation: shown.get(session)?.id ?? '',
    }));
    const byPerson = (a: { person: string }, b: { person: string }) => (a.person < b.person ? -1 : 1);
    expect(rows.sort(byPerson)).toEqual(expected.sort(byPerson));
  });
});

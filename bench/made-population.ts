import { ActivityColumn } from '../src/contexts/consent/columns/activity-column.ts';
import { GateMemory } from '../src/contexts/consent/columns/gate-memory.ts';
import type { TableQuestion } from '../src/contexts/consent/columns/verdict-tables.ts';
import type { ActivityCase } from '../src/contexts/consent/domain/activity-case.ts';
import { judgePerson } from '../src/contexts/consent/domain/judge-person.ts';
import type { GrantState, PersonState } from '../src/contexts/consent/domain/person-state.ts';
import { judge } from '../src/contexts/law/index.ts';
import type { Activity } from '../src/contexts/register/index.ts';
import { bool, EPOCH, grantRow, int4, int8, Rows, rowOf, subjectRow, text, time, UNTIL_FROM_END } from './made-rows.ts';

const DAY = 86_400_000;
const AT_ONCE = 16_384;
const WELL_FORMED = { senderIdentity: true, optOutIncluded: true } as const;

/** Now, for people who are made up. */
export const MADE_NOW = Date.parse('2026-11-22T04:00:00Z');

/** The activity that made-up people are decided about, by its code: commercial, automated, for adults. */
function activityOf(code: string): Activity {
  const both = { zh: '营销', en: 'marketing' };
  return {
    ...{ code, name: both, purpose: 'marketing', purposeText: both, method: both, basis: 'consent' },
    basisFacts: { necessary: true },
    operations: ['collect', 'store', 'use'],
    fields: [
      { field: 'mobile', necessary: true },
      { field: 'email', necessary: false },
    ],
    ...{ sources: ['from_individual'], channels: ['sms', 'email'], commercial: true },
    retention: { days: 730, atEnd: 'erase', text: both },
    recipients: [],
    automatedDecision: { used: true, optOutProvided: true, text: both },
    ...{ crossBorder: null, ourRole: 'handler', noticeBy: 'presentation', adultsOnly: true, revision: 1 },
    ...{ savedAt: new Date(MADE_NOW - 100 * DAY), builtIn: false, endedAt: null, contracts: [], subEntrustments: [] },
    assessment: {
      state: 'approved',
      documentName: 'PIPIA',
      documentHash: 'ab'.repeat(32),
      at: new Date(MADE_NOW - 90 * DAY),
    },
  } as Activity;
}

/** The question that is asked about made-up people. */
export function madeQuestion(activity: string): TableQuestion {
  return {
    activity,
    operation: 'use',
    channel: 'sms',
    brand: null,
    message: WELL_FORMED,
    recipient: null,
    fields: undefined,
  };
}

/** The case of that question. */
export function madeCase(code: string): ActivityCase {
  const activity = activityOf(code);
  const at = new Date(MADE_NOW - 80 * DAY);
  return {
    activity,
    publication: {
      notice: 'privacy',
      version: 1,
      hash: 'x',
      revision: 1,
      firstPublishedAt: at,
      firstVersion: 1,
      childRulesSince: null,
    },
    restored: false,
    changesSince: new Map(),
    request: {
      operation: 'use',
      channel: 'sms',
      brand: null,
      message: WELL_FORMED,
      recipient: null,
      fields: ['mobile', 'email'],
      source: null,
    },
  };
}

/** A number that looks random, the same for the same input. */
export function scrambled(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 14)) >>> 0;
}

/** The words of a made-up person's id, as a UUIDv7. */
export function idWords(ordinal: number): readonly [number, number, number, number] {
  const random = scrambled(ordinal * 3 + 1);
  return [
    0x019a_0000 + (ordinal >>> 16),
    (((ordinal & 0xffff) << 16) | 0x7000 | (random & 0xfff)) >>> 0,
    (0x8000_0000 | (scrambled(ordinal * 3 + 2) & 0x3fff_ffff)) >>> 0,
    scrambled(ordinal * 3 + 3),
  ];
}

/** The same id as text. */
export function idText(ordinal: number): string {
  const hex = idWords(ordinal)
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const KINDS = 16;
const shown = new Date(MADE_NOW - 60 * DAY);
const given = new Date(MADE_NOW - 60 * DAY + 30_000);
const later = new Date(MADE_NOW - 10 * DAY);
const keep = new Date(MADE_NOW + 670 * DAY);

function grant(changes: Partial<GrantState>): GrantState {
  return {
    ...{ revision: 1, channel: 'sms', kind: 'general', how: 'explicit_action', notice: 'privacy', noticeVersion: 1 },
    ...{ shownAt: shown, givenAt: given, validUntil: null, keepUntil: keep, oneTime: false, recipient: null },
    ...{ withdrawnAt: null, usedAt: null, usedBy: null, guardian: false },
    ...changes,
  };
}

/** A made-up person by what they are (age, address, no) and what they answered; `until` is when the consent ends, where it does. */
function stateOf(self: number, answer: number, until: Date | null): PersonState {
  const standing = {
    grade: answer === 11 ? ('C' as const) : ('A' as const),
    revision: 1,
    noticeShownAt: shown,
    keepUntil: keep,
  };
  const refusal = (kind: 'refused' | 'withdrawn') => [{ kind, channel: null, at: later }];
  return {
    ...{ ordinal: 0, person: '', role: 'customer', standing, unproven: answer === 11 },
    birthDate: self === 13 ? '2010-03-04' : self === 12 ? null : '1990-01-01',
    minoritySign: false,
    closedAt: self === 15 ? later : null,
    grants:
      answer <= 7
        ? [grant({ validUntil: until })]
        : answer === 8
          ? [grant({ withdrawnAt: later })]
          : answer === 12
            ? [grant({ validUntil: later })]
            : answer === 13
              ? [grant({ channel: 'email' })]
              : [],
    refusals: answer === 8 ? refusal('withdrawn') : answer === 9 ? refusal('refused') : [],
    suppressions: self === 14 ? [{ kind: 'unsubscribe', channel: 'sms', at: later, liftedAt: null }] : [],
    address: self === 11 ? null : { setAt: shown, confirmedAt: self === 10 ? null : given },
  };
}

/** People in memory who were read through the same code as rows of PostgreSQL, and judged by the law. */
export interface MadePopulation {
  readonly memory: GateMemory;
  /** Judges somebody of every class for the question about an activity. */
  judgeAll(activity: string): void;
}

/** Makes so many people up; in the first `expiring` activities their consent ends within 30 days, spread by the second. */
export async function makePopulation(people: number, activities: number, expiring: number): Promise<MadePopulation> {
  const memory = new GateMemory((sealed) => sealed.toString('utf8'));
  const codes = Array.from({ length: activities }, (_, number) => `marketing-${number + 1}`);
  const horizon = Math.floor(MADE_NOW / 1000) + 40 * 86_400;
  const columns = codes.map((code) => new ActivityColumn(code, horizon));
  memory.expect(people, columns);
  for (const column of columns.slice(0, expiring)) column.timetable.reserve(Math.ceil(people / 1.9), 720);
  const answers = Array.from({ length: KINDS }, (_, number) => number);
  const ends = new Date(MADE_NOW + DAY);
  const subjects = answers.map((self) => subjectRow(stateOf(self, 0, null)));
  const addresses = answers.map((self) => {
    const { address } = stateOf(self, 0, null);
    return address === null ? undefined : rowOf([text('sms'), time(address.setAt), time(address.confirmedAt)]);
  });
  const noes = answers.map((self) =>
    stateOf(self, 0, null).suppressions.map((no) =>
      rowOf([text(no.kind), text(no.channel), bool(false), int8(1n), time(no.at), null]),
    ),
  );
  const perActivity = codes.map((code, number) =>
    answers.map((answer) => {
      const state = stateOf(0, answer, number < expiring ? ends : null);
      const { standing } = state;
      return {
        standing: rowOf([
          text(code),
          text(standing?.grade ?? 'A'),
          int4(1),
          time(standing?.noticeShownAt ?? null),
          time(keep),
        ]),
        grants: state.grants.map((each) => grantRow(code, each)),
        ends: answer <= 7 && number < expiring,
        refusals: state.refusals.map((each) =>
          rowOf([text(code), text(each.kind), text(each.channel), bool(false), int8(1n), time(each.at)]),
        ),
        unproven: state.unproven,
      };
    }),
  );
  const rows = {
    subjects: new Rows(),
    unproven: new Rows(),
    standings: new Rows(),
    grants: new Rows(),
    refusals: new Rows(),
    suppressions: new Rows(),
    digests: new Rows(),
    addresses: new Rows(),
  };
  const nothing = rowOf([]);
  for (let from = 1; from <= people; from += AT_ONCE) {
    for (const each of Object.values(rows)) each.clear();
    for (let ordinal = from; ordinal < Math.min(from + AT_ONCE, people + 1); ordinal += 1) {
      const self = selfOf(ordinal);
      const subject = subjects[self] as Buffer;
      const end = rows.subjects.add(subject, ordinal);
      const id = idWords(ordinal);
      // The id follows the role (8 + 4 letters' length) and its own length.
      const at = end - subject.length + 10 + 4 + 'customer'.length + 4;
      for (let word = 0; word < 4; word += 1) rows.subjects.bytes.writeUInt32BE(id[word] as number, at + word * 4);
      const address = addresses[self];
      if (address !== undefined) rows.addresses.add(address, ordinal);
      for (const no of noes[self] as Buffer[]) rows.suppressions.add(no, ordinal);
      let unproven = false;
      for (let number = 0; number < activities; number += 1) {
        const made = (perActivity[number] as (typeof perActivity)[number])[
          answerOf(ordinal, number)
        ] as (typeof perActivity)[number][number];
        rows.standings.add(made.standing, ordinal);
        for (const row of made.grants) {
          const grantEnd = rows.grants.add(row, ordinal);
          if (!made.ends) continue;
          const second = 60 + (scrambled(ordinal * 7 + number) % (30 * 86_400));
          rows.grants.bytes.writeBigInt64BE(
            BigInt(MADE_NOW - EPOCH + second * 1000) * 1000n,
            grantEnd - UNTIL_FROM_END,
          );
        }
        for (const row of made.refusals) rows.refusals.add(row, ordinal);
        unproven ||= made.unproven;
      }
      if (unproven) rows.unproven.add(nothing, ordinal);
    }
    for (const part of Object.keys(rows) as (keyof typeof rows)[]) rows[part].read(memory.reader[part]);
    await memory.apply(MADE_NOW, columns);
  }
  memory.release();
  for (const column of columns) memory.columns.set(column.code, column);
  return { memory, judgeAll: (activity) => judgeClasses(memory, activity, codes, expiring) };
}

function selfOf(ordinal: number): number {
  return scrambled(ordinal) % KINDS;
}

function answerOf(ordinal: number, number: number): number {
  return scrambled(ordinal * 31 + number) % KINDS;
}

function judgeClasses(memory: GateMemory, activity: string, codes: readonly string[], expiring: number): void {
  const column = memory.columns.get(activity);
  if (column === undefined) throw new Error('no such activity');
  const number = codes.indexOf(activity);
  const table = memory.tables.of(column, madeQuestion(activity), MADE_NOW);
  const theCase = madeCase(activity);
  for (let each = 1; each < column.classCount; each += 1) {
    const ordinal = column.exampleOf(each);
    if (ordinal === 0) continue;
    const until = number < expiring ? new Date(MADE_NOW + DAY) : null;
    const unproven = codes.some((_, at) => answerOf(ordinal, at) === 11);
    const state = { ...stateOf(selfOf(ordinal), answerOf(ordinal, number), until), unproven };
    const { outcome, articles, reasons, conditions } = judgePerson(judge, theCase, state, {
      at: new Date(MADE_NOW),
      live: true,
    });
    table.verdicts[each] = {
      outcome,
      articles,
      reasons,
      conditions,
      basis: 'consent',
      notice: null,
      activity,
      revision: 1,
    };
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A, PERSON_B } from '../../../../test/support/evidence-house.ts';
import { EVIDENCE_TAMPERINGS } from '../../../../test/support/sql-tamperings.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { createEvidence, directoryDestination, type Evidence } from '../index.ts';
import { describeFinding } from './describe-finding.ts';
import type { SelfCheckReport } from './self-check.ts';

let house: EvidenceHouse;
let evidence: Evidence;
let copy: string;

const PERSON_C = '01890000-0000-7000-8000-00000000000c';
const MEMBERS = Buffer.from([PERSON_A, PERSON_B].map((id) => id.replaceAll('-', '')).join(''), 'hex');

beforeAll(async () => {
  house = await openEvidenceHouse();
  copy = join(await mkdtemp(join(tmpdir(), 'zhinuo-copy-')), 'log');
  const { clock, service, database } = house;
  const copies = [directoryDestination(copy)];
  const checkedAgainst = () => ({ tables: [], members: async () => [MEMBERS] });
  const origin = 'example.com/evidence';
  evidence = createEvidence({
    anyPayload: true,
    clock,
    service,
    database,
    log: silentLogger(),
    origin,
    copies,
    checkedAgainst,
  });
  await fill();
});
afterAll(async () => {
  await house.close();
  await rm(join(copy, '..'), { recursive: true, force: true });
});

async function fill(): Promise<void> {
  const { database, clock } = house;
  const act = (person: string, at: number) => ({ kind: 'consent' as const, person, payload: { at } });
  for (let round = 0; round < 4; round += 1) {
    const acts = Array.from({ length: 70 }, (_, at) => act(at % 2 === 0 ? PERSON_A : PERSON_B, at));
    await database.transaction((tx) => evidence.recordActs(tx, acts));
    await database.transaction((tx) => evidence.recordActs(tx, [act(PERSON_C, 1)]));
    await evidence.mergePending();
    clock.advance(60_000);
  }
  await database.transaction((tx) => evidence.recordUseBatch(tx, { payload: { use: 'mail' }, members: [MEMBERS] }));
  await database.transaction((tx) => evidence.endKey(tx, PERSON_A));
  await database.transaction((tx) => evidence.recordActs(tx, [act(PERSON_A, 2)]));
  await evidence.mergePending();
  await evidence.makeEpoch();
  await database.transaction((tx) =>
    evidence.erasePerson(tx, PERSON_C, {
      consentUntil: clock.now(),
      messagesUntil: clock.now(),
      by: 'dpo',
      reason: 'asked',
    }),
  );
  await evidence.mergePending();
  await evidence.copyLog();
  await database.transaction((tx) => evidence.recordActs(tx, [act(PERSON_B, 3)]));
}

async function check(): Promise<SelfCheckReport> {
  await house.database.transaction((tx) => evidence.selfCheck.begin(tx, 'test'));
  await evidence.selfCheck.run();
  const [report] = await house.database.transaction((tx) => evidence.selfCheck.reports(tx, 1));
  if (report === undefined) throw new Error('no report');
  return report;
}

describe('the self-check', () => {
  it('finds nothing in a log that nobody has changed', async () => {
    const report = await check();
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ state: 'finished', found: 0, part: null });
    expect(report.size).toBeGreaterThan(280);
  });

  it.each(EVIDENCE_TAMPERINGS)('finds %s', async (_, sql = '', what = '', at) => {
    // In a copy of each table that it touches, put back afterwards: the rows are what they were.
    const touched = [...new Set([...sql.matchAll(/evidence\.(\w+)/g)].map(([, table]) => table))];
    await house.database.transaction(async (tx) => {
      await tx.execute("set local session_replication_role = 'replica'");
      for (const table of touched) await tx.execute(`create table public.kept_${table} as table evidence.${table}`);
      for (const statement of sql.split(';')) expect(await tx.execute(statement)).toBeGreaterThan(0);
    });
    try {
      const report = await check();
      const found = report.findings.map((finding) => finding.what);
      expect(found).toContain(what);
      if (at !== undefined) expect(report.findings[0]).toMatchObject({ what, at });
    } finally {
      await house.database.transaction(async (tx) => {
        await tx.execute("set local session_replication_role = 'replica'");
        for (const table of touched) {
          await tx.execute(`delete from evidence.${table}`);
          await tx.execute(`insert into evidence.${table} overriding system value table public.kept_${table}`);
          await tx.execute(`drop table public.kept_${table}`);
        }
      });
    }
  });

  it('finds a copy that was changed, and one that shows another log', async () => {
    const destination = directoryDestination(copy);
    const path = 'tile/0/000';
    const bytes = (await destination.read(path)) ?? Buffer.alloc(0);
    await destination.write(path, Buffer.concat([Buffer.alloc(1, 7), bytes.subarray(1)]));
    const report = await check();
    await destination.write(path, bytes);
    expect(report.findings).toEqual([
      expect.objectContaining({ part: 'copies', what: 'copy-differs', at: `copy 0: ${path}` }),
    ]);
    expect((await check()).found).toBe(0);
  });

  it('stops when it is told to, goes on where it stopped, and can be cancelled', async () => {
    const { database } = house;
    const stopping = AbortSignal.abort();
    await database.transaction((tx) => evidence.selfCheck.begin(tx, 'test'));
    const latest = async () => (await database.transaction((tx) => evidence.selfCheck.reports(tx, 1)))[0];
    let last = -1;
    for (;;) {
      await evidence.selfCheck.run(stopping);
      const report = await latest();
      if (report?.state !== 'running') break;
      expect(report.done).toBeGreaterThanOrEqual(last);
      last = report.done;
    }
    expect(await latest()).toMatchObject({ state: 'finished', found: 0 });
    await database.transaction((tx) => evidence.selfCheck.begin(tx, 'test'));
    await database.transaction((tx) => evidence.selfCheck.cancel(tx));
    expect(await evidence.selfCheck.run()).toBe(false);
    expect(await latest()).toMatchObject({ state: 'cancelled' });
  });
});

it('has words of its own in both languages for whatever it finds', () => {
  const folder = new URL('./', import.meta.url);
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const text = sources.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
  const codes = [...text.matchAll(/what: '([a-z-]+)'/g)].map(([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(30);
  const general = describeFinding('');
  expect(codes.filter((code) => describeFinding(code).en === general.en)).toEqual([]);
});

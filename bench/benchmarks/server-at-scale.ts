import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ApiClient } from '../../src/cli/demo/api-client.ts';
import { loadRegister } from '../../src/cli/demo/load-sample.ts';
import { Analytics } from '../../src/contexts/customers/events/analytics.ts';
import type { Benchmark } from '../measure.ts';
import { freePort } from '../product.ts';
import { EVENTS, MADE, PEOPLE } from './segment-at-scale.ts';

const SERVER = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const STANDS_BY_MS = 500;
const MiB = 2 ** 20;

// What a person who was told and may be reached has at the gate, and their row among customers; their fields and evidence are left out.
const PEOPLE_MADE = [
  `insert into consent.subject (ordinal, person, role, adult_on, registered_at) overriding system value
     select place, gen_random_uuid(), 'customer', date '2008-01-01', now() from generate_series(2, ${PEOPLE}) as place`,
  `select setval(pg_get_serial_sequence('consent.subject', 'ordinal'), ${PEOPLE})`,
  `insert into consent.standing (ordinal, activity, source, grade, notice, notice_version, revision, notice_shown_at, keep_until, how, recorded_at)
     select place, s.activity, s.source, s.grade, s.notice, s.notice_version, s.revision, s.notice_shown_at, s.keep_until, s.how, s.recorded_at
       from consent.standing s, generate_series(2, ${PEOPLE}) as place where s.ordinal = 1`,
  `insert into consent.grant (ordinal, activity, revision, channel, kind, how, notice, notice_version, shown_at, given_at, keep_until, one_time, receipt)
     select place, 'marketing', 1, 'sms', 'general', 'explicit_action', 'privacy', 1, now() - interval '1 hour', now() - interval '1 hour',
            now() + interval '700 days', false, gen_random_uuid()
       from generate_series(2, ${PEOPLE}) as place where place % 5 < 3`,
  `insert into customers.person (id, ordinal, activity, source, created_at)
     select person, ordinal, 'customer-administration', 'from_individual', now() from consent.subject where ordinal > 1`,
  'analyze',
];

const BOUGHT = { event: { name: 'purchase', withinDays: 90, atLeast: 2 } };
const TREES = [
  { all: [BOUGHT, { not: [{ event: { name: 'pay', atLeast: 1, notSinceDays: 30 } }] }] },
  { any: [{ sequence: { steps: ['view', 'cart', 'pay'], withinDays: 7 } }, BOUGHT] },
  { all: [{ permission: { activity: 'marketing', channel: 'sms' } }, BOUGHT] },
  { rfm: { name: 'purchase', withinDays: 365, recency: [4, 5], amount: [5] } },
];

interface House {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly base: string;
  readonly api: ApiClient;
}

async function openHouse(): Promise<House> {
  const directory = mkdtempSync(join(tmpdir(), 'zhinuo-scale-'));
  const [apiKey, port] = [randomBytes(24).toString('hex'), await freePort()];
  const rootKey = join(directory, 'root.key');
  writeFileSync(rootKey, randomBytes(32).toString('hex'), { mode: 0o600 });
  const environment = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    ZHINUO_PORT: String(port),
    ZHINUO_DATA: join(directory, 'data'),
    ZHINUO_ROOT_KEY_FILE: rootKey,
    ZHINUO_BOOTSTRAP_KEY: apiKey,
  };
  const base = `http://127.0.0.1:${port}`;
  return { directory, environment, base, api: new ApiClient(base, apiKey) };
}

async function start({ base, environment }: House): Promise<ChildProcess> {
  const child = spawn(process.execPath, [SERVER], { env: { ...environment }, stdio: 'ignore' });
  await standBy(async () => (await fetch(`${base}/readyz`).catch(() => undefined))?.status === 200);
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function standBy(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, STANDS_BY_MS));
}

// People and events are written where they end up, while nobody keeps anything of them in memory.
async function fill(house: House): Promise<void> {
  let child = await start(house);
  await loadRegister(house.api, { people: 0, say: () => undefined, now: new Date(0) });
  await house.api.call('POST', '/api/v1/persons', {
    activity: 'customer-administration',
    source: 'from_individual',
    identifiers: [{ type: 'member_id', issuer: 'bench', value: '1' }],
    attributes: {},
  });
  const data = house.environment['ZHINUO_DATA'] ?? '';
  const client = new pg.Client({ host: join(data, 'cluster'), port: 5432, user: 'zhinuo', database: 'zhinuo' });
  await client.connect();
  for (const statement of PEOPLE_MADE) await client.query(statement);
  await client.end();
  await stop(child);
  mkdirSync(join(data, 'analytics'), { recursive: true, mode: 0o700 });
  const analytics = new Analytics(join(data, 'analytics', 'events.duckdb'));
  await analytics.exclusively((connection) => connection.run(MADE).then(() => undefined));
  await analytics.close();
  child = await start(house);
  for (const [place, definition] of [BOUGHT, ...TREES].entries())
    await house.api.call('POST', '/api/v1/segments', {
      code: `s${place}`,
      name: { zh: `人群${place}`, en: `Segment ${place}` },
      definition,
    });
  await stop(child);
}

/** Resident memory of a process now and at most, in bytes. */
function memoryOf(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
  return { now: kilobytes('VmRSS'), most: kilobytes('VmHWM') };
}

// Processor time of all threads since the start; the kernel counts it in hundredths of a second.
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The real server with everything of a middling company: what an estimate takes while it is edited, and what the process comes to hold. */
export const serverAtScale: Benchmark = {
  name: 'server-at-scale',
  what: `the estimate of a definition with its reach over HTTP, at ${PEOPLE.toLocaleString('en-US')} people and ${EVENTS.toLocaleString('en-US')} events`,
  control: 'the count of a live segment over HTTP',
  unit: 'answers',
  slow: true,
  async prepare() {
    const house = await openHouse();
    await fill(house);
    const { api } = house;
    const child = await start(house);
    const pid = child.pid ?? 0;
    const held: string[] = [];
    const note = (what: string) => held.push(`${what} ${Math.round(memoryOf(pid).now / MiB)}`);
    const count = (code: string) => api.call<{ count: number | null }>('GET', `/api/v1/segments/${code}/members-count`);
    note('ready');
    await standBy(async () => (await count('s0')).count !== null);
    note('live segments made');
    const times: number[] = [];
    const worked: number[] = [];
    const reach = { activity: 'marketing', operation: 'use', channel: 'sms' };
    const estimate = async (definition: object) => {
      const [began, before] = [performance.now(), processorMs(pid)];
      await api.call('POST', '/api/v1/segments/estimates', { definition, reach });
      times.push(performance.now() - began);
      worked.push(processorMs(pid) - before);
    };
    return {
      async subject() {
        for (const tree of TREES) await estimate(tree);
        return TREES.length;
      },
      async control() {
        for (const _ of TREES) await count('s0');
        return TREES.length;
      },
      async further() {
        note('estimates');
        await api.call('POST', '/api/v1/charts/funnel', {
          steps: ['view', 'cart', 'checkout', 'pay', 'review'],
          withinDays: 30,
          startedWithinDays: 90,
        });
        note('funnel');
        await api.call('POST', '/api/v1/charts/retention', {
          start: 'purchase',
          back: 'purchase',
          unit: 'month',
          periods: 12,
        });
        note('retention');
        await api.call('POST', '/api/v1/rfm-grids', { event: 'purchase', withinDays: 365 });
        note('RFM of everyone');
        await api.call('POST', '/api/v1/segments/s4/reach', reach);
        note('reach of fifths');
        await standBy(async () => (await count('s2')).count !== null && (await count('s4')).count !== null);
        note('refreshed segments');
        const at = (of: readonly number[], share: number) =>
          Math.round(of.toSorted((left, right) => left - right)[Math.floor((of.length - 1) * share)] ?? 0);
        const work = `processor time of all threads meanwhile: median ${at(worked, 0.5)} ms, most ${at(worked, 1)} ms`;
        const trees = TREES.map((_, tree) =>
          at(
            times.slice(TREES.length).filter((_time, place) => place % TREES.length === tree),
            0.5,
          ),
        );
        const first = `the first, which draws the sample, ${Math.round(times[0] ?? 0)} ms, then by definition ${trees.join(', ')} ms`;
        return `estimates: median ${at(times, 0.5)} ms, longest ${at(times, 1)} ms (${first}), ${work}; resident MiB after: ${held.join(', ')}; at most ${Math.round(memoryOf(pid).most / MiB)}`;
      },
      async close() {
        await stop(child);
        rmSync(house.directory, { recursive: true, force: true });
      },
    };
  },
};

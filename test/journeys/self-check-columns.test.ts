import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SelfCheckReport } from '../../src/contexts/evidence/index.ts';
import { type ActHouse, openActHouse } from '../support/act-house.ts';
import { columnsOfActs, FURTHER_ATTACKS, NOT_COMMITTED, otherValue } from '../support/committed-columns.ts';

let house: ActHouse;
beforeAll(async () => {
  house = await openActHouse();
});
afterAll(() => house.close());

interface Attack {
  readonly table: string;
  readonly name: string;
  readonly sql: string;
}

const quoted = (table: string) =>
  table
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
const contextOf = ({ table }: Attack) => table.split('.')[0] ?? '';

// Every column that is not excused, in a row that has a receipt and a value there; then a row taken out, and one put in.
async function attacks(): Promise<Attack[]> {
  const columns = await columnsOfActs(house.world.rows, house.tables);
  const all: Attack[] = [...FURTHER_ATTACKS];
  for (const table of house.tables) {
    const own = columns.filter((each) => each.table === table);
    const name = quoted(table);
    const receipts = own.find(({ column }) => /^(ruling_|minority_)?receipt$/.test(column))?.column;
    const chosen = (first: string) =>
      `(select ctid from ${name} order by ${receipts === undefined ? '' : `${receipts} is null, `}${first} ctid desc limit 1)`;
    for (const { column, type } of own) {
      if (NOT_COMMITTED[table]?.[column] !== undefined) continue;
      const sql = `update ${name} set "${column}" = ${otherValue(type, column)} where ctid = ${chosen(`"${column}" is null,`)}`;
      all.push({ table, name: column, sql });
    }
    all.push({ table, name: 'a row deleted', sql: `delete from ${name} where ctid = ${chosen('')}` });
    if (receipts === undefined) continue;
    const key = own.find(({ column, identity }) => identity || column === 'id' || column === 'number')?.column;
    const copied = own
      .filter(({ column, identity }) => !identity || column === key)
      .map(({ column, type }) => {
        if (column === receipts) return [`"${column}"`, 'gen_random_uuid()'];
        return [`"${column}"`, column === key ? otherValue(type, column) : `"${column}"`];
      });
    if (key === undefined) continue;
    const into = copied.map(([column]) => column).join(', ');
    const values = copied.map(([, value]) => value).join(', ');
    const last = own.find(({ column }) => column === key)?.identity === true ? `"${key}" desc,` : '';
    all.push({
      table,
      name: 'a row inserted',
      sql: `insert into ${name} (${into}) overriding system value select ${values} from ${name} where ctid = (select ctid from ${name} order by ${last} ctid desc limit 1)`,
    });
  }
  return all;
}

// A table of each context at a time: what one context finds can't be another's.
function rounds(all: readonly Attack[]): Attack[][] {
  const queues = new Map(
    [...new Set(all.map(contextOf))].map((each) => [each, all.filter((one) => contextOf(one) === each)]),
  );
  const longest = Math.max(...[...queues.values()].map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => [...queues.values()].flatMap((queue) => queue[at] ?? []));
}

function foundIn(report: SelfCheckReport, attack: Attack): boolean {
  const context = `${contextOf(attack)}.`;
  return report.findings.some(
    ({ at, expected, what }) =>
      at.startsWith(context) ||
      expected.includes(` ${context}`) ||
      (context === 'consent.' && what === 'members-changed'),
  );
}

async function reportAfter(round: readonly Attack[]): Promise<SelfCheckReport> {
  const kept = (table: string) => `public.kept_${table.replace('.', '_')}`;
  const behind = (work: (sql: (text: string) => Promise<number>) => Promise<void>) =>
    house.world.act(async (tx) => {
      await tx.execute("set local session_replication_role = 'replica'");
      await work((text) => tx.execute(text));
    });
  await behind(async (sql) => {
    for (const { table, name, sql: text } of round) {
      await sql(`create table ${kept(table)} as table ${quoted(table)}`);
      expect([table, name, await sql(text)]).toEqual([table, name, 1]);
    }
  });
  try {
    return await house.check();
  } finally {
    await behind(async (sql) => {
      for (const { table } of round) {
        await sql(`delete from ${quoted(table)}`);
        await sql(`insert into ${quoted(table)} overriding system value table ${kept(table)}`);
        await sql(`drop table ${kept(table)}`);
      }
    });
  }
}

it('finds a change of every column of the acts that the log commits to, a row taken out and one put in', async () => {
  expect((await house.check()).findings).toEqual([]);
  await house.withoutConstraints();
  const all = await attacks();
  const missed: string[] = [];
  const people = await house.world.rows<{ person: string }>('select person from consent.subject');
  for (const round of rounds(all)) {
    const report = await reportAfter(round);
    for (const attack of round) if (!foundIn(report, attack)) missed.push(`${attack.table}: ${attack.name}`);
    // Whom it concerns is nowhere in what it tells.
    const told = JSON.stringify(report.findings);
    expect(people.filter(({ person }) => told.includes(person))).toEqual([]);
    expect(told).not.toMatch(/欧阳|1381111000\d/);
  }
  // Enough were tried for a list that is empty to mean something.
  expect(all.length).toBeGreaterThan(170);
  expect(missed).toEqual([]);
  expect((await house.check()).findings).toEqual([]);
});

it('knows every table that names a receipt, and excuses no column that is not there', async () => {
  const named = await house.world.rows<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.columns
      where column_name = 'receipt' and table_schema not in ('evidence', 'public') order by 1`,
  );
  const known = new Set([...house.tables, ...Object.keys(NOT_COMMITTED)]);
  expect(named.filter(({ name }) => !known.has(name))).toEqual([]);
  const columns = await columnsOfActs(house.world.rows, house.tables);
  const there = new Set(columns.map(({ table, column }) => `${table}.${column}`));
  const excused = Object.entries(NOT_COMMITTED)
    .filter(([table]) => house.tables.includes(table))
    .flatMap(([table, each]) => Object.keys(each).map((column) => `${table}.${column}`));
  expect(excused.filter((name) => !there.has(name))).toEqual([]);
});

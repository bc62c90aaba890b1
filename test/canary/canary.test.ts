import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/platform/database/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { databasePlaces, duckPlaces, filePlaces, findAll, needlesOf, type Place } from '../support/canary-search.ts';
import { driveMarked, MARKERS } from '../support/marked-line.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';

const needles = Object.values(MARKERS).flatMap(needlesOf);
const PLANT = '金丝雀 planted in clear 5590137';
const SCHEMAS =
  'access capture consent customers engagement evidence graphile_worker http platform register rights vault'.split(' ');
// Where people stand, or what somebody wrote about them: the drive must have come to each.
const REACHED =
  'vault.reveal vault.policy_act vault.erasure_order vault.key_event customers.claim customers.cluster_ruling customers.cluster_event customers.source customers.planned_event customers.filed_event customers.quarantine customers.tag customers.person_tag customers.tag_act customers.computed_trait customers.correction customers.refuted_value customers.receiver evidence.erased rights.search rights.download customers.stock_row customers.stock_group capture.paper_batch capture.paper_sheet consent.guardianship'.split(
    ' ',
  );
let product: RunningProduct;
let outputs: Place[];
let database: Database;
beforeAll(async () => {
  product = await startProduct({ logLevel: 'trace' });
  outputs = await driveMarked(product);
  // DuckDB's file can be read by others only once the server has let it go.
  await product.server.stop();
  database = new Database({ connection: product.databaseUrl, log: silentLogger(), maxConnections: 2 });
}, 600_000);
afterAll(async () => {
  await database.close();
  await product.close();
});

const stored = () => database.transaction(databasePlaces);
const duckFile = () => product.server.stores.analytics;
const logs = (): Place[] => [{ name: 'log', content: Buffer.from(product.logLines.join('\n')) }];

describe('no personal information stands in clear', () => {
  it('after a drive through every room: people, acts, sends, imports, events, reveals are there', async () => {
    const rows = await database.transaction((tx) =>
      tx.one<Record<string, number>>(
        `select (select count(*) from vault.field)::int as fields, (select count(*) from consent.grant)::int as grants,
                (select count(*) from engagement.send)::int as sends, (select count(*) from customers.event)::int as events,
                (select count(*) from vault.reveal)::int as reveals, (select count(*) from vault.disclosure)::int as disclosures,
                (select count(*) from customers.export_chunk)::int as "exportChunks",
                (select count(*) from vault.retention_run)::int as sweeps`,
      ),
    );
    for (const [name, count] of Object.entries(rows)) expect(count, name).toBeGreaterThan(0);
    const fields = await database.transaction((tx) =>
      tx.query<{ field: string }>('select distinct field from vault.field order by field'),
    );
    expect(fields.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['address', 'email', 'member_id', 'mobile', 'name']),
    );
    const held = new Set(
      (await stored()).filter(({ content }) => content.length > 0).map(({ name }) => name.split('.', 2).join('.')),
    );
    expect(REACHED.filter((table) => !held.has(`postgres ${table}`))).toEqual([]);
    expect(product.logLines.length).toBeGreaterThan(50);
    expect(outputs.length).toBeGreaterThan(20);
  });

  it('in any column of any table of PostgreSQL, the queue and the staff accounts among them', async () => {
    const places = await stored();
    const schemas = new Set(places.map(({ name }) => /^postgres ([^.]+)/.exec(name)?.[1]));
    expect([...schemas].sort()).toEqual(expect.arrayContaining(SCHEMAS));
    expect(findAll(places, needles)).toEqual([]);
  });

  it('in the DuckDB tables', async () => {
    const places = await duckPlaces(duckFile());
    expect(places.length).toBeGreaterThan(0);
    expect(findAll(places, needles)).toEqual([]);
  });

  it('in any file of the data directory: uploads, refused rows, keys, analytics', () => {
    const places = filePlaces(product.data);
    expect(places.length).toBeGreaterThan(3);
    expect(findAll(places, needles)).toEqual([]);
  });

  it('in the log, even at its most talkative', () => {
    expect(findAll(logs(), needles)).toEqual([]);
  });

  it('in error bodies, headers, metrics, repeated answers and masked lists', () => {
    expect(findAll(outputs, needles)).toEqual([]);
  });
});

describe('the search itself', () => {
  it('finds every encoding of every marker', () => {
    for (const needle of needles) {
      const content = Buffer.concat([Buffer.from('before '), needle.bytes, Buffer.from(' after')]);
      expect(findAll([{ name: 'here', content }], [needle]), `${needle.encoding} of ${needle.marker}`).toHaveLength(1);
    }
  });

  it('finds base64 wherever the value stands in the text that was encoded', () => {
    for (const before of ['', 'a', 'ab', 'abc']) {
      const content = Buffer.from(Buffer.from(`${before}${MARKERS.name} and more`).toString('base64'));
      expect(findAll([{ name: 'here', content }], needlesOf(MARKERS.name))).not.toEqual([]);
    }
  });

  it('finds what is planted in clear in each schema, as text deep in a document and as bytes', async () => {
    for (const schema of SCHEMAS)
      await database.transaction(async (tx) => {
        await tx.execute(`create table "${schema}".planted (words jsonb, bytes bytea)`);
        const values = [JSON.stringify({ deep: [PLANT] }), Buffer.from(PLANT)];
        await tx.execute(`insert into "${schema}".planted values ($1, $2)`, values);
      });
    const found = findAll(await stored(), needlesOf(PLANT));
    for (const schema of SCHEMAS)
      for (const column of ['words', 'bytes'])
        expect(found).toContain(`postgres ${schema}.planted.${column}: plain of ${PLANT}`);
  });

  it('finds what is planted in clear in DuckDB, in a file and in the log', async () => {
    const instance = await DuckDBInstance.create(duckFile());
    const connection = await instance.connect();
    await connection.run(`create table planted as select {'deep': ['${PLANT}']} as words`);
    connection.closeSync();
    instance.closeSync();
    const file = join(product.data, 'imports', 'planted');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, PLANT);
    product.logLines.push(JSON.stringify({ planted: PLANT }));
    const wanted = needlesOf(PLANT);
    expect(findAll(await duckPlaces(duckFile()), wanted)).not.toEqual([]);
    expect(findAll(filePlaces(product.data), wanted)).toContain(`file imports/planted: plain of ${PLANT}`);
    expect(findAll(logs(), wanted)).not.toEqual([]);
  });
});

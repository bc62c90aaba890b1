import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import { newId } from '../../platform/ids.ts';
import { headerLabel } from './ingest/read-upload.ts';
import { refusedLabel } from './ingest/refused-rows.ts';
import { outsideLabel } from './outbox/deliver-outbox.ts';
import { sealedHolders } from './sealed-holders.ts';

let bench: TestVault;
const files = mkdtempSync(join(tmpdir(), 'zhinuo-holders-'));
beforeAll(async () => {
  bench = await openTestVault(['customers']);
  const { sealed, ofPersons } = sealedHolders({ files });
  bench.vault.keys.hold(sealed, ofPersons);
});
afterAll(async () => {
  await bench.close();
  rmSync(files, { recursive: true, force: true });
});

async function rotate(kind: 'generations' | 'persons'): Promise<void> {
  await bench.database.transaction((tx) => bench.vault.keys.begin(tx, kind, 'staff:test'));
  for (let more = true; more; ) {
    bench.clock.advance(100);
    more = await bench.database.transaction((tx) => bench.vault.keys.step(tx));
  }
}

it('seals what imports keep and what events carry anew, and the old generation is empty then', async () => {
  const { vault, database } = bench;
  const [imported, rowKey, tracked] = [newId(bench.clock), newId(bench.clock), newId(bench.clock)];
  const person = await database.transaction(async (tx) => {
    const [id = ''] = await bench.newPersons(tx, 1);
    await tx.execute(
      `insert into customers.person (id, ordinal, activity, source, created_at) values ($1, 7, 'customer-administration', 'form', now())`,
      [id],
    );
    await tx.execute(
      `insert into customers.import (id, kind, activity, source, issuer, created_by, created_at, status, header)
       values ($1, 'customers', 'a', 's', 'i', 'staff:test', now(), 'finished', $2)`,
      [imported, vault.sealBlob(headerLabel(imported), Buffer.from('["姓名"]'))],
    );
    for (const position of [0, 50, 100])
      await tx.execute('insert into customers.refused_rows (import, position, count, sealed) values ($1, $2, 1, $3)', [
        imported,
        position,
        vault.sealBlob(refusedLabel(imported, position), Buffer.from(`第 ${position} 行`)),
      ]);
    await tx.execute(
      `insert into customers.outside_person (id, receiver, person, digest, sealed, linked_at) values ($1, 'erp', $1, 'x', $2, now())`,
      [imported, vault.sealBlob(outsideLabel(imported), Buffer.from('M-1'))],
    );
    for (const [key, label] of [
      [rowKey, 'order_record'],
      [tracked, 'behaviour'],
    ] as const)
      await tx.execute(
        `insert into customers.event (ordinal, name, happened_at, properties, row_key) values (7, 'purchase', now(), $1, $2)`,
        [await vault.sealForPerson(tx, id, `${label}/${key}`, Buffer.from('{"product":"茶"}')), key],
      );
    return id;
  });
  await rotate('generations');
  await rotate('persons');
  const { rotations, secrets } = await database.transaction((tx) => vault.keys.state(tx));
  expect(rotations.map(({ damaged, state }) => [damaged, state])).toEqual([
    [0, 'done'],
    [0, 'done'],
  ]);
  expect(secrets.find(({ kind, id }) => kind === 'generations' && id === 1)?.emptiedAt).not.toBeNull();
  await database.transaction(async (tx) => {
    const { header } = await tx.one<{ header: Buffer }>('select header from customers.import');
    expect([header.readUInt32BE(4), vault.openBlob(headerLabel(imported), header).toString()]).toEqual([2, '["姓名"]']);
    const { sealed } = await tx.one<{ sealed: Buffer }>('select sealed from customers.outside_person');
    expect([sealed.readUInt32BE(4), vault.openBlob(outsideLabel(imported), sealed).toString()]).toEqual([2, 'M-1']);
    const pieces = await tx.query<{ position: number; sealed: Buffer }>(
      'select position, sealed from customers.refused_rows',
    );
    for (const { position, sealed } of pieces)
      expect(vault.openBlob(refusedLabel(imported, position), sealed).toString()).toBe(`第 ${position} 行`);
    expect(pieces.map(({ sealed }) => sealed.readUInt32BE(4))).toEqual([2, 2, 2]);
    const permit = await bench.use(tx, [person], ['order_record', 'behaviour']);
    for (const [key, label] of [
      [rowKey, 'order_record'],
      [tracked, 'behaviour'],
    ] as const) {
      const { properties } = await tx.one<{ properties: Buffer }>(
        'select properties from customers.event where row_key = $1',
        [key],
      );
      const opened = await vault.openForPerson(tx, permit, person, `${label}/${key}`, properties);
      expect(opened.toString()).toBe('{"product":"茶"}');
    }
  });
});

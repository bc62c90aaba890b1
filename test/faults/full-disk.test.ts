import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { answerForm } from '../../src/cli/demo/answer-form.ts';
import { ApiError } from '../../src/cli/demo/api-client.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { ensureBuilt } from '../support/built-server.ts';
import { type ChildProduct, startChild } from '../support/child-product.ts';
import { FAULT_LIMIT } from '../support/fault-rounds.ts';
import { ORDERS, runImport } from '../support/run-import.ts';
import { type ProductFiles, prepareProduct } from '../support/running-product.ts';
import { FORM, loadBrand, someone } from '../support/sample-load.ts';
import { shopOrders } from '../support/shop-orders.ts';

const DISK_MIB = 400;
const MIB = 1 << 20;
/** Blocks of 512 bytes, or of 1024 in some shells: more than PostgreSQL's own files need, less than `LARGE`. */
const FILE_BLOCKS = 40_960;
const LARGE = 44 * MIB;
const SMALL = shopOrders(systemClock.now(), [{ person: someone(1), daysAgo: [3] }]);

let files: ProductFiles;
let child: ChildProduct | undefined;
let mounted = false;
beforeAll(ensureBuilt, FAULT_LIMIT);
afterEach(async () => {
  await child?.stop();
  if (mounted) spawnSync('umount', ['-l', files.data]);
  await files.remove();
}, FAULT_LIMIT);

const statusAndCode = (error: unknown) =>
  error instanceof ApiError ? `${error.status} ${error.code}` : `no answer of the API: ${String(error)}`;

const declareImport = async (product: ChildProduct) =>
  (await product.api.call<{ id: string }>('POST', '/api/v1/imports', ORDERS)).id;

const upload = (product: ChildProduct, id: string, bytes: Buffer) =>
  product.api.put(`/api/v1/imports/${id}/file`, bytes, 'text/csv').then(() => 'taken', statusAndCode);

/** Takes every byte that the disk still has. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  for (let size = MIB; size >= 512; ) {
    try {
      writeSync(file, Buffer.alloc(size));
    } catch {
      size /= 2;
    }
  }
  closeSync(file);
}

async function readiness(): Promise<{ status: number; checks: Record<string, boolean> }> {
  const answer = await fetch(`${files.base}/readyz`);
  const { checks } = (await answer.json()) as { checks: Record<string, boolean> };
  return { status: answer.status, checks };
}

/** What is written until the disk takes nothing more: what was acknowledged, and how everything else was answered. */
async function writeUntilFull(product: ChildProduct) {
  const imports: string[] = [];
  const mobiles: string[] = [];
  const refused: string[] = [];
  const declare = async () => {
    while (refused.length < 8)
      await declareImport(product).then(
        (id) => imports.push(id),
        (error: unknown) => refused.push(statusAndCode(error)),
      );
  };
  const join = async () => {
    for (let n = 0; refused.length < 8; n += 1) {
      const person = someone(500 + n, { confirms: [] });
      const answered = await answerForm(files.base, FORM.code, person, files).then(
        () => mobiles.push(person.mobile),
        (error: unknown) => String(error),
      );
      if (typeof answered === 'string') expect(answered).toMatch(/answer(?:s|ed) 503/);
    }
  };
  await Promise.all([declare(), declare(), join()]);
  return { imports, mobiles, refused };
}

it(
  'a full disk is answered 503, loses nothing that was acknowledged, and is over when there is space again',
  async () => {
    files = await prepareProduct(systemClock);
    const options = ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m,mode=0700`, 'tmpfs', files.data];
    const mount = spawnSync('mount', options, { encoding: 'utf8' });
    mounted = mount.status === 0;
    if (!mounted) {
      // Only a privileged account may mount; the next test needs no privilege.
      expect(mount.error?.message ?? mount.stderr).toMatch(/ENOENT|permi|superuser|root|not supported|unknown/i);
      return;
    }
    child = await startChild(files);
    await loadBrand(files);
    const first = await declareImport(child);
    expect(await readiness()).toMatchObject({ status: 200, checks: { disk: true } });

    fill(join(files.data, 'filler'));
    expect(await readiness()).toMatchObject({ status: 503, checks: { disk: false, rootKey: true } });
    expect(await upload(child, first, SMALL)).toBe('503 http.disk-full');
    const { imports, mobiles, refused } = await writeUntilFull(child);
    for (const each of refused) expect(each).toMatch(/^503 http\.(?:disk-full|store-unavailable)$/);
    expect(refused).toContain('503 http.disk-full');

    rmSync(join(files.data, 'filler'));
    await child.ready();
    expect(await upload(child, first, SMALL)).toBe('taken');
    for (const id of imports) expect(await child.api.call('GET', `/api/v1/imports/${id}`)).toMatchObject({ id });
    for (const value of mobiles) {
      const search = { field: 'mobile', value };
      const { items } = await child.api.call<{ items: object[] }>('POST', '/api/v1/persons/searches', search);
      expect(items, 'an acknowledged form is there').not.toEqual([]);
    }
    expect(await runImport(child.api, ORDERS, SMALL)).toMatchObject({ status: 'finished', accepted: 1, refused: 0 });
    await answerForm(files.base, FORM.code, someone(900), files);
  },
  FAULT_LIMIT,
);

it(
  'a file that may not grow is answered 503 as a full disk, leaves nothing behind, and the server goes on',
  async () => {
    files = await prepareProduct(systemClock);
    child = await startChild(files, {}, FILE_BLOCKS);
    await loadBrand(files);
    const id = await declareImport(child);
    const large = Buffer.concat([SMALL, Buffer.alloc(LARGE, SMALL.subarray(SMALL.indexOf('\n') + 1))]);
    expect(await upload(child, id, large)).toBe('503 http.disk-full');
    expect(filesNamed(files.data, /\.sealed$/)).toEqual([]);
    expect(await child.api.call('GET', `/api/v1/imports/${id}`)).toMatchObject({ status: 'waiting-for-file' });
    expect(await upload(child, id, SMALL)).toBe('taken');
    expect(await readiness()).toMatchObject({ status: 200 });
  },
  FAULT_LIMIT,
);

function filesNamed(directory: string, pattern: RegExp): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => pattern.test(name));
}

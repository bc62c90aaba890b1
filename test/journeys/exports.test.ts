import { afterAll, beforeAll, expect, it } from 'vitest';
import { ageDecrypt, newIdentity } from '../../src/platform/age/index.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, someone } from '../support/sample-load.ts';
import { until } from '../support/until.ts';

let product: RunningProduct;
let person = '';
const PERSON = someone(71);
beforeAll(async () => {
  product = await startProduct();
  await loadBrand(product);
  person = await joins(product, PERSON);
}, 120_000);
afterAll(() => product.close());

const wish = (changes: object = {}) => ({
  activity: 'order-delivery',
  persons: [person],
  fields: ['name', 'mobile'],
  reason: '交付当日配送名单',
  hours: 24,
  ...changes,
});
const download = (id: string) =>
  fetch(`${product.base}/api/v1/exports/${id}/downloads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.apiKey}`, 'content-type': 'application/json' },
    body: '{}',
  });

async function made(changes: object = {}): Promise<{ id: string; passphrase?: string }> {
  const queued = await product.api.call<{ id: string; passphrase?: string }>('POST', '/api/v1/exports', wish(changes));
  await until(async () => {
    const { items } = await product.api.call<{ items: { id: string; status: string }[] }>('GET', '/api/v1/exports');
    return !['queued', 'running'].includes(items.find(({ id }) => id === queued.id)?.status ?? 'queued');
  });
  return queued;
}

it('takes a list of the sample brand out in a file that its passphrase opens, and no other', async () => {
  const { id, passphrase = '' } = await made();
  const file = Buffer.from(await (await download(id)).arrayBuffer());
  expect(file.includes(Buffer.from(PERSON.mobile))).toBe(false);
  expect(ageDecrypt({ passphrase }, file).toString('utf8')).toContain(PERSON.mobile);
  expect(() => ageDecrypt({ passphrase: `${passphrase}x` }, file)).toThrow();
});

it('takes it out to a public key, which only its own identity opens', async () => {
  const [mine, theirs] = [newIdentity(), newIdentity()];
  const { id } = await made({ publicKey: mine.recipient });
  const file = Buffer.from(await (await download(id)).arrayBuffer());
  expect(ageDecrypt({ identity: mine.identity }, file).toString('utf8')).toContain(PERSON.mobile);
  expect(() => ageDecrypt({ identity: theirs.identity }, file)).toThrow();
});

it('makes no file under an activity that does not permit it', async () => {
  const { id } = await made({ activity: 'marketing' });
  expect((await download(id)).status).toBe(409);
});

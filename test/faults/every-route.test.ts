import { afterAll, beforeAll, expect, it } from 'vitest';
import { FAULT_LIMIT, ROUNDS } from '../support/fault-rounds.ts';
import { MARK, type MadeRequest, madeRequests, type OpenApi } from '../support/made-requests.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { loadBrand } from '../support/sample-load.ts';

// All of them, some ten thousand, in the long rounds.
const SHARE = ROUNDS > 3 ? 1 : 6;

let product: RunningProduct;
beforeAll(async () => {
  product = await startProduct();
  await loadBrand(product);
}, FAULT_LIMIT);
afterAll(() => product.close());

/** What is wrong with the answer, or undefined. */
async function complaint({ method, path, body, type }: MadeRequest): Promise<string | undefined> {
  const response = await fetch(product.base + path, {
    method,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${product.apiKey}`,
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  if (response.status < 400) return undefined;
  const told = `${method} ${path.slice(0, 120)} ${body?.slice(0, 120) ?? ''}: ${response.status} ${text.slice(0, 200)}`;
  if (response.status >= 500) return told;
  if (text.includes(MARK)) return `repeats what it was sent: ${told}`;
  const problem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  return path.startsWith('/api/') && !problem ? `is no problem document: ${told}` : undefined;
}

it(
  'answers whatever it is sent on every route of its own document with a problem, never with an internal error',
  async () => {
    const document = (await (await fetch(`${product.base}/api/openapi.json`)).json()) as OpenApi;
    let asked = 0;
    const complaints: string[] = [];
    for (const request of madeRequests(document, SHARE)) {
      asked += 1;
      const found = await complaint(request);
      if (found !== undefined) complaints.push(found);
    }
    expect(complaints).toEqual([]);
    expect(asked).toBeGreaterThan(Object.keys(document.paths).length * 3);
  },
  FAULT_LIMIT,
);

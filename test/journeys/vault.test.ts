import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, someone } from '../support/sample-load.ts';

const PERSON = someone(11, { name: '欧阳测测' });
let product: RunningProduct;
let id: string;
beforeAll(async () => {
  product = await startProduct();
  await loadBrand(product);
  id = await joins(product, PERSON);
});
afterAll(() => product.close());

interface Shown {
  fields: Record<string, string>;
}

const everyRow = async (schema: string): Promise<string> =>
  product.act(async (tx) => {
    const tables = await tx.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = $1",
      [schema],
    );
    const rows: string[] = [];
    for (const { name } of tables)
      rows.push(
        ...(await tx.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`)).map((r) => r.row),
      );
    return rows.join('\n');
  });

describe('the vault', () => {
  it('holds name, mobile and email as ciphertext with keyed indexes, none of them in clear', async () => {
    const rows = await everyRow('vault');
    expect(rows.length).toBeGreaterThan(500);
    for (const value of [PERSON.name, PERSON.mobile, PERSON.email]) {
      expect(rows).not.toContain(value);
      expect(rows).not.toContain(Buffer.from(value).toString('hex'));
    }
  });

  it('never gives the same ciphertext for the same value', async () => {
    const twin = await joins(product, someone(12, { name: PERSON.name }));
    const sealed = await product.act((tx) =>
      tx.query<{ sealed: string }>(
        "select encode(ciphertext, 'hex') as sealed from vault.field where person = any($1) and field = 'name'",
        [[id, twin]],
      ),
    );
    expect(sealed.length).toBe(2);
    expect(sealed[0]?.sealed.slice(-40)).not.toBe(sealed[1]?.sealed.slice(-40));
  });

  it('shows masks over the API, and the clear value once, for a reason, with a receipt', async () => {
    const { fields } = await product.api.call<Shown>('GET', `/api/v1/persons/${id}`);
    const shown = JSON.stringify(fields);
    for (const value of [PERSON.name, PERSON.mobile, PERSON.email]) expect(shown).not.toContain(value);
    expect(fields['mobile']).toBe('137****0011');
    const reveal = await product.api.call<{ values: { field: string; value: string }[] }>(
      'POST',
      `/api/v1/persons/${id}/reveals`,
      { fields: ['mobile'], activity: 'customer-administration', reason: '客户来电核对' },
    );
    expect(reveal.values).toEqual([{ field: 'mobile', value: PERSON.mobile }]);
    const { items } = await product.api.call<{ items: { operation: string; fields: string[] }[] }>(
      'GET',
      `/api/v1/persons/${id}/uses`,
    );
    expect(items[0]?.fields).toContain('mobile');
  });

  it('finds a person by an exact value and not by a part of it', async () => {
    const find = (value: string) =>
      product.api.call<{ items: { id: string }[] }>('POST', '/api/v1/persons/searches', { field: 'mobile', value });
    expect((await find(`+86 ${PERSON.mobile}`)).items.map((each) => each.id)).toEqual([id]);
    expect((await find('13700009999')).items).toEqual([]);
  });
});

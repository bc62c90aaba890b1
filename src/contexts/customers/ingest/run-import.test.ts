import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
});
afterAll(() => world.close());

const HEADER = ' customer_id  date number_of_cds  dollar_value\n';

describe('importing purchases', () => {
  it('takes a CDNOW file in', async () => {
    const bytes = Buffer.from(
      `${HEADER} 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n 00002 19970112  5   77.00\n`,
    );
    const report = await world.import(bytes, { dateShift: 'last-is-yesterday' });
    expect(report).toMatchObject({
      status: 'finished',
      failure: null,
      total: 3,
      accepted: 3,
      refused: 0,
      duplicate: 0,
      newPeople: 2,
    });
  });
});

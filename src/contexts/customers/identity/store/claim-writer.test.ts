import { hash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/test-database.ts';
import { copyIn } from '../../../../platform/database/index.ts';
import { DIGEST_BYTES } from '../domain/claim.ts';
import { TYPE_NUMBERS } from '../domain/identifier-types.ts';
import { claimsOf, type StoredClaim } from './claim-store.ts';
import { CLAIM_COPY, ClaimWriter } from './claim-writer.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase({ contexts: ['customers'] });
});
afterAll(async () => test.drop());

const instant = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2099, 11, 31) }).map((ms) => new Date(ms));
const word = fc.constantFrom('', 'wechat', '旗舰店', 'shop\t1', 'a\\b');
const told: fc.Arbitrary<Omit<StoredClaim, 'digest'>> = fc.record({
  ordinal: fc.integer({ min: 0, max: 0x7ffffffe }),
  type: fc.constantFrom(...TYPE_NUMBERS),
  issuer: word,
  scope: word,
  from: instant,
  to: fc.option(instant),
  verifiedAt: fc.option(instant),
  seenAt: instant,
  source: word,
});
const digestAt = (place: number) => hash('sha256', `${place}`, 'buffer').subarray(0, DIGEST_BYTES);

it('writes claims as they are, in the order of their records, however they are cut', async () => {
  const claims = fc
    .array(told, { maxLength: 60 })
    .map((all) => all.map((each, at) => ({ ...each, digest: digestAt(at) })));
  await fc.assert(
    fc.asyncProperty(claims, fc.integer({ min: 1, max: 40 }), async (all, cut) => {
      const writer = new ClaimWriter();
      await test.database.transaction(async (tx) => {
        await tx.execute('truncate customers.claim');
        async function* rows(): AsyncGenerator<Uint8Array> {
          for (const [place, claim] of all.entries()) {
            writer.add(claim);
            if (place % cut === cut - 1) yield writer.take();
          }
          yield writer.finish();
        }
        expect(await copyIn(tx, CLAIM_COPY, rows())).toEqual({ rows: all.length });
        const ordinals = [...new Set(all.map(({ ordinal }) => ordinal))];
        const key = ({ ordinal, digest }: StoredClaim) => `${ordinal} ${digest.toString('hex')}`;
        const sorted = (list: readonly StoredClaim[]) => [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
        expect(sorted(await claimsOf(tx, ordinals))).toEqual(sorted(all));
      });
    }),
    { numRuns: 40 },
  );
});

it('gives thousands in the order of their records', async () => {
  const writer = new ClaimWriter();
  const seen = { issuer: 'pos', scope: '', to: null, verifiedAt: null, seenAt: new Date(0), source: 'bench' };
  const ordinals = Array.from({ length: 5000 }, (_, at) => (at * 7919) % 5000);
  for (const ordinal of ordinals)
    writer.add({ ...seen, ordinal, type: 'member_id', from: new Date(ordinal), digest: digestAt(ordinal) });
  await test.database.transaction(async (tx) => {
    await tx.execute('truncate customers.claim');
    async function* once(): AsyncGenerator<Uint8Array> {
      yield writer.finish();
    }
    await copyIn(tx, CLAIM_COPY, once());
    const rows = await tx.query<{ ordinal: number; from: Date; digest: Buffer }>(
      'select ordinal, valid_from as "from", digest from customers.claim order by ctid',
    );
    expect(rows.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 5000 }, (_, at) => at));
    expect(
      rows.every(({ ordinal, from, digest }) => from.getTime() === ordinal && digest.equals(digestAt(ordinal))),
    ).toBe(true);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Claim, mayJoin, readIdentifier } from './claim.ts';
import { IDENTIFIER_TYPES, type IdentifierType } from './identifier-types.ts';
import { LinkIndex } from './link-index.ts';
import { MOST_RECORDS, type RuledPair, resolveComponent } from './resolve-component.ts';

const DAY = 86_400_000;
const BEGIN = Date.parse('2026-01-01T00:00:00Z');

function digestOf(type: string, issuer: string, value: number): Buffer {
  const digest = Buffer.alloc(16);
  digest.write(`${type}${issuer}`.slice(0, 11), 4, 'latin1');
  digest.writeUInt32BE((value * 2_654_435_761) % 4_294_967_296);
  return digest;
}

function claim(
  ordinal: number,
  type: IdentifierType,
  value: number,
  more: Partial<Claim> & { day?: number } = {},
): Claim {
  const { day = 0, issuer = 'pos', ...rest } = more;
  const from = new Date(BEGIN + day * DAY);
  const { termDays } = IDENTIFIER_TYPES[type];
  const to = termDays === null ? null : new Date(from.getTime() + termDays * DAY);
  const verifiedAt = from;
  return { ordinal, type, issuer, scope: '', digest: digestOf(type, issuer, value), from, to, verifiedAt, ...rest };
}

const claims = (records: number, values: number) =>
  fc.array(
    fc
      .record({
        ordinal: fc.nat({ max: records - 1 }),
        type: fc.constantFrom<IdentifierType>(
          'member_id',
          'unionid',
          'openid',
          'mobile',
          'oaid',
          'email',
          'order_oaid',
        ),
        value: fc.nat({ max: values - 1 }),
        issuer: fc.constantFrom('pos', 'shop'),
        day: fc.constantFrom(0, 40, 89, 90, 91, 200, 400),
      })
      .map(({ ordinal, type, value, ...more }) => claim(ordinal, type, value, more)),
    { maxLength: 60 },
  );
const rulings = fc.array(
  fc.record({
    kind: fc.constantFrom('merge' as const, 'split' as const),
    a: fc.nat({ max: 14 }),
    b: fc.nat({ max: 14 }),
  }),
  { maxLength: 3 },
);

function once(all: readonly Claim[]): Claim[] {
  return [...new Map(all.map((each) => [`${each.ordinal} ${each.digest.toString('hex')}`, each])).values()];
}

function crowdedAmong(all: readonly Claim[]): (digest: Buffer) => boolean {
  const counts = new Map<string, number>();
  for (const each of all.filter(mayJoin)) {
    const key = each.digest.toString('hex');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const most = new Map(all.map((each) => [each.digest.toString('hex'), IDENTIFIER_TYPES[each.type].mostRecords]));
  return (digest) => (counts.get(digest.toString('hex')) ?? 0) > (most.get(digest.toString('hex')) ?? 0);
}

/** What batches come to, one after the other, with the index in front as the linking job has it. */
function grow(
  batches: readonly (readonly Claim[])[],
  ruled: readonly RuledPair[],
): { heads: Map<number, number>; asked: number } {
  const index = new LinkIndex();
  const heads = new Map<number, number>();
  const known: Claim[] = [];
  let asked = 0;
  for (const { a, b } of ruled) index.rule(a, b);
  for (const batch of batches) {
    for (const each of batch) {
      known.push(each);
      if (!heads.has(each.ordinal)) heads.set(each.ordinal, each.ordinal);
      if (mayJoin(each)) {
        const of = index.classOf(each.type, each.issuer, each.scope);
        index.add(each.ordinal, of, each.digest, 0, each.from, each.to);
      }
    }
    for (const { records, plain } of index.takeTouched()) {
      const among = new Set(records);
      if (!plain) asked += 1;
      const clusters = plain
        ? [records]
        : resolveComponent(
            known.filter(({ ordinal }) => among.has(ordinal)),
            ruled.filter(({ a, b }) => among.has(a) && among.has(b)),
            (digest) => index.isCrowded(digest),
          ).clusters;
      for (const cluster of clusters) for (const record of cluster) heads.set(record, Math.min(...cluster));
    }
  }
  return { heads, asked };
}

describe('who is one human', () => {
  it('does not depend on the order or the batches in which identifiers arrive', () => {
    fc.assert(
      fc.property(claims(15, 6), rulings, fc.infiniteStream(fc.nat()), fc.nat({ max: 6 }), (all, ruled, dice, size) => {
        const told = once(all);
        const reference = resolveComponent(told, ruled, crowdedAmong(told));
        const order = told
          .map((each) => ({ each, at: dice.next().value ?? 0 }))
          .sort((x, y) => x.at - y.at)
          .map(({ each }) => each);
        const batches = Array.from({ length: Math.ceil(order.length / (size + 1)) }, (_, at) =>
          order.slice(at * (size + 1), (at + 1) * (size + 1)),
        );
        const { heads } = grow([...batches, []], ruled);
        for (const cluster of reference.clusters)
          for (const record of cluster) expect(heads.get(record) ?? record).toBe(cluster[0]);
        expect(resolveComponent(order, ruled, crowdedAmong(told))).toEqual(reference);
      }),
      { numRuns: 2000 },
    );
  });

  it('looks again at records that a ruling parts when a stronger identifier connects two of them', () => {
    const ruled = [{ kind: 'split' as const, a: 5, b: 3 }];
    const weak = [claim(1, 'oaid', 1), claim(3, 'oaid', 1)];
    const strong = [claim(5, 'openid', 1), claim(1, 'openid', 1)];
    const { heads } = grow(
      [...weak, ...strong].map((each) => [each]),
      ruled,
    );
    expect([1, 3, 5].map((record) => heads.get(record))).toEqual([1, 3, 1]);
  });

  it('tells the same contradiction whatever came first', () => {
    const all = [1, 2].flatMap((record) => [
      claim(record, 'member_id', record),
      claim(record, 'unionid', record),
      claim(record, 'openid', 7),
    ]);
    const told = [all, [...all].reverse()].map((order) => resolveComponent(order, [], () => false).quarantined);
    expect(told[0]).toMatchObject([{ reason: 'two-of-one', contradiction: 'member_id' }]);
    expect(told[1]).toEqual(told[0]);
  });

  it('never holds two member numbers of one issuer to be one human, but tells what would have', () => {
    const { clusters, quarantined } = resolveComponent(
      [claim(1, 'member_id', 1), claim(1, 'unionid', 7), claim(2, 'member_id', 2), claim(2, 'unionid', 7)],
      [],
      () => false,
    );
    expect(clusters).toEqual([[1], [2]]);
    expect(quarantined).toMatchObject([
      { reason: 'two-of-one', type: 'unionid', contradiction: 'member_id', a: 1, b: 2 },
    ]);
  });

  it('joins member numbers of different issuers by what both carry', () => {
    const all = [
      claim(1, 'member_id', 1),
      claim(1, 'unionid', 7),
      claim(2, 'member_id', 2, { issuer: 'shop' }),
      claim(2, 'unionid', 7),
    ];
    expect(resolveComponent(all, [], () => false)).toEqual({ clusters: [[1, 2]], quarantined: [] });
  });

  it('joins who had a number at the same time, and not who had it after it was assigned again', () => {
    const all = [
      claim(1, 'mobile', 1, { day: 0 }),
      claim(2, 'mobile', 1, { day: 60 }),
      claim(3, 'mobile', 1, { day: 300 }),
    ];
    expect(resolveComponent(all, [], () => false).clusters).toEqual([[1, 2], [3]]);
  });

  it('does not join by a number that nobody confirmed, an order’s own number or a snapshot', () => {
    const all = [
      claim(1, 'mobile', 1, { verifiedAt: null }),
      claim(2, 'mobile', 1, { verifiedAt: null }),
      claim(3, 'order_oaid', 1),
      claim(4, 'order_oaid', 1),
      claim(5, 'snapshot_openid', 1),
      claim(6, 'snapshot_openid', 1),
    ];
    expect(resolveComponent(all, [], () => false).clusters).toEqual([[1], [2], [3], [4], [5], [6]]);
  });

  it('keeps apart what staff ruled apart, whatever comes later, and joins what they ruled one', () => {
    const ruled = [{ kind: 'split' as const, a: 1, b: 2 }];
    const both = [claim(1, 'unionid', 7), claim(2, 'unionid', 7)];
    expect(resolveComponent(both, ruled, () => false)).toMatchObject({
      clusters: [[1], [2]],
      quarantined: [{ reason: 'ruled-apart' }],
    });
    const later = [...both, claim(1, 'openid', 3), claim(2, 'openid', 3)];
    expect(resolveComponent(later, ruled, () => false).clusters).toEqual([[1], [2]]);
    expect(resolveComponent([], [{ kind: 'merge', a: 4, b: 3 }], () => false).clusters).toEqual([[3, 4]]);
  });

  it('is not blown up by one identifier on 100,000 records, by an alias chain or by circles', () => {
    const index = new LinkIndex();
    const device = index.classOf('oaid', '', '');
    const digest = digestOf('oaid', '', 1);
    for (let ordinal = 0; ordinal < 100_000; ordinal += 1) index.add(ordinal, device, digest, 0, new Date(BEGIN), null);
    const largest = Math.max(...[...index.takeTouched()].map(({ records }) => records.length));
    expect(largest).toBeLessThanOrEqual(IDENTIFIER_TYPES.oaid.mostRecords);
    expect(index.isCrowded(digest)).toBe(true);
    const chain = Array.from({ length: 10_000 }, (_, at) => [
      claim(at, 'anonymous_id', at),
      claim((at + 1) % 10_000, 'anonymous_id', at),
    ]).flat();
    const { heads } = grow([chain.slice(0, 9_000), chain.slice(9_000)], []);
    const sizes = new Map<number, number>();
    for (const head of heads.values()) sizes.set(head, (sizes.get(head) ?? 0) + 1);
    expect(Math.max(...sizes.values())).toBeLessThanOrEqual(MOST_RECORDS);
  });
});

describe('reading identifiers', () => {
  it.each([
    [{ type: 'mobile', value: '18877771111-123' }, 'virtual-number'],
    [{ type: 'mobile', value: '18400913965-7576' }, 'virtual-number'],
    [{ type: 'mobile', value: '13800138000转1009' }, 'virtual-number'],
    [{ type: 'oaid', value: '00000000-0000-0000-0000-000000000000' }, 'opted-out'],
    [{ type: 'oaid', value: '9f89c84a559f573636a47ff8daed0d33' }, 'opted-out'],
    [{ type: 'openid', value: 'oABC', issuer: 'wechat' }, 'scope-missing'],
    [{ type: 'unionid', value: 'uABC' }, 'issuer-missing'],
    [{ type: 'shoe_size', value: '42' }, 'unknown-type'],
    [{ type: 'member_id', value: ' \u200b\u0000 ' }, 'empty'],
    [{ type: 'member_id', value: 'x'.repeat(600) }, 'malformed'],
    [{ type: 'member_id', value: 'a\ud800' }, 'malformed'],
    [{ type: 'unionid', value: 'uABC', issuer: 'we\u0001chat' }, 'malformed'],
    [{ type: 'openid', value: 'oABC', issuer: 'wechat', scope: 'app\u202e' }, 'malformed'],
    [{ type: 'unionid', value: 'uABC', issuer: ' \u3000' }, 'issuer-missing'],
    [{ type: 'openid', value: 'oABC', issuer: 'wechat', scope: '  ' }, 'scope-missing'],
  ])('refuses %j: %s', (told, problem) => {
    expect(readIdentifier(told)).toEqual({ problem });
  });

  it('takes emoji for what they are, and leaves out what nobody sees', () => {
    expect(readIdentifier({ type: 'member_id', value: '😀\u0001 a\u202e' })).toMatchObject({ value: '😀a' });
    expect(readIdentifier({ type: 'member_id', value: '😀a', issuer: '甲店😀' })).toMatchObject({ issuer: '甲店😀' });
  });

  it('takes a number in any usual spelling, and a device’s number in small letters', () => {
    expect(readIdentifier({ type: 'mobile', value: '+86 138-0013-8000' })).toMatchObject({ value: '+86138-0013-8000' });
    expect(readIdentifier({ type: 'oaid', value: '1FE9A970-EFBB-29E0-0BDD-F5DBBF751AB5' })).toEqual({
      type: 'oaid',
      value: '1fe9a970-efbb-29e0-0bdd-f5dbbf751ab5',
      issuer: '',
      scope: '',
    });
  });
});

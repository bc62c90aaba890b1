import { type Claim, mayJoin } from './claim.ts';
import { IDENTIFIER_TYPES, type IdentifierType, type Strength, TYPE_NUMBERS } from './identifier-types.ts';

/** More records than this are never held to be one human. */
export const MOST_RECORDS = 200;

/** What staff ruled of two records: that they are one human, or that they are not. Ordinals. */
export interface RuledPair {
  readonly kind: 'merge' | 'split';
  readonly a: number;
  readonly b: number;
}

/** Why an identifier did not join records that carry it. */
export type QuarantineReason = 'two-of-one' | 'ruled-apart' | 'too-many';

/** An identifier, or a ruling, that was not followed: it would have joined `a` and `b`. */
export interface Quarantined {
  readonly reason: QuarantineReason;
  readonly type: IdentifierType | 'ruling';
  readonly issuer: string;
  readonly digest: Buffer | null;
  /** The lowest ordinals of the two clusters that stay apart. */
  readonly a: number;
  readonly b: number;
  /** The type of which both sides have another one, where that is why. */
  readonly contradiction: IdentifierType | null;
}

/** What a component of records comes to. */
export interface Resolved {
  /** Records that are one human, in ascending order, each alone too. */
  readonly clusters: readonly (readonly number[])[];
  readonly quarantined: readonly Quarantined[];
}

type Refusal = Pick<Quarantined, 'reason' | 'a' | 'b' | 'contradiction'>;

interface Edge {
  readonly rank: number;
  readonly claim: Claim | null;
  readonly records: readonly number[];
}

const RANKS: Readonly<Record<Strength, number>> = { strong: 1, medium: 2, weak: 3 };

/**
 * Who is one human among the records of some claims: a function of the claims and rulings alone, not of the order in which they came. Identifiers
 * are followed from the strongest to the weakest and from the lowest record to the highest; one that would bring together two different
 * identifiers of a type of which a human has one, records that staff ruled apart, or too many records, is not followed but told. An identifier in
 * `crowded` is on too many records and joins nobody. Pure.
 */
export function resolveComponent(
  claims: readonly Claim[],
  rulings: readonly RuledPair[],
  crowded: (digest: Buffer) => boolean,
): Resolved {
  const clusters = new Clusters(rulings);
  for (const claim of claims) clusters.add(claim);
  const quarantined: Quarantined[] = [];
  for (const edge of edgesOf(claims, rulings, crowded)) {
    // Each joins the first of those before it that it may join.
    const apart: number[] = [];
    for (const record of edge.records) {
      const refusals: Refusal[] = [];
      const joined = apart.some((other) => {
        const refused = clusters.unite(other, record, edge.claim === null);
        if (refused !== undefined) refusals.push(refused);
        return refused === undefined;
      });
      if (joined) continue;
      apart.push(record);
      for (const refused of refusals.slice(0, 1)) quarantined.push({ ...refused, ...told(edge) });
    }
  }
  return { clusters: clusters.all(), quarantined: distinct(quarantined) };
}

function told({ claim }: Edge): Pick<Quarantined, 'type' | 'issuer' | 'digest'> {
  return claim === null
    ? { type: 'ruling', issuer: '', digest: null }
    : { type: claim.type, issuer: claim.issuer, digest: claim.digest };
}

function distinct(all: readonly Quarantined[]): Quarantined[] {
  return [...new Map(all.map((each) => [`${each.a} ${each.b} ${each.digest?.toString('hex')}`, each])).values()];
}

/** Identifiers with the records that they join, in the order in which they are followed. */
function edgesOf(
  claims: readonly Claim[],
  rulings: readonly RuledPair[],
  crowded: (digest: Buffer) => boolean,
): Edge[] {
  const ruled = rulings
    .filter(({ kind }) => kind === 'merge')
    .map(({ a, b }): Edge => ({ rank: 0, claim: null, records: [Math.min(a, b), Math.max(a, b)] }))
    .sort((x, y) => (x.records[0] ?? 0) - (y.records[0] ?? 0) || (x.records[1] ?? 0) - (y.records[1] ?? 0));
  const byDigest = new Map<string, Claim[]>();
  for (const claim of claims) {
    if (!mayJoin(claim) || crowded(claim.digest)) continue;
    const key = claim.digest.toString('hex');
    const list = byDigest.get(key);
    if (list === undefined) byDigest.set(key, [claim]);
    else list.push(claim);
  }
  const identifiers = [...byDigest.entries()].sort(([x, [a]], [y, [b]]) => rankOf(a) - rankOf(b) || (x < y ? -1 : 1));
  return [
    ...ruled,
    ...identifiers.flatMap(([, list]) =>
      runsOf(list).map((run) => ({
        rank: rankOf(run[0]),
        claim: run[0] ?? null,
        records: [...new Set(run.map(({ ordinal }) => ordinal))].sort((a, b) => a - b),
      })),
    ),
  ];
}

function rankOf(claim: Claim | undefined): number {
  if (claim === undefined) return 0;
  return RANKS[IDENTIFIER_TYPES[claim.type].strength] * 1000 + TYPE_NUMBERS.indexOf(claim.type);
}

// Who had a number at times that do not touch need not be the same human: it may have been assigned again in between.
function runsOf(claims: readonly Claim[]): Claim[][] {
  const sorted = [...claims].sort((x, y) => x.from.getTime() - y.from.getTime() || x.ordinal - y.ordinal);
  const runs: Claim[][] = [];
  let until = Number.NEGATIVE_INFINITY;
  for (const claim of sorted) {
    const run = runs.at(-1);
    if (run === undefined || claim.from.getTime() >= until) {
      runs.push([claim]);
      until = endOf(claim);
    } else {
      run.push(claim);
      until = Math.max(until, endOf(claim));
    }
  }
  return runs;
}

function endOf({ to }: Claim): number {
  return to === null ? Number.POSITIVE_INFINITY : to.getTime();
}

interface Part {
  records: number[];
  /** By type, issuer and scope of which a human has one: their digests; several only where one record came with several. */
  singles: Map<string, Set<string>>;
}

class Clusters {
  readonly #of = new Map<number, Part>();
  readonly #apart: readonly RuledPair[];

  constructor(rulings: readonly RuledPair[]) {
    this.#apart = rulings.filter(({ kind }) => kind === 'split');
    for (const { a, b } of rulings) for (const each of [a, b]) this.#part(each);
  }

  add({ ordinal, type, issuer, scope, digest }: Claim): void {
    const part = this.#part(ordinal);
    if (IDENTIFIER_TYPES[type].single) addTo(part.singles, singleKey(type, issuer, scope), digest.toString('hex'));
  }

  all(): number[][] {
    const parts = [...new Set(this.#of.values())].map(({ records }) => [...records].sort((x, y) => x - y));
    return parts.sort(([x = 0], [y = 0]) => x - y);
  }

  /** Makes one cluster of those of two records, or says why not. */
  unite(a: number, b: number, ruled: boolean): Refusal | undefined {
    const [x, y] = [this.#part(a), this.#part(b)];
    if (x === y) return undefined;
    const refused = this.#refusal(x, y, ruled);
    if (refused !== undefined) {
      const [low = 0, high = 0] = [Math.min(...x.records), Math.min(...y.records)].sort((p, q) => p - q);
      return { ...refused, a: low, b: high };
    }
    const [large, small] = x.records.length >= y.records.length ? [x, y] : [y, x];
    for (const record of small.records) {
      large.records.push(record);
      this.#of.set(record, large);
    }
    for (const [key, digests] of small.singles) for (const digest of digests) addTo(large.singles, key, digest);
    return undefined;
  }

  #refusal(x: Part, y: Part, ruled: boolean): Pick<Quarantined, 'reason' | 'contradiction'> | undefined {
    const apart = this.#apart.some(({ a, b }) => {
      const [p, q] = [this.#of.get(a), this.#of.get(b)];
      return (p === x && q === y) || (p === y && q === x);
    });
    if (apart) return { reason: 'ruled-apart', contradiction: null };
    const [few, many] = x.singles.size < y.singles.size ? [x, y] : [y, x];
    // Staff may rule that one human has two of a kind, for example two cards. Of several contradictions the same one is always told.
    const contradictions = [...(ruled ? [] : few.singles)].flatMap(([key, digests]) => {
      const others = many.singles.get(key);
      return others === undefined || holds(digests, others) || holds(others, digests) ? [] : [key];
    });
    const [contradiction] = contradictions.sort();
    if (contradiction !== undefined)
      return {
        reason: 'two-of-one',
        contradiction: contradiction.slice(0, contradiction.indexOf('\n')) as IdentifierType,
      };
    return x.records.length + y.records.length > MOST_RECORDS ? { reason: 'too-many', contradiction: null } : undefined;
  }

  #part(record: number): Part {
    let part = this.#of.get(record);
    if (part === undefined) {
      part = { records: [record], singles: new Map() };
      this.#of.set(record, part);
    }
    return part;
  }
}

/** Within what a human has one identifier of a type. */
export function singleKey(type: string, issuer: string, scope: string): string {
  return `${type}\n${issuer}\n${scope}`;
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}

function holds(all: ReadonlySet<string>, some: ReadonlySet<string>): boolean {
  for (const each of some) if (!all.has(each)) return false;
  return true;
}

import { randomUUID } from 'node:crypto';
import type { Tx } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import type { FieldCode } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { applyClusters, type NewClusters } from './apply-clusters.ts';
import { type Claim, mayJoin } from './domain/claim.ts';
import type { IdentifierType } from './domain/identifier-types.ts';
import { LinkIndex } from './domain/link-index.ts';
import { linkable } from './link-fields.ts';
import { resolveRecords } from './resolve-records.ts';
import {
  claimsOf,
  copyClaims,
  linkableClaims,
  refreshClaims,
  type StoredClaim,
  takeWaiting,
} from './store/claim-store.ts';
import {
  lockLinking,
  noteLinker,
  noteSweep,
  readLinking,
  rulingsOf,
  writeCrowded,
  writeQuarantine,
  writeUnlinked,
} from './store/linking-store.ts';
import { existingRecords } from './store/person-store.ts';
import { sweepPermissions } from './sweep-permissions.ts';

/** Claims in one transaction. */
const BATCH = 5000;
/** Permission to link is looked at again this often. */
const SWEEP_EVERY_MS = 60_000;
/** After so long without a word from the server that links, another one takes over. */
const SILENT_MS = 10_000;

/** Moments at which a test may stop the process; nothing else listens. */
export type LinkStep = 'taken' | 'decided' | 'stored' | 'applied' | 'recorded';

/** How a linker may be watched and cut smaller by a test. */
export interface LinkerOptions {
  readonly onStep?: (step: LinkStep) => void | Promise<void>;
  readonly batch?: number;
}

/** What the register permits to link by. */
export interface Permitted {
  readonly activity: string;
  readonly types: readonly IdentifierType[];
  readonly fields: readonly FieldCode[];
}

/** What the activity permits to link by; undefined where there is none, it has ended, or it declares no identifier. */
export async function permittedBy(
  deps: Pick<CustomersDeps, 'register'>,
  tx: Tx,
  activity: string | null,
): Promise<Permitted | undefined> {
  if (activity === null) return undefined;
  const registered = await deps.register.activity(tx, activity).catch((error: unknown) => {
    if (error instanceof Failure) return undefined;
    throw error;
  });
  if (registered === undefined) return undefined;
  const { types, fields } = linkable(registered.fields.map(({ field }) => field));
  return types.length === 0 ? undefined : { activity, types, fields };
}

/**
 * Links records that are one human, batch by batch, each in one transaction with its receipt: whatever stops it, a batch is done or still waits.
 * One server at a time, as long as it gives signs of life; it holds an index of the claims in memory, which is built anew when anything was taken away
 * since, or when another server has linked in between.
 */
export class Linker {
  readonly #id = randomUUID();
  readonly #deps: CustomersDeps;
  readonly #options: LinkerOptions;
  #index = new LinkIndex();
  /** What the index stands for; empty while a transaction that changed it may yet fail. */
  #key = '';

  constructor(deps: CustomersDeps, options: LinkerOptions = {}) {
    this.#deps = deps;
    this.#options = options;
  }

  /** Links what waits; returns how many claims were looked at. */
  async link(): Promise<number> {
    let linked = 0;
    for (;;) {
      const done = await this.#deps.database.transaction((tx) => this.#turn(tx));
      if (done === 0) return linked;
      linked += done;
    }
  }

  async #turn(tx: Tx): Promise<number> {
    if (!(await lockLinking(tx, false))) return 0;
    const { activity, sweptAt, linker, linkedAt } = await readLinking(tx);
    const now = this.#deps.clock.now();
    const permitted = await permittedBy(this.#deps, tx, activity);
    if (sweptAt === null || now.getTime() - sweptAt.getTime() >= SWEEP_EVERY_MS) {
      await sweepPermissions(this.#deps, tx, permitted);
      await noteSweep(tx, now);
    }
    if (permitted === undefined) return 0;
    const silent = now.getTime() - (linkedAt?.getTime() ?? 0);
    if (linker !== null && linker !== this.#id && silent < SILENT_MS) return 0;
    const taken = await takeWaiting(tx, this.#options.batch ?? BATCH);
    // A server that took over with nothing to do would have read everything for nothing.
    if (taken.length === 0) {
      if (linker === this.#id && silent >= SILENT_MS / 2) await noteLinker(tx, this.#id, now);
      return 0;
    }
    await this.#options.onStep?.('taken');
    const { generation } = await readLinking(tx);
    const key = `${generation} ${permitted.activity} ${permitted.types.join()}`;
    if (this.#key !== key || linker !== this.#id) await this.#load(tx, permitted);
    await noteLinker(tx, this.#id, now);
    this.#key = '';
    await this.#batch(tx, permitted, taken);
    tx.afterCommit(() => {
      this.#key = key;
    });
    return taken.length;
  }

  async #batch(tx: Tx, permitted: Permitted, taken: readonly StoredClaim[]): Promise<void> {
    const { gate, clock } = this.#deps;
    const present = await existingRecords(tx, [...new Set(taken.map(({ ordinal }) => ordinal))]);
    const { activity, fields } = permitted;
    const ordinals = Uint32Array.from([...present].sort((a, b) => a - b));
    const population = await gate.decidePopulation(tx, { activity, operation: 'use', fields, ordinals });
    const allowed = new Set(population.allowed);
    await writeUnlinked(
      tx,
      [...present].filter((each) => !allowed.has(each)),
      [...allowed],
      clock.now(),
    );
    // Linking is a use of its own, recorded before anybody is linked.
    const { use } = await gate.recordPopulationUse(tx, {
      activity,
      operation: 'use',
      fields,
      allowed: population.allowedPeople,
      purposeNote: '识别同一人的记录 / linking the records of one person',
      by: 'linking',
      subject: 'linking',
    });
    await this.#options.onStep?.('decided');
    const { fresh, verified, again } = await store(
      tx,
      taken.filter(({ ordinal }) => present.has(ordinal)),
    );
    await this.#options.onStep?.('stored');
    const joins = (claim: Claim) =>
      allowed.has(claim.ordinal) && permitted.types.includes(claim.type) && mayJoin(claim);
    const joining = [...fresh, ...verified].filter(joins);
    for (const claim of joining) add(this.#index, claim);
    for (const { ordinal, digest, from, to } of again.filter(joins)) this.#index.extend(ordinal, digest, from, to);
    const because = typesOf(joining.filter((claim) => this.#index.countOf(claim.digest) > 1));
    await this.#follow(tx, permitted, { because, otherwise: typesOf(joining), use });
    await writeCrowded(tx, crowdedOf(this.#index, joining), clock.now());
    await this.#options.onStep?.('recorded');
  }

  // What is plain is followed at once; for the rest, all claims of the records are read.
  async #follow(tx: Tx, { types }: Permitted, why: Pick<NewClusters, 'because' | 'otherwise' | 'use'>): Promise<void> {
    const touched = [...this.#index.takeTouched()];
    const doubtful = touched.filter(({ plain }) => !plain).map(({ records }) => records);
    const resolved = await resolveRecords(tx, doubtful, types, (digest) => this.#index.isCrowded(digest));
    const plain = touched.filter((each) => each.plain).map(({ records }) => records);
    await applyClusters(this.#deps, tx, { clusters: [...plain, ...resolved.clusters], by: 'linking', ...why });
    await writeQuarantine(tx, doubtful.flat(), resolved.quarantined, this.#deps.clock.now());
    await this.#options.onStep?.('applied');
  }

  async #load(tx: Tx, { types }: Permitted): Promise<void> {
    this.#index = new LinkIndex();
    for await (const claims of linkableClaims(tx, types))
      for (const each of claims) if (mayJoin(each)) add(this.#index, each);
    for (const { a, b } of await rulingsOf(tx, 'all')) this.#index.rule(a, b);
    // What was linked before stands; whoever took something away has left what it concerns to this job again.
    this.#index.takeTouched();
  }
}

function add(index: LinkIndex, { ordinal, type, issuer, scope, digest, from, to }: Claim): void {
  index.add(ordinal, index.classOf(type, issuer, scope), digest, 0, from, to);
}

/** The types of identifiers that claims are of, by record. */
function typesOf(claims: readonly StoredClaim[]): Map<number, Set<string>> {
  const types = new Map<number, Set<string>>();
  for (const { ordinal, type } of claims) {
    const known = types.get(ordinal);
    if (known === undefined) types.set(ordinal, new Set([type]));
    else known.add(type);
  }
  return types;
}

/** Stores claims, each record's identifier once; returns those that are new, those that are verified only now, and those that were told again. */
async function store(
  tx: Tx,
  taken: readonly StoredClaim[],
): Promise<{ readonly [which in 'fresh' | 'verified' | 'again']: StoredClaim[] }> {
  const keyOf = ({ ordinal, digest }: Claim) => `${ordinal} ${digest.toString('latin1')}`;
  const merged = new Map<string, StoredClaim>();
  for (const claim of taken) {
    const known = merged.get(keyOf(claim));
    merged.set(keyOf(claim), known === undefined ? claim : longer(known, claim));
  }
  const before = await claimsOf(tx, [...new Set(taken.map(({ ordinal }) => ordinal))], 'linked');
  const known = new Map(before.map((claim) => [keyOf(claim), claim]));
  const all = [...merged.values()];
  const fresh = all.filter((each) => !known.has(keyOf(each)));
  const told = all.filter((each) => known.has(keyOf(each)));
  await copyClaims(tx, fresh);
  await refreshClaims(tx, told);
  // One that could not join until now is nothing that the index knows.
  const joined = (each: Claim) => {
    const earlier = known.get(keyOf(each));
    return earlier !== undefined && mayJoin(earlier);
  };
  return { fresh, verified: told.filter((each) => !joined(each)), again: told.filter(joined) };
}

function longer(one: StoredClaim, other: StoredClaim): StoredClaim {
  return {
    ...one,
    from: earliest(one.from, other.from),
    to: one.to === null || other.to === null ? null : latest(one.to, other.to),
    verifiedAt:
      one.verifiedAt === null || other.verifiedAt === null
        ? (one.verifiedAt ?? other.verifiedAt)
        : latest(one.verifiedAt, other.verifiedAt),
    seenAt: latest(one.seenAt, other.seenAt),
  };
}

function earliest(one: Date, other: Date): Date {
  return new Date(Math.min(one.getTime(), other.getTime()));
}

function latest(one: Date, other: Date): Date {
  return new Date(Math.max(one.getTime(), other.getTime()));
}

function crowdedOf(index: LinkIndex, claims: readonly Claim[]): { claim: Claim; records: number }[] {
  const crowded = new Map<string, { claim: Claim; records: number }>();
  for (const claim of claims)
    if (index.isCrowded(claim.digest))
      crowded.set(claim.digest.toString('latin1'), { claim, records: index.countOf(claim.digest) });
  return [...crowded.values()];
}

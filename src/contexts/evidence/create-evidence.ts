import type { Clock } from '../../platform/clock.ts';
import type { Database, DatabaseOptions, Tx } from '../../platform/database/index.ts';
import type { ServiceRing } from '../../platform/keyring/index.ts';
import type { Logger } from '../../platform/logging.ts';
import { acceptSetBack } from './accept-set-back.ts';
import { AskedEpochs } from './ask-epoch.ts';
import { type ActivityBundle, bundleActivity } from './bundle-activity.ts';
import { type BundleOptions, bundlePerson } from './bundle-person.ts';
import { ChainMemory } from './chain-memory.ts';
import { coverActs } from './cover-acts.ts';
import { type Attestation, type AttestationSettings, createAttestation } from './create-attestation.ts';
import { type DefenceFile, type DefenceRecords, destroyDefence, keepForDefence, readDefence } from './defence.ts';
import type { BundleContent, BundleMember, BundleParts } from './domain/bundle.ts';
import type { CompletenessPart } from './domain/completeness.ts';
import { checkPayload } from './domain/payload-table.ts';
import type { Receipt } from './domain/receipt.ts';
import { isOrigin, verifierKey } from './domain/signed-note.ts';
import { endKey, type IssuedBundle } from './end-key.ts';
import { type ErasureTerms, erasePerson } from './erase-person.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { type Erasure, erasureOf, erasures, erasuresByAddress } from './find-erasure.ts';
import { type CopyState, LogCopy } from './log-copy.ts';
import type { LogDestination } from './log-destination.ts';
import { createLogKeys, type LogKeys } from './log-keys.ts';
import { MadeReceipt } from './made-receipt.ts';
import { type Epoch, makeEpoch } from './make-epoch.ts';
import { countBrokenPromises, mergePending } from './merge-pending.ts';
import { completenessPart, type ShownKey } from './prove-completeness.ts';
import { type MemberPlace, proveMember } from './prove-member.ts';
import { type DayOfGrowth, readGrowth } from './read-growth.ts';
import {
  type LogEntry,
  proveConsistency,
  proveInclusion,
  readCheckpoint,
  readEntry,
  readEntryTile,
  readTile,
} from './read-log.ts';
import { type PlacedReceipt, readReceipt } from './read-receipt.ts';
import { appendActs, recordActs } from './record-acts.ts';
import { recordUseBatch, type UseBatch } from './record-use-batch.ts';
import type { Act } from './recording.ts';
import { sealBundle } from './seal-bundle.ts';
import type { CheckedAgainst } from './self-check/checking.ts';
import { SelfCheck } from './self-check/self-check.ts';
import { Sequencer } from './sequencer.ts';
import { countOlderErasedAddresses, renewErasedAddresses } from './store/erasures.ts';
import { findChainless, foreseeChains, foreseeUnread } from './take-chains.ts';

/** What evidence needs from outside. */
export interface EvidenceDependencies {
  readonly clock: Clock;
  readonly service: ServiceRing;
  readonly database: Database;
  readonly log: Logger;
  /** The log's name in checkpoints, for example "example.com/zhinuo"; it must never change. A name of the key directory's own unless told. */
  readonly origin?: string;
  /** Milliseconds after an act by which its entry must be merged; 60,000 unless told. */
  readonly mergeDelay?: number;
  /** Who attests checkpoints from outside; nobody unless told. */
  readonly attestation?: AttestationSettings;
  /** Places outside the database where the log is copied to; none unless told. */
  readonly copies?: readonly LogDestination[];
  /** What a self-check compares the log with besides; asked for when one runs. */
  readonly checkedAgainst?: () => CheckedAgainst;
  /** For tests of the log itself: payloads of any form are recorded. The product never sets it. */
  readonly anyPayload?: true;
  /** How threads of a self-check reach the database; without it, it hashes on the event loop. */
  readonly connection?: DatabaseOptions['connection'];
}

/** Threads that hash the tree in a self-check. */
const CHECKING_THREADS = 2;

/** Opens the evidence context. Throws when `origin` cannot name a log. */
export function createEvidence(dependencies: EvidenceDependencies): Evidence {
  const origin = dependencies.origin ?? ownOrigin(dependencies.service);
  if (!isOrigin(origin)) throw new Error('the log origin holds a space, a plus sign or a character outside ASCII');
  const context: EvidenceContext = {
    clock: dependencies.clock,
    service: dependencies.service,
    database: dependencies.database,
    log: dependencies.log,
    origin,
    mergeDelay: dependencies.mergeDelay ?? 60_000,
    checkPayload: dependencies.anyPayload === true ? () => undefined : checkPayload,
    chains: new ChainMemory(dependencies.clock),
    maySign: async () => {
      for (const copy of copies) if (!(await copy.allowsSigning())) return false;
      return true;
    },
    followKeys: () => keys.followNowAndThen(),
    wake: () => sequencer.wake(),
  };
  const keys = createLogKeys(context);
  const copies = (dependencies.copies ?? []).map((destination) => new LogCopy(context, destination));
  const sequencer = new Sequencer(
    () => mergePending(context),
    (error) =>
      context.log.error({ err: { message: (error as Error).message } }, 'merging evidence failed; trying again'),
  );
  const { connection, checkedAgainst = () => ({ tables: [] }) } = dependencies;
  const attestation = createAttestation(context, dependencies.attestation ?? {});
  const settings = () => ({
    against: checkedAgainst(),
    attesters: attestation.attesters,
    threads: CHECKING_THREADS,
    ...(connection === undefined ? {} : { connection }),
  });
  return {
    selfCheck: new SelfCheck(context, settings, dependencies.copies ?? []),
    recordAct: async (tx, act) => {
      const [receipt] = await recordActs(context, tx, [act]);
      if (receipt === undefined) throw new Error('no receipt');
      signOnceLeft(tx, [receipt]);
      return receipt;
    },
    foresee: (tx, persons) => foreseeChains(context, tx, persons),
    foreseeUnread: (tx, persons, chainless) => foreseeUnread(context, tx, persons, chainless),
    chainless: (tx, persons) => findChainless(context, tx, persons),
    recordActs: (tx, acts) => recordActs(context, tx, acts),
    signAhead: signOnceLeft,
    appendActs: (tx, acts) => appendActs(context, tx, acts),
    recordUseBatch: (tx, batch) => recordUseBatch(context, tx, batch),
    proveMember: (tx, person, place) => proveMember(context, tx, person, place),
    receipt: (tx, id) => readReceipt(context, tx, id),
    checkpoint: (tx) => readCheckpoint(context, tx),
    verifierKey: () => verifierKey(origin, context.service.signingKey.publicKey),
    growth: (tx, days) => readGrowth(tx, context.clock.now(), days),
    entry: readEntry,
    inclusionProof: proveInclusion,
    consistencyProof: proveConsistency,
    tile: readTile,
    entryTile: readEntryTile,
    endKey: (tx, person) => endKey(context, tx, person),
    coverActs: () => coverActs(context),
    personBundle: (tx, issued, options) => bundlePerson(context, tx, issued, options),
    activityBundle: (tx, activity) => bundleActivity(context, tx, activity),
    sealBundle: (content) => sealBundle(context, content),
    erasePerson: (tx, person, terms) => erasePerson(context, tx, person, terms),
    erasureOf,
    erasures,
    erasuresByAddress,
    renewErasedAddresses,
    countOlderErasedAddresses,
    keepForDefence: (tx, kept) => keepForDefence(context, tx, kept),
    readDefence: (tx, person, access) => readDefence(context, tx, person, access),
    destroyDefence: (tx) => destroyDefence(context, tx),
    makeEpoch: (options) => makeEpoch(context, options),
    epochs: new AskedEpochs(context),
    completenessPart,
    attestation,
    keys,
    copyLog: async (signal) => {
      for (const copy of copies) await copy.step(signal);
    },
    copies: () => copies.map((copy) => copy.state),
    acceptSetBack: (tx, decision) => {
      const conflict = copies.find((copy) => copy.conflict !== undefined)?.conflict;
      return acceptSetBack(context, tx, conflict, decision);
    },
    mergePending: () => mergePending(context),
    brokenPromises: () => countBrokenPromises(context),
    startSequencer: () => sequencer.start(),
    stopSequencer: () => sequencer.stop(),
  };
}

// Once what the acts store has left, so that PostgreSQL works meanwhile: a lone act's entry is made beside another statement (decision 0138), and a
// signature more would keep what PostgreSQL answers to that one waiting.
function signOnceLeft(tx: Tx, receipts: readonly Receipt[]): void {
  tx.later(async () => signSoon(receipts));
}

// Whoever wakes the signing thread may lose the processor to it, which takes longer than a single signature. Where this fails nobody is there to be
// told; whoever reads the signature makes it, or is told then.
function signSoon(receipts: readonly Receipt[]): void {
  setImmediate(() => {
    try {
      const made = receipts.filter((receipt) => receipt instanceof MadeReceipt);
      const [only] = made;
      if (made.length === 1) only?.sign();
      else for (const receipt of made) receipt.signAhead();
    } catch {
      // As above.
    }
  });
}

// Two deployments must never share a name, and a name must outlive the signing key: it comes from the ring's lasting secret.
function ownOrigin(service: Pick<ServiceRing, 'key'>): string {
  return `zhinuo.invalid/${service.key('evidence.origin').toString('hex').slice(0, 16)}`;
}

/** The append-only transparency log: acts in, receipts, proofs and bundles out. */
export interface Evidence {
  /** Records one act in the caller's transaction; without its commit there is neither act nor entry. */
  recordAct(tx: Tx, act: Act): Promise<Receipt>;
  /**
   * One statement, for `tx.inOrder` with what is read before acts of these people: on a connection that defers, `recordActs` then waits for nothing.
   */
  foresee(tx: Tx, persons: readonly string[]): Promise<void>;
  /**
   * The same without a statement, where people are remembered or have, as the caller has seen, no entry yet; answers the latter, and undefined when of
   * somebody nothing is known. Memory only proposes: a transaction whose proposals are wrong fails and is tried again.
   */
  foreseeUnread(tx: Tx, persons: readonly string[], chainless: ReadonlySet<string>): ReadonlySet<string> | undefined;
  /** One statement: who of these people has no entry of their own. */
  chainless(tx: Tx, persons: readonly string[]): Promise<ReadonlySet<string>>;
  /** Records several acts at once; receipts in the order of the acts. */
  recordActs(tx: Tx, acts: readonly Act[]): Promise<Receipt[]>;
  /** Signs the promises of receipts that somebody is going to read while PostgreSQL stores their acts, several beside the event loop; `recordAct` does so by itself. */
  signAhead(tx: Tx, receipts: readonly Receipt[]): void;
  /** Records acts whose receipts nobody waits for, cheaply; the ids of their receipts, in the order of the acts. */
  appendActs(tx: Tx, acts: readonly Act[]): Promise<string[]>;
  /** Records one use of any number of people's information as one entry. */
  recordUseBatch(tx: Tx, batch: UseBatch): Promise<{ receipt: Receipt; size: number }>;
  /** The proof that a person is among the members of a use, showing no other; undefined for a use recorded before version 2. */
  proveMember(tx: Tx, person: string, place: MemberPlace): Promise<BundleMember | undefined>;
  /** A receipt by id, with its place and inclusion proof once merged. */
  receipt(tx: Tx, id: string): Promise<PlacedReceipt>;
  /** The newest checkpoint: a C2SP tlog-checkpoint signed note. */
  checkpoint(tx: Tx): Promise<string>;
  /** The public key of the log as a C2SP verifier key, for `verify --key`. */
  verifierKey(): string;
  /** The size of the log at the end of each of the last `days` days in China, oldest first. */
  growth(tx: Tx, days: number): Promise<DayOfGrowth[]>;
  /** The entry at a place of the log. */
  entry(tx: Tx, index: number): Promise<LogEntry>;
  /** Hashes that prove the entry at `index` in the tree of `size` leaves (RFC 9162), base64url. */
  inclusionProof(tx: Tx, index: number, size: number): Promise<string[]>;
  /** Hashes that prove that the tree of `to` leaves extends that of `from` leaves (RFC 9162), base64url. */
  consistencyProof(tx: Tx, from: number, to: number): Promise<string[]>;
  /** A tile of hashes, full or partial, by its C2SP tlog-tiles level and path. */
  tile(tx: Tx, level: string, path: string): Promise<Buffer>;
  /** A tile of entries, full or partial, by its C2SP tlog-tiles path. */
  entryTile(tx: Tx, path: string): Promise<Buffer>;
  /** Begins a bundle of a person by ending their evidence key, which is an act of its own; commit it before `coverActs`. */
  endKey(tx: Tx, person: string): Promise<IssuedBundle>;
  /** Merges everything committed so far and makes an epoch over it; tells whether both were had within some seconds. Outside any transaction. */
  coverActs(): Promise<boolean>;
  /** Everything provable about the person whose key `endKey` ended. */
  personBundle(tx: Tx, issued: IssuedBundle, options?: BundleOptions): Promise<BundleParts>;
  /** What is provable about an activity in a period, nobody's answer opened. */
  activityBundle(tx: Tx, activity: ActivityBundle): Promise<BundleParts>;
  /** The text of a bundle file, signed; every page must have its hash in an entry of the bundle. */
  sealBundle(content: BundleContent): string;
  /**
   * Erases a person: an entry ends their chain for ever, their keys are kept for a defence alone until the term. All proofs stay valid. Doing it
   * again answers the same.
   */
  erasePerson(tx: Tx, person: string, terms: ErasureTerms): Promise<Erasure>;
  /** Whether and when a person was erased, and what is kept of them until when. */
  erasureOf(tx: Tx, person: string): Promise<Erasure | undefined>;
  /** The newest erasures, at most `limit`; with `before`, only earlier ones. */
  erasures(tx: Tx, limit: number, before?: Date | null): Promise<Erasure[]>;
  /** The erased people who had an address, by the vault's keyed digest of it. */
  erasuresByAddress(tx: Tx, channel: string, digest: Uint8Array): Promise<Erasure[]>;
  /** Puts the digests of erased people's addresses under newer ones; see the vault's index secrets. */
  renewErasedAddresses(tx: Tx, pairs: readonly { readonly from: Uint8Array; readonly to: Uint8Array }[]): Promise<void>;
  /** How many of them stand under secrets before one (its number, 4 bytes), counted up to `most`. */
  countOlderErasedAddresses(tx: Tx, below: Uint8Array, most: number): Promise<number>;
  /** Keeps records of an erased person for a defence alone, until a term; once for each source. */
  keepForDefence(tx: Tx, kept: DefenceRecords): Promise<void>;
  /** Opens what is kept of an erased person, for the data protection officer alone, and records that. Throws `evidence.never-erased`. */
  readDefence(tx: Tx, person: string, access: { readonly by: string; readonly reason: string }): Promise<DefenceFile>;
  /** Destroys what is kept beyond its term; returns how many records went. */
  destroyDefence(tx: Tx): Promise<number>;
  /**
   * Brings the map of tags up to what is merged and commits to it in the log; undefined while nothing tagged is merged. Waits for another server
   * that is making an epoch. With `most`, one epoch that adds no more than that many entries.
   */
  makeEpoch(options?: { readonly most?: number }): Promise<Epoch | undefined>;
  /** Epochs on demand, and how far the newest one covers the log. */
  readonly epochs: AskedEpochs;
  /**
   * The proof, against the newest epoch, that a bundle's `keys` leave out no entry that the epoch covers; the epoch's entry belongs into the
   * bundle's `related`. Throws `evidence.no-epoch`.
   */
  completenessPart(tx: Tx, keys: readonly ShownKey[]): Promise<CompletenessPart>;
  /** Time-stamps of a TSA and cosignatures of witnesses on checkpoints. */
  readonly attestation: Attestation;
  /** The keys that sign receipts and checkpoints, and their rotation. */
  readonly keys: LogKeys;
  /** Brings every copy of the log up to the newest checkpoint; call it every few seconds. Never throws; `signal` breaks it off. */
  copyLog(signal?: AbortSignal): Promise<void>;
  /** Recomputes the log and compares it with everything that was ever said about it. */
  readonly selfCheck: SelfCheck;
  /** How it stands with the copies. While one says `set-back` or `forked`, nothing is merged or signed. */
  copies(): CopyState[];
  /** Lets the log go on after a set-back, on the record; the old copy is set aside and kept. Throws `evidence.not-set-back`. */
  acceptSetBack(tx: Tx, decision: { readonly by: string; readonly reason: string }): Promise<Receipt>;
  /** One step of the sequencer: merges what is pending; returns how many entries, 0 also when another server is merging. */
  mergePending(): Promise<number>;
  /** How many entries are past their promised time and not merged; anything but 0 is an alarm. */
  brokenPromises(): Promise<number>;
  /** Starts merging in the background: at each act of this process and every half second. */
  startSequencer(): void;
  /** Finishes the current step and stops merging. */
  stopSequencer(): Promise<void>;
}

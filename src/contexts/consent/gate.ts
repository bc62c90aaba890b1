import type { Outcome, Tx } from '../../platform/database/index.ts';
import type { JournalEvent } from '../../platform/journal/index.ts';
import type { Erasure, ErasureTerms, MemberPlace, Receipt } from '../evidence/index.ts';
import type { ActivityInput, FieldCode } from '../register/index.ts';
import type { ActivityActs } from './activity-acts.ts';
import type { Admitted, ProvenConsents } from './admit-proven.ts';
import type { AskThrottle } from './ask-throttle.ts';
import type {
  AddressObjectionInput,
  AgeKnown,
  AnswerInput,
  BirthDateCorrected,
  ConsentState,
  MinoritySign,
  ObjectionInput,
  ObjectionState,
  PersonAct,
  PopulationUseRequest,
  Presentation,
  PresentationInput,
  ShownInput,
  SubjectInput,
  UseRecord,
  UseRequest,
  WithdrawalInput,
} from './domain/acts.ts';
import type { AgeQuestion } from './domain/coming-of-age.ts';
import type { Decision, DecisionRequest, PopulationDecision, PopulationRequest, Reason } from './domain/decision.ts';
import type { ExportCounts } from './domain/export-facts.ts';
import type { GuardianInput, Guardianship } from './domain/guardianship.ts';
import type { RetentionState } from './domain/retention-state.ts';
import type { AnswerUnderWay } from './leases/answers-under-way.ts';
import type { Permit } from './permit.ts';
import type { ToPresent } from './present.ts';
import type { ChangePreview } from './preview-change.ts';
import type { ConsentRates, RatesQuery, Trust } from './rates/consent-rates.ts';
import type { TouchCount } from './rates/rate-cells.ts';
import type { ReachCount } from './reach-overview.ts';
import type { Admission } from './record-consents.ts';
import type { RenewedDigest } from './store/address-digests.ts';
import type { Scene } from './store/scenes.ts';
import type { ActRow, ConsentCount, ConsentDay } from './store/statistics.ts';
import type { NoWayCount } from './store/touch-counts.ts';

/** What `usePersons` answers: who may be used under which permit, and why the others may not. */
export interface UseGrant {
  /** Null when nobody may be used. */
  readonly permit: Permit | null;
  readonly use: string;
  readonly receipt: Receipt | null;
  readonly refused: ReadonlyMap<string, Reason>;
}

/** A channel whose addresses can be confirmed to be the person's own; at WeCom it is the customer's number at one corporation. */
export type AddressChannel = 'sms' | 'email' | 'wecom' | 'official_account' | 'mini_program';

/** An address that the person has shown to be theirs. */
export interface Confirming {
  readonly person: string;
  readonly channel: AddressChannel;
  readonly how: string;
}

/** The gate: the only way to personal information and into an audience. What can't be decided is denied. */
export interface Gate {
  registerSubjects(tx: Tx, subjects: readonly SubjectInput[]): Promise<number[]>;
  /** A sign of minority, with its evidence: without a birth date the person counts as a minor of unknown age (decision 0038). */
  learnMinoritySign(tx: Tx, sign: MinoritySign): Promise<Receipt>;
  /** Takes a sign of minority back that turned out to be none; the age is unknown again. */
  clearMinoritySign(tx: Tx, input: { person: string; reason: string; by: string }): Promise<Receipt>;
  /** Puts another birth date in the place of what is known; what ends or shortens a minor's protection needs a proof (decision 0102). */
  correctBirthDate(tx: Tx, input: { person: string; birthDate: string; proven: boolean }): Promise<BirthDateCorrected>;
  /** What is known about a person's age, as a band; never the date. */
  ageOf(tx: Tx, person: string): Promise<AgeKnown>;
  /** That somebody is parent or guardian of a child, with what shows it; lets them answer for the child (PIPL 31, decision 0056). */
  recordGuardian(tx: Tx, input: GuardianInput): Promise<{ id: string; receipt: Receipt }>;
  /** Ends a relation; what the guardian had consented to ends with it. */
  endGuardian(tx: Tx, input: { guardianship: string; reason: string; by: string }): Promise<Receipt>;
  /** Every relation of a person, as child or as guardian, the newest first. */
  guardianshipsOf(tx: Tx, person: string): Promise<Guardianship[]>;
  /** Whom to ask anew because they turn 14 or 18 by so many days from now, the earliest first. */
  comingOfAge(tx: Tx, days: number): Promise<AgeQuestion[]>;
  /** How many different people's information went abroad in a calendar year (Asia/Shanghai) until now, sensitive information apart. */
  exportCounts(tx: Tx, year: number): Promise<ExportCounts>;
  ordinalOf(tx: Tx, person: string): Promise<number | undefined>;
  ordinalsOf(tx: Tx, persons: readonly string[]): Promise<(number | undefined)[]>;
  personsOf(tx: Tx, ordinals: Uint32Array | readonly number[]): Promise<string[]>;
  /** As what each of these people is known; people whom nobody knows are absent. */
  rolesOf(tx: Tx, persons: readonly string[]): Promise<Map<string, SubjectInput['role']>>;
  /** Ordinals of the employees, ascending: met under the HR basis, and nobody's audience (PIPL 13(1)(2)). */
  employees(tx: Tx): Promise<Uint32Array>;
  setAddress(tx: Tx, entry: { person: string; channel: AddressChannel; digest: Buffer }): Promise<void>;
  setAddresses(tx: Tx, entries: readonly { person: string; channel: AddressChannel; digest: Buffer }[]): Promise<void>;
  /** Ends the address of a channel, which is not the person's any more; false where they have none. */
  endAddress(tx: Tx, entry: { person: string; channel: AddressChannel }): Promise<boolean>;
  confirmAddress(tx: Tx, entry: Confirming): Promise<Receipt>;
  /** By what was sent at `askedAt`; undefined where the address has become another one since. */
  confirmAsked(tx: Tx, entry: Confirming & { readonly askedAt: Date }): Promise<Receipt | undefined>;
  /** Those of these people whose current address of a channel has been theirs since an instant. */
  withAddressSince(tx: Tx, persons: readonly string[], channel: AddressChannel, since: Date): Promise<string[]>;
  confirmedPersons(tx: Tx, channel: AddressChannel, digest: Buffer): Promise<string[]>;
  personsByAddress(tx: Tx, channel: AddressChannel, digest: Buffer): Promise<string[]>;
  /** Whether each of these is an address of the person now, however many others share it. */
  haveAddresses(
    tx: Tx,
    entries: readonly { person: string; channel: AddressChannel; digest: Buffer }[],
    options?: { confirmed: boolean },
  ): Promise<boolean[]>;
  /** Which of these were addresses of somebody who was erased and has not verifiably come back: no import may bring them in. */
  erasedAddresses(tx: Tx, channel: AddressChannel, digests: readonly Buffer[]): Promise<Buffer[]>;
  /** Puts addresses and noes under newer digests of the same addresses; decisions stay what they are. */
  renewAddressDigests(tx: Tx, pairs: readonly RenewedDigest[]): Promise<void>;
  /** How many digests stand under secrets before one (its number, 4 bytes), counted up to `most`. */
  countOlderDigests(tx: Tx, below: Buffer, most: number): Promise<number>;
  /** Which of these were addresses of somebody who was erased and has shown since that the address is theirs. */
  returnedAddresses(tx: Tx, channel: AddressChannel, digests: readonly Buffer[]): Promise<Buffer[]>;
  /** Who may not be asked again now (NDSR 22(5)); touchpoints ask before they ask. */
  askThrottle(tx: Tx, question: { persons: readonly string[]; activities: readonly string[] }): Promise<AskThrottle[]>;
  /** The activities that a presentation tells; undefined when there is none of this id and nonce. */
  presentedActivities(
    tx: Tx,
    named: Pick<ShownInput, 'presentation' | 'nonce'>,
  ): Promise<readonly string[] | undefined>;
  /** Stores how many presentations this process has given out to sessions since it last did; one call at a time. */
  storeShown(tx: Tx): Promise<void>;
  present(tx: Tx, input: PresentationInput): Promise<Presentation>;
  /** What is in force and who of these is known, for `presentMany`. */
  readToPresent(tx: Tx, subjects: readonly string[]): Promise<ToPresent>;
  /** The same as `present` for many at once, each with an outcome of its own; `read` where it was read before. */
  presentMany(tx: Tx, inputs: readonly PresentationInput[], read?: ToPresent): Promise<Outcome<Presentation>[]>;
  /** Several acts may answer one presentation together: the nonce is burnt once. Receipts in the order of the acts. */
  recordConsents(tx: Tx, acts: readonly AnswerInput[]): Promise<Receipt[]>;
  /**
   * Records the answers of many at once: each list stands or falls by itself, and a refused one leaves no trace. `admission` is asked once, together
   * with what the gate reads.
   */
  tryRecordConsents(
    tx: Tx,
    all: readonly (readonly AnswerInput[])[],
    admission?: Admission,
  ): Promise<Outcome<Receipt[]>[]>;
  /** Records that a presentation was shown where no answer is asked for; the person counts as told. */
  recordShown(tx: Tx, shown: ShownInput): Promise<Receipt>;
  /** The noes of a session follow to the person whose it turns out to be; returns how many. */
  adoptSession(tx: Tx, input: { session: string; person: string }): Promise<number>;
  /** Takes over consents of a stock, proven or ruled on; who has answered here or said no stays as they are (decision 0051). */
  admitProven(tx: Tx, input: ProvenConsents): Promise<Admitted>;
  withdraw(tx: Tx, input: WithdrawalInput): Promise<Receipt>;
  object(tx: Tx, input: ObjectionInput): Promise<Receipt>;
  /** An unsubscription from an address that no record holds yet; binds every record that will. */
  objectByAddress(tx: Tx, input: AddressObjectionInput): Promise<Receipt>;
  decide(tx: Tx, request: DecisionRequest): Promise<Decision>;
  /** The same without a transaction, where it is known for certain in memory; undefined when `decide` has to be asked. */
  decideAtOnce(request: DecisionRequest): Decision | undefined;
  /** Whether this server may allow now, after waiting a moment for a lease that has just lapsed (decision 0037). */
  mayAnswer(): Promise<boolean>;
  /** The denial of a server whose lease has lapsed. */
  lapsed(request: DecisionRequest): Decision;
  /** Watches over an answer to somebody outside, from before anything is read for it: an allow may leave only while `mayLeave`. */
  beginAnswer(person: string): AnswerUnderWay;
  decidePopulation(tx: Tx, request: PopulationRequest): Promise<PopulationDecision>;
  usePersons(tx: Tx, request: UseRequest): Promise<UseGrant>;
  /** From here each set of records (ordinals) is one human: what one said no to counts for all, what one agreed to for that one (decision 0067). */
  joinRecords(tx: Tx, sets: readonly (readonly number[])[]): Promise<void>;
  /** Takes each set of records out of its group; each stands again exactly as its own acts left it. */
  partRecords(tx: Tx, sets: readonly (readonly number[])[]): Promise<void>;
  /** Records one use of all the people whom `decidePopulation` allowed, with one receipt; no permit, since no field leaves the vault. */
  recordPopulationUse(tx: Tx, request: PopulationUseRequest): Promise<{ use: string; receipt: Receipt }>;
  /** Decides again at hand-off for people of an earlier use; no new receipt. */
  redecide(
    tx: Tx,
    request: { use: string; persons: readonly string[] },
  ): Promise<{ permit: Permit | null; refused: ReadonlyMap<string, Reason> }>;
  /** The permit to store newly collected fields; a refusal of anyone refuses the whole call (Failure with the article). */
  collect(
    tx: Tx,
    request: {
      activity: string;
      source: string;
      fields: readonly FieldCode[];
      persons: readonly string[];
    },
  ): Promise<Permit>;
  /** Erases a person here and in evidence: everything about them is denied from then on. Doing it again answers the same. */
  erasePerson(tx: Tx, person: string, terms: Omit<ErasureTerms, 'addresses'>): Promise<Erasure>;
  /** The DPO releases a restored database; until then nothing that rests on consent is allowed (`consent.restored`). */
  releaseRestored(tx: Tx, release: { by: string; reason: string }): Promise<Receipt>;
  /** Puts noes of the journal that this database does not know back in force; returns how many. */
  replayNoes(tx: Tx, events: readonly JournalEvent[]): Promise<number>;
  /** The next people who are known and not erased, in the order of their ids; for walks over everybody. */
  nextSubjects(tx: Tx, after: string | null, limit: number): Promise<string[]>;
  /** How each of these people stands to each activity, as far as keeping is concerned; people whom nobody knows are absent. */
  retentionStates(tx: Tx, persons: readonly string[]): Promise<RetentionState[]>;
  usesOf(
    tx: Tx,
    person: string,
    page: { limit: number; cursor?: string },
  ): Promise<{ items: UseRecord[]; next?: string }>;
  /** Where a person stands among the members of each use of theirs, oldest first; `evidence` proves it from that. */
  memberPlaces(tx: Tx, person: string): AsyncIterable<MemberPlace>;
  consentsOf(tx: Tx, person: string): Promise<ConsentState[]>;
  consentState(tx: Tx, person: string, activity: string): Promise<ConsentState>;
  /** At which touchpoints and from which sources people came to each activity, the newest first. */
  scenesOf(tx: Tx, persons: readonly string[]): Promise<Scene[]>;
  /** Every "no" in force for a person, the oldest first. */
  objectionsOf(tx: Tx, person: string): Promise<ObjectionState[]>;
  /** What a person said about their information, the newest `limit`, newest first: answers, withdrawals, every no. */
  actsOf(tx: Tx, person: string, limit: number): Promise<PersonAct[]>;
  /** Rates of consent, refusal and withdrawal by touchpoint, notice version, wording, week or activity; small cells suppressed. */
  consentRates(tx: Tx, query: RatesQuery): Promise<ConsentRates>;
  /** Counts of the wordings of an experiment, for its verdict. */
  wordingCounts(tx: Tx, query: { experiment: string; activity: string; from: Date; to: Date }): Promise<TouchCount[]>;
  /** Every way by which a no has come, with its count and when it last came. */
  noWays(tx: Tx): Promise<NoWayCount[]>;
  /** Trust as a number, week by week. */
  trustOverTime(tx: Tx, query: { activity?: string }): Promise<Trust>;
  /** How many people stand where, and the answers of the last 30 days. */
  consentStatistics(tx: Tx): Promise<{ counts: ConsentCount[]; days: ConsentDay[] }>;
  /** What a change of an activity does to the people who are allowed now, judged twice as the gate judges; nothing is recorded. */
  /** At which touchpoints these people agreed to the activity last; people whose consent a stock brought along are not counted. */
  lastSurfaces(
    tx: Tx,
    activity: string,
    ordinals: readonly number[],
  ): Promise<{ readonly surface: string; readonly people: number }[]>;
  previewChange(tx: Tx, request: { activity: string; proposed?: ActivityInput }): Promise<ChangePreview>;
  /** The reach of every commercial activity by each channel, over everybody, now or at an instant. */
  reachOverview(tx: Tx, at?: Date): Promise<ReachCount[]>;
  /** The answers to an activity and the uses under it in a period (from <= time < to), as receipts; names nobody. */
  actsOfActivity(
    tx: Tx,
    activity: string,
    period: { from: Date; to: Date },
    most: { answers: number; uses: number },
  ): Promise<ActivityActs>;
  /** Acts of people, newest first; holds no personal information beside the person's identifier. */
  acts(
    tx: Tx,
    page: { limit: number; cursor?: string; activity?: string },
  ): Promise<{ items: ActRow[]; next?: string }>;
}

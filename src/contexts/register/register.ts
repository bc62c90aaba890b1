import type { Tx } from '../../platform/database/index.ts';
import type { Agreement, AgreementInput } from './agreements/agreement.ts';
import type {
  Activity,
  ActivityInput,
  ActivityRevision,
  AssessmentState,
  ContractState,
  SubEntrustmentState,
} from './domain/activity.ts';
import type { Brand, HandlerProfile } from './domain/handler-profile.ts';
import type {
  Notice,
  NoticeChange,
  NoticeInput,
  NoticeSummary,
  Publication,
  PublishedNotice,
} from './domain/notice.ts';
import type { LoadedPack, Pack } from './packs/pack.ts';
import type { ActivityPreview, NoticePreview } from './preview-notice.ts';

/** What answers are checked against at the moment. */
export interface InForce {
  /** The newest version of every published notice, by code. */
  readonly notices: ReadonlyMap<string, number>;
  /** Codes of activities that have ended. */
  readonly ended: ReadonlySet<string>;
}

/** The register of processing activities and the notices compiled from it. */
export interface Register {
  handler(tx: Tx): Promise<HandlerProfile | undefined>;
  saveHandler(tx: Tx, profile: HandlerProfile): Promise<void>;
  brands(tx: Tx): Promise<Brand[]>;
  saveBrand(tx: Tx, brand: Brand): Promise<void>;
  /** Stores a new immutable revision; the same content again answers the current one. */
  saveActivity(tx: Tx, input: ActivityInput): Promise<{ code: string; revision: number }>;
  /** The current revision; Failure `register.activity-unknown` if there is none. */
  activity(tx: Tx, code: string): Promise<Activity>;
  findActivity(tx: Tx, code: string): Promise<Activity | undefined>;
  /** The current revision, with its state and where it is told, read in one go; undefined if there is none. */
  findActivityAsTold(
    tx: Tx,
    code: string,
  ): Promise<{ readonly activity: Activity; readonly publication: Publication | null } | undefined>;
  /** What a revision says; Failure `register.activity-unknown` if there is none. */
  activityRevision(tx: Tx, code: string, revision: number): Promise<ActivityRevision>;
  activities(tx: Tx): Promise<Activity[]>;
  /** Ends an activity for good; Failure `register.activity-ended` if it has ended before. */
  endActivity(tx: Tx, entry: { activity: string; reason: string; by: string }): Promise<void>;
  /** In one statement: the newest version of every notice, and what has ended. */
  inForce(tx: Tx): Promise<InForce>;
  /** One statement: the transaction fails and is tried again unless this is still what is in force. */
  expectInForce(tx: Tx, inForce: InForce): Promise<void>;
  /** Registers the product's own activities; does nothing where they are already there unchanged. */
  seedBuiltIns(tx: Tx): Promise<void>;
  setAssessmentState(
    tx: Tx,
    entry: {
      activity: string;
      state: AssessmentState['state'];
      documentName: string | null;
      documentHash: string | null;
      by: string;
    },
  ): Promise<void>;
  setContractState(
    tx: Tx,
    entry: {
      activity: string;
      recipient: string;
      state: ContractState['state'];
      documentHash: string | null;
      by: string;
    },
  ): Promise<void>;
  setSubEntrustmentState(
    tx: Tx,
    entry: {
      activity: string;
      recipient: string;
      subEntrustee: string;
      state: SubEntrustmentState['state'];
      documentHash: string | null;
      by: string;
    },
  ): Promise<void>;
  /** Registers what a starter pack has and is not there yet; publishes nothing. */
  loadPack(tx: Tx, packs: readonly Pack[], code: string): Promise<LoadedPack>;
  /** An agreement (用户协议), apart from notices: nobody's consent can name it. */
  saveAgreement(tx: Tx, input: AgreementInput): Promise<{ code: string; draft: true }>;
  publishAgreement(tx: Tx, code: string): Promise<{ code: string; version: number; url: string; hash: string }>;
  /** A published version, the newest unless told; Failure `register.agreement-unknown`. */
  agreement(tx: Tx, code: string, version?: number): Promise<Agreement>;
  agreements(tx: Tx): Promise<(AgreementInput & { readonly version: number })[]>;
  /** What the next version starts from: the newest draft, published or not; Failure `register.agreement-unknown`. */
  agreementDraft(tx: Tx, code: string): Promise<AgreementInput>;
  saveNotice(tx: Tx, input: NoticeInput): Promise<{ code: string; draft: true }>;
  /** Compiles and publishes the draft; Failure `register.notice-incomplete` (422) lists every item of PIPL 17, 30 and NDSR 21 that is missing. */
  publishNotice(tx: Tx, code: string): Promise<PublishedNotice>;
  /** What publishing the draft would do; stores nothing. */
  previewNotice(tx: Tx, code: string): Promise<NoticePreview>;
  /** What saving the activity would do; stores nothing, and answers what is wrong instead of refusing. */
  previewActivity(tx: Tx, input: ActivityInput): Promise<ActivityPreview>;
  /** What would change by meaning from a revision of an activity to a proposed next one (the current one unless told). */
  changesTo(tx: Tx, code: string, from: number, proposed?: ActivityInput): Promise<NoticeChange[]>;
  /** A published version, the newest unless told; Failure `register.notice-unknown`. */
  notice(tx: Tx, code: string, version?: number): Promise<Notice>;
  /** The hash of a published version, without reading its documents; undefined if there is none. */
  noticeHash(tx: Tx, code: string, version: number): Promise<string | undefined>;
  notices(tx: Tx): Promise<NoticeSummary[]>;
  /** Stands for everything that a decision can depend on here: when two texts are equal, nothing of it has changed between. */
  stateVersion(tx: Tx): Promise<string>;
  /** Where an activity was first told publicly and which version tells it now; null if none does. */
  publicationOf(tx: Tx, activity: string): Promise<Publication | null>;
  /** Ids of the receipts of what was recorded about an activity before an instant: revisions, assessments, contracts. */
  actReceipts(tx: Tx, activity: string, before: Date): Promise<string[]>;
  /** The notice versions that told an activity at some time in a period, the oldest first. */
  noticesTelling(tx: Tx, activity: string, from: Date, to: Date): Promise<{ code: string; version: number }[]>;
  /** What changed by meaning from one revision of an activity to a later one. */
  changesBetween(tx: Tx, activity: string, from: number, to: number): Promise<NoticeChange[]>;
}

import type { Bilingual } from '../../../platform/failure.ts';
import type { CrossBorder } from './cross-border.ts';
import type { FieldCode } from './fields.ts';

/** The legal bases of PIPL 13; there is no "legitimate interests". */
export const LEGAL_BASES = [
  'consent',
  'contract',
  'hr',
  'legal_duty',
  'public_health_emergency',
  'emergency',
  'news',
  'public_info',
  'other_law',
] as const;
/** A legal basis of PIPL 13. */
export type LegalBasis = (typeof LEGAL_BASES)[number];

/** The operations of the law context that an activity may declare. */
export const OPERATIONS = [
  'collect',
  'store',
  'use',
  'transmit',
  'entrust',
  'provide',
  'publish',
  'export',
  'delete',
  'staff_access',
  'staff_bulk_export',
  'request_consent',
  'fulfil_rights_request',
] as const;
/** An operation on personal information. */
export type Operation = (typeof OPERATIONS)[number];

/** The channels by which a person may be reached. */
export const CHANNELS = ['sms', 'email', 'phone', 'wecom', 'app_push'] as const;
/** A channel by which a person may be reached. */
export type Channel = (typeof CHANNELS)[number];

/** A field that an activity handles, and why. */
export interface ActivityField {
  readonly field: FieldCode;
  /** Whether the purpose can't be reached without it (PIPL 6, 16). */
  readonly necessary: boolean;
  /** Why a sensitive field is needed (PIPL 30). */
  readonly necessity?: Bilingual;
  /** What handling a sensitive field means for the person, or what refusing it does (PIPL 30). */
  readonly impactIfRefused?: Bilingual;
}

/** Someone outside who gets personal information in an activity. Whether a contract is signed is the DPO's entry (`setContractState`), never the engineer's. */
export interface Recipient {
  readonly name: string;
  readonly contact: string;
  readonly role: 'entrustee' | 'independent_handler' | 'joint_handler';
  readonly purpose: Bilingual;
  readonly method?: Bilingual;
  readonly fields: readonly FieldCode[];
}

/** How long and then what (PIPL 17, 19; NDSR 21). */
export interface Retention {
  /** Days from consent, or from collection where the basis is not consent. */
  readonly days: number;
  readonly atEnd: 'erase' | 'anonymise' | 'storage_only';
  readonly text: Bilingual;
}

/** Whether the activity decides about people by programme (PIPL 24, 73). */
export interface AutomatedDecision {
  readonly used: boolean;
  readonly optOutProvided: boolean;
  readonly text: Bilingual;
}

/** A processing activity (处理活动) as it is entered. */
export interface ActivityInput {
  /** Lower-case kebab code, permanent. */
  readonly code: string;
  readonly name: Bilingual;
  /** The purpose as the law context compares it, for example "marketing". */
  readonly purpose: string;
  readonly purposeText: Bilingual;
  readonly method: Bilingual;
  readonly basis: LegalBasis;
  readonly basisFacts: Readonly<Record<string, boolean | string>>;
  readonly operations: readonly Operation[];
  readonly fields: readonly ActivityField[];
  /** Sources of the law context, for example "from_individual". */
  readonly sources: readonly string[];
  readonly channels: readonly Channel[];
  readonly commercial: boolean;
  readonly retention: Retention;
  readonly recipients: readonly Recipient[];
  readonly automatedDecision: AutomatedDecision | null;
  /** Null when nothing leaves mainland China. */
  readonly crossBorder: CrossBorder | null;
  readonly ourRole: 'handler' | 'entrustee';
  /** How people are told: by what is shown to each, or by published rules (PIPL 17(3)). */
  readonly noticeBy: 'presentation' | 'public_rules';
  readonly brand?: string;
  readonly adultsOnly: boolean;
  /**
   * Why a change of the texts alone changes no meaning (a typo, wording). Without it a changed purpose or method text counts as a changed
   * purpose or method, which asks for a new consent (PIPL 14(2)). Belongs to the revision that it came with.
   */
  readonly editorialReason?: string;
}

/** The DPO's entry about the impact assessment of an activity (PIPL 55, 56). */
export interface AssessmentState {
  readonly state: 'none' | 'approved' | 'expired';
  readonly documentName: string | null;
  readonly documentHash: string | null;
  readonly at: Date | null;
}

/** The DPO's entry about the contract with a recipient (PIPL 21, 20, 23). */
export interface ContractState {
  readonly recipient: string;
  readonly state: 'none' | 'signed' | 'ended';
  readonly documentHash: string | null;
  readonly at: Date | null;
}

/** One immutable revision of an activity. */
export interface ActivityRevision extends ActivityInput {
  readonly revision: number;
  readonly savedAt: Date;
}

/** A revision, with the state that the DPO has entered for the activity. */
export interface Activity extends ActivityRevision {
  readonly builtIn: boolean;
  /** When it ended for good; null while it has not. */
  readonly endedAt: Date | null;
  readonly assessment: AssessmentState;
  readonly contracts: readonly ContractState[];
}

/** What makes an impact assessment due beforehand (PIPL 55). */
export type AssessmentTrigger = 'sensitive' | 'automated_decision' | 'entrust' | 'provide' | 'publish' | 'export';

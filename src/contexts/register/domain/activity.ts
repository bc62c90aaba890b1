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
export const CHANNELS = ['sms', 'email', 'phone', 'wecom', 'official_account', 'mini_program', 'app_push'] as const;
/** A channel by which a person may be reached. */
export type Channel = (typeof CHANNELS)[number];

/** Where an activity meets people. */
export const SURFACES = ['web', 'h5', 'mini_program', 'app', 'store', 'paper', 'phone', 'wecom'] as const;
/** Where an activity meets people. */
export type Surface = (typeof SURFACES)[number];

/** A field that an activity handles, and why. */
export interface ActivityField {
  readonly field: FieldCode;
  /** What this field is for, where that is not the activity's whole purpose (PIPL 6). */
  readonly purpose?: Bilingual;
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
  /** On what occasion it gets the information; the activity unless told. */
  readonly scene?: Bilingual;
  /** Whether it gets the information without what identifies the person by itself (PIPL 73); it is personal information all the same. */
  readonly deidentified?: boolean;
  /** Address of the recipient's own notice, http or https. */
  readonly policyUrl?: string;
  /** How rights and duties are divided with a joint handler (PIPL 20). */
  readonly arrangement?: Bilingual;
  /** Whom the entrustee entrusts in turn; nobody without our approval (PIPL 21(3)), which is the DPO's entry (`setSubEntrustmentState`). */
  readonly subEntrustees?: readonly SubEntrustee[];
}

/** Someone whom an entrustee wants to entrust in turn. */
export interface SubEntrustee {
  readonly name: string;
  readonly contact: string;
  readonly purpose: Bilingual;
  readonly fields: readonly FieldCode[];
}

/** Whose orders we follow where we are the entrustee, and what they are (PIPL 21, 59). */
export interface ClientInstructions {
  readonly name: string;
  readonly contact: string;
  readonly instructions: Bilingual;
  /** SHA-256 of the signed instructions, lower-case hex. */
  readonly documentHash?: string;
}

/** How people under 18 are treated (PIPL 31, Minors Regs 32-38). */
export interface MinorsRules {
  /** Nobody under 14 is served, or only with the consent of a parent or guardian. */
  readonly under14: 'not_served' | 'guardian_consent';
  /** What is done otherwise for children, in plain words. */
  readonly rules: Bilingual;
  /** How a guardian's relation and consent are verified. */
  readonly guardianCheck?: Bilingual;
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
  /** What is decided and how, in plain words. */
  readonly text: Bilingual;
  /** The fields that it goes by; all of the activity's unless told. */
  readonly fields?: readonly FieldCode[];
  /** What it means for the person. */
  readonly effect?: Bilingual;
  /** Whether it has a major effect on the person's rights (PIPL 24(3)); then a human's review is offered. */
  readonly majorEffect?: boolean;
  /** How to ask for an explanation and a human's decision (PIPL 24(3)). */
  readonly humanReview?: Bilingual;
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
  /** Whom it is about where that is not consumers, members or employees: contacts of organisations (decision 0104). */
  readonly audience?: 'business_contacts';
  /** When and how often it is collected, for the list of what is collected (NDSR 21). */
  readonly collectedWhen?: Bilingual;
  readonly surfaces?: readonly Surface[];
  readonly minors?: MinorsRules;
  /** Required where `ourRole` is "entrustee". */
  readonly client?: ClientInstructions;
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

/** The DPO's entry about an entrustee's entrusting of somebody else (PIPL 21(3)). */
export interface SubEntrustmentState {
  readonly recipient: string;
  readonly subEntrustee: string;
  readonly state: 'none' | 'approved' | 'refused' | 'ended';
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
  readonly subEntrustments: readonly SubEntrustmentState[];
}

/** What makes an impact assessment due beforehand (PIPL 55). */
export type AssessmentTrigger = 'sensitive' | 'automated_decision' | 'entrust' | 'provide' | 'publish' | 'export';

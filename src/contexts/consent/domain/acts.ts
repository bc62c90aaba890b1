import type { Json } from '../../../platform/crypto/index.ts';
import type { Channel, FieldCode, Operation } from '../../register/index.ts';
import type { MessageFacts } from './decision.ts';
import type { People } from './people-set.ts';

/** Evidence grade of a person's standing in an activity: A proven, B partly proven with a ruling of the DPO, C unproven (never marketed to). */
export type Grade = 'A' | 'B' | 'C';

/** How a person came to stand in an activity and what they were told then. */
export interface Standing {
  readonly activity: string;
  /** For example "form", "import". */
  readonly source: string;
  readonly grade: Grade;
  readonly noticeShownAt?: Date;
  readonly notice?: string;
  readonly noticeVersion?: number;
  readonly how?: string;
}

/** An age that people are asked to declare: where their own consent begins (PIPL 31), and full age (Minors Regs 24). */
export type DeclaredAge = 14 | 18;

/** Something that tells of a minor who gave no birth date. */
export interface MinoritySign {
  readonly person: string;
  /** A code such as "school-grade" or "said-so"; no personal information. */
  readonly sign: string;
  /** What it was seen in; the thing itself stays where it is. */
  readonly evidence?: { readonly kind: string; readonly hash: string };
  readonly by: string;
}

/** What is known about somebody's age: a band, and how it is known. */
export interface AgeKnown {
  readonly band: 'under-14' | 'from-14' | 'adult' | 'minor-of-unknown-age' | 'unknown';
  readonly by: 'birth-date' | 'declared' | 'sign' | null;
  /** When a sign of minority was first noted. */
  readonly since: Date | null;
}

/** What a corrected birth date changed: from which band to which; never the date. */
export interface BirthDateCorrected {
  readonly from: AgeKnown['band'];
  readonly band: AgeKnown['band'];
}

/** A person the gate is to know. */
export interface SubjectInput {
  readonly person: string;
  readonly role: 'customer' | 'employee' | 'member' | 'business_contact';
  /** Calendar day YYYY-MM-DD; kept only for minors, sealed. */
  readonly birthDate?: string;
  /** When the person declared 我已满18周岁. */
  readonly adultDeclaredAt?: Date;
  /** When the person declared 我已满14周岁. */
  readonly fourteenDeclaredAt?: Date;
  readonly standing?: Standing;
}

/** What is about to be shown, and to whom: exactly one of person and session. */
export interface PresentationInput {
  readonly notice: string;
  readonly activities: readonly string[];
  /** Where it is shown, for example "form:autumn". */
  readonly surface: string;
  readonly locale: 'zh-CN' | 'en';
  readonly person?: string;
  readonly session?: string;
  /** The ages that the surface asks to declare, beside the notice. */
  readonly ageDeclarations?: readonly DeclaredAge[];
  /** Which of several wordings or layouts is shown, where they are compared. */
  readonly wording?: ShownWording;
  /** The person opened it to choose: nobody is asked, so it does not count as asking again. */
  readonly ofTheirOwnWill?: boolean;
  /** Whom a session is known to be: they are asked by it too. */
  readonly alsoKnownAs?: readonly string[];
}

/** One of the wordings of an experiment, as the entry names it. */
export interface ShownWording {
  /** "EXPERIMENT/VARIANT". */
  readonly id: string;
  /** SHA-256 of the variant's definition, hexadecimal. */
  readonly hash: string;
}

/** A presentation that waits for its answer; the nonce is told once and works once. */
export interface Presentation {
  readonly id: string;
  readonly hash: string;
  readonly nonce: string;
  /** The version of the notice that is shown. */
  readonly version: number;
}

/** Who was shown a presentation, with what proves it. */
export interface ShownInput {
  readonly person: string;
  /** The session to which the presentation was shown, if it was not shown to a known person. */
  readonly session?: string;
  readonly presentation: string;
  readonly nonce: string;
  /** The person ticked 我已满18周岁 in what was shown. */
  readonly adultDeclared?: boolean;
  /** The person ticked 我已满14周岁 or 我已满18周岁, which the presentation has to have asked about. */
  readonly ageDeclared?: DeclaredAge;
}

/** How consent was expressed; only these two are consent (PIPL 14). */
export type ConsentHow = 'explicit_action' | 'signed_document';

/** An answer to a presentation. */
export interface ConsentAct extends ShownInput {
  readonly activity: string;
  readonly answer: 'granted' | 'refused';
  readonly kind: 'general' | 'separate' | 'written';
  /** The law context's word; anything but an explicit action or a signed document is refused. */
  readonly how: string;
  readonly channel?: Channel;
  readonly validUntil?: Date;
  readonly oneTime?: boolean;
  readonly recipient?: string;
  /** The control (checkbox, button) that was used, where the surface names it: separate consents never share one. */
  readonly control?: string;
  /** The parent or guardian who answers for a child under 14 (PIPL 31). */
  readonly guardian?: string;
}

/** An answer of a person, or of a session alone while nobody knows the person. */
export type AnswerInput = Omit<ConsentAct, 'person'> & { readonly person?: string };

/** Ends one activity's consent, for one channel if told. */
export interface WithdrawalInput {
  readonly person: string;
  readonly activity: string;
  readonly channel?: Channel;
  /** The parent or guardian who says so for a child. */
  readonly guardian?: string;
  /** Through what: "privacy-centre", "staff:ID", "api-key:ID" … */
  readonly by: string;
}

/** A "no" that binds all brands. */
export interface ObjectionInput {
  readonly person: string;
  readonly kind: 'unsubscribe' | 'restrict' | 'personalisation';
  readonly channel?: Channel;
  readonly by: string;
}

/** An unsubscription from an address that no record holds. */
export interface AddressObjectionInput {
  readonly channel: 'sms' | 'email' | 'wecom' | 'official_account' | 'mini_program';
  /** The vault's keyed digest of the address. */
  readonly digest: Buffer;
  readonly by: string;
}

/** A question to use the information of up to 1,000 people. */
export interface UseRequest {
  readonly activity: string;
  readonly operation: Operation;
  readonly channel?: Channel | 'none';
  readonly brand?: string;
  readonly message?: MessageFacts;
  readonly recipient?: string;
  readonly fields: readonly FieldCode[];
  readonly persons: readonly string[];
  /** Whether whoever acts holds the permission to export in bulk (PIPL 51): the route that they came through asked for it. */
  readonly operatorPermitted?: boolean;
  /** Why, in words without personal information. */
  readonly purposeNote?: string;
  readonly by: string;
  /** What the use is part of, for example "campaign:ID". */
  readonly subject?: string;
}

/** A use of as many people as `decidePopulation` allowed. */
export interface PopulationUseRequest {
  readonly activity: string;
  readonly operation: Operation;
  readonly fields: readonly FieldCode[];
  /** Ordinals of the people, as a list or as bits. */
  readonly allowed: People;
  /** Why, in words without personal information. */
  readonly purposeNote?: string;
  readonly by: string;
  /** What the use is part of, for example "segment:CODE". */
  readonly subject?: string;
  /** What else the receipt commits to; no personal information. */
  readonly detail?: Readonly<Record<string, Json>>;
}

/** One use of one person's information, as the person sees it. */
export interface UseRecord {
  readonly use: string;
  readonly activity: string;
  readonly revision: number;
  readonly operation: Operation;
  readonly channel: string | null;
  readonly brand: string | null;
  readonly fields: readonly FieldCode[];
  readonly purposeNote: string | null;
  readonly subject: string | null;
  readonly at: Date;
  readonly by: string;
  readonly recipients: readonly string[];
  readonly receipt: string;
  /** True when the person was one of a population used as a whole, with one receipt over the whole set. */
  readonly population: boolean;
}

/** The state of a person's answers to one activity. */
export interface ConsentState {
  readonly activity: string;
  readonly state: 'granted' | 'refused' | 'withdrawn' | 'expired' | 'none';
  readonly channel: string | null;
  readonly kind: 'general' | 'separate' | 'written' | null;
  readonly notice: string | null;
  readonly noticeVersion: number | null;
  readonly at: Date | null;
  readonly validUntil: Date | null;
  readonly withdrawnAt: Date | null;
  readonly receipt: string | null;
}

/** A "no" that is in force; `channel` null binds every channel. */
export interface ObjectionState {
  readonly kind: 'unsubscribe' | 'restrict' | 'personalisation';
  readonly channel: string | null;
  readonly at: Date;
  readonly receipt: string;
  /** How it was said: `sms-reply`, `one-click`, `complaint-12321`, `staff`; what stood behind a colon (who, which journal) is left out. */
  readonly through: string;
}

/** Something that a person said: an answer to an activity, its withdrawal, or a no that binds more than one. */
export interface PersonAct {
  readonly act: 'granted' | 'refused' | 'withdrawn' | 'unsubscribe' | 'restrict' | 'personalisation';
  /** Null for what binds every activity. */
  readonly activity: string | null;
  readonly channel: string | null;
  readonly notice: string | null;
  readonly noticeVersion: number | null;
  readonly at: Date;
  readonly receipt: string;
}

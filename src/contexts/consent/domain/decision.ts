import type { Bilingual } from '../../../platform/failure.ts';
import type { Remedy, TriedRule } from '../../law/index.ts';
import type { Channel, FieldCode, Operation } from '../../register/index.ts';
import type { GateFacts } from './facts-of.ts';
import type { PeopleSet } from './people-set.ts';

/** Why something is refused or on what it rests; `article` as the law context writes it, for example "PIPL 13". */
export interface Reason {
  readonly code: string;
  readonly article: string;
  readonly zh: string;
  readonly en: string;
}

/** What the caller knows about the message that is to be sent (Advertising Law 43, 44; SMS Rules). */
export interface MessageFacts {
  readonly senderIdentity: boolean;
  readonly optOutIncluded: boolean;
  readonly queuedAt?: Date;
}

/** A question to the gate: may this be done now with this person's information? */
export interface DecisionRequest {
  readonly person: string;
  readonly activity: string;
  readonly operation: Operation;
  readonly channel?: Channel | 'none';
  readonly brand?: string;
  readonly message?: MessageFacts;
  /** Name of a recipient of the activity. */
  readonly recipient?: string;
  /** Fields at issue; all of the activity's unless told. */
  readonly fields?: readonly FieldCode[];
  /** The instant to judge; the clock's now unless told. */
  readonly at?: Date;
  readonly explain?: boolean;
}

export type { Remedy };

/** Something that the person said about an activity, or to all, with the receipt that proves it. */
export interface RecordedAct {
  readonly act: string;
  readonly channel: string | null;
  readonly at: Date | null;
  readonly receipt: string | null;
}

/** The way to a verdict. */
export interface Explanation {
  /** The facts as they were judged; null when the register or the gate refused before any was looked at. */
  readonly facts: GateFacts | null;
  readonly consents: readonly unknown[];
  /** The rules of the law in the order they were tried. */
  readonly tried: readonly TriedRule[];
  /** What would make a denial an allow, one for each reason that has a lawful way, the decisive one first. */
  readonly remedies: readonly Remedy[];
  readonly evidence: readonly RecordedAct[];
}

/** The answer of the gate. Nothing is recorded by deciding. */
export interface Decision {
  readonly outcome: 'allow' | 'deny' | 'allow_with_conditions';
  /** The decisive article first. */
  readonly articles: readonly string[];
  readonly reasons: readonly Reason[];
  readonly conditions: readonly Reason[];
  readonly basis: string;
  readonly notice: { readonly code: string; readonly version: number; readonly hash: string } | null;
  readonly decidedAt: Date;
  readonly activity: string;
  readonly revision: number;
  /** Only with `explain`. */
  readonly explanation?: Explanation;
}

/** People who may not be reached for one reason. */
export interface Exclusion {
  readonly code: string;
  readonly article: string;
  readonly zh: string;
  readonly en: string;
  readonly count: number;
  readonly people: PeopleSet;
  /** The same as `people`; made when first asked for. */
  readonly ordinals: Uint32Array;
  readonly nextStep?: Bilingual;
}

/** The population form of a decision: each person stands in exactly one place. */
export interface PopulationDecision {
  readonly allowedPeople: PeopleSet;
  /** The same as ordinals, ascending; made when first asked for. */
  readonly allowed: Uint32Array;
  readonly excluded: readonly Exclusion[];
}

/** A question about many people at once. */
export interface PopulationRequest {
  readonly activity: string;
  readonly operation: Operation;
  readonly channel?: Channel | 'none';
  readonly brand?: string;
  /** Reach is asked before a message exists: unless told, a message that names its sender and offers the way out is assumed. */
  readonly message?: MessageFacts;
  readonly fields?: readonly FieldCode[];
  readonly ordinals: Uint32Array | 'all';
  readonly at?: Date;
}

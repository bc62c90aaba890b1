import type { VerdictReason } from '../../parts/verdict-chip.tsx';

/** One source record of a human, as `GET /api/v1/persons/ID/profile` shows it. */
export interface ProfileRecord {
  readonly id: string;
  readonly role: 'customer' | 'employee' | 'member' | 'business_contact';
  readonly source: string;
  readonly activity: string;
  readonly createdAt: string;
  readonly organisation: {
    readonly id: string;
    readonly name: string;
    readonly registrationNumber: string | null;
  } | null;
  readonly refused: VerdictReason | null;
}

/** A value with the record and the source that it comes from. */
export interface KnownValue {
  readonly record: string;
  readonly trait: string;
  readonly general: boolean;
  readonly value: string;
  readonly source: string;
  readonly at: string;
  readonly history: readonly { readonly at: string; readonly source: string; readonly value: string | null }[];
}

/** A tag that a record carries. */
export interface CarriedTag {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly activity: string;
  readonly record: string;
  readonly byRule: boolean;
  readonly givenBy: string;
  readonly givenAt: string;
  readonly endsAt: string;
  readonly reason: string | null;
}

/** A computed trait of a record. */
export interface ComputedValue {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly kind: string;
  readonly record: string;
  readonly number: number | null;
  readonly word: string | null;
  readonly at: string;
}

/** Everything that is known about a human, masked. */
export interface Profile {
  readonly records: readonly ProfileRecord[];
  readonly values: readonly KnownValue[];
  readonly identifiers: readonly {
    readonly record: string;
    readonly type: string;
    readonly issuer: string;
    readonly scope: string;
    readonly seenAt: string;
  }[];
  readonly computed: readonly ComputedValue[];
  readonly tags: readonly CarriedTag[];
  readonly tagsWithheld: number;
  readonly receipt: string | null;
}

/** One entry of a timeline. */
export interface TimelineEntry {
  readonly id: string;
  readonly kind: 'event' | 'consent' | 'message' | 'trait' | 'origin';
  readonly at: string;
  readonly record: string;
  readonly name: string;
  readonly activity: string | null;
  readonly channel: string | null;
  readonly quantity: number | null;
  readonly amountFen: number | null;
  readonly value: string | null;
  readonly properties: Readonly<Record<string, string>> | null;
  readonly receipt: string | null;
}

/** Whether they are met as an employee: such records are not corrected, and not tagged, among customers (PIPL 13(1)(2)). */
export function isEmployee(profile: Profile): boolean {
  return profile.records.some(({ role }) => role === 'employee');
}

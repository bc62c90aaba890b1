import { firstInstant } from './instant.ts';

/** One version of the rules on commercial SMS. */
export interface SmsRules {
  readonly from: number;
  readonly name: string;
  /** Whether the sender must hold proof of the consent or request. */
  readonly proofOfConsent: boolean;
  /** Months for which sending records are kept; the longest of all versions is what the product keeps. */
  readonly recordMonths: number;
}

/** Newest first. */
export const SMS_RULES: readonly SmsRules[] = [
  { from: firstInstant('2026-05-01'), name: 'SMS Rules 2026', proofOfConsent: true, recordMonths: 6 },
  { from: Number.NEGATIVE_INFINITY, name: 'SMS Rules', proofOfConsent: false, recordMonths: 5 },
];

/** The SMS rules in force at an instant (ms). */
export function smsRulesAt(at: number): SmsRules {
  for (const row of SMS_RULES) if (at >= row.from) return row;
  return SMS_RULES[SMS_RULES.length - 1] as SmsRules;
}

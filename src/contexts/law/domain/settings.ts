/** The points on which sources disagree or the law leaves a choice, as named settings; the defaults are the stricter readings unless said. */
export interface LawSettings {
  /** Age on the 14th and 18th birthday when the facts carry no `age_rule` (Civil Code 1259 is silent). */
  readonly ageRule: 'birthday_counts' | 'day_after_birthday';
  /** A photograph that shows a person is sensitive when it is published or exported (GB/T 45574-2025; commentary differs). */
  readonly plainPhotoIsSensitive: boolean;
  /** An identity number is always protected as sensitive; whether it also takes a separate consent is the tenant's (GB/T 45574 against GB/T 35273). */
  readonly identityNumber: 'separate_consent' | 'protection_only';
  /** Ask for the separate consents of PIPL 23, 25, 29 and 39 under bases 2 to 7 too. Default no: PIPL 13(2). */
  readonly separateConsentUnderOtherBases: boolean;
  /** Hours that must pass after a "no" before it may be asked once more (NDSR 22 sets none; 48 is the practice of the trade). */
  readonly askAgainAfterHours: number;
  /** Without a birth date: deny only where age decides (automated marketing, sensitive data, signs of minority), or always. */
  readonly unknownAge: 'deny_where_age_decides' | 'deny';
}

/** The settings that apply when a caller names none. */
export const DEFAULT_SETTINGS: LawSettings = {
  ageRule: 'day_after_birthday',
  plainPhotoIsSensitive: true,
  identityNumber: 'separate_consent',
  separateConsentUnderOtherBases: false,
  askAgainAfterHours: 48,
  unknownAge: 'deny_where_age_decides',
};

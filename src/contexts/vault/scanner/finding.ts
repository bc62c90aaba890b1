/** What the scanner looks for: the kinds of obligations section 8 that point to a person. */
export const PERSONAL_KINDS = [
  'mobile',
  'landline',
  'id_number',
  'passport',
  'bank_card',
  'email',
  'name',
  'address',
  'plate',
  'wechat_id',
  'qq_id',
  'open_id',
  'wecom_id',
  'birth_date',
  'ip_address',
  'mac_address',
  'imei',
  'location',
] as const;

/** One kind of personal information. */
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

/** A place in a text that reads as personal information: UTF-16 offsets, the end exclusive, and how sure the scanner is (0 to 1). */
export interface Finding {
  readonly kind: PersonalKind;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
}

/** From this confidence on something counts as personal information: it is stripped, redacted and reported. */
export const CLEAR_CONFIDENCE = 0.6;

/** A half-width text while it is scanned, and its UTF-16 units, so that looking at each of them costs no call. */
export interface ScannedText {
  readonly text: string;
  readonly codes: Uint16Array;
  readonly length: number;
}

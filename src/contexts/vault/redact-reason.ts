import { redactText } from './scanner/redact-text.ts';
import { scanText } from './scanner/scan-text.ts';

/** Less sure than the scanner's usual: a reason that loses an order number is still a reason, one that names somebody is a leak. */
const LEAST_CONFIDENCE = 0.4;

// Whatever its kind, so many digits in a row are a number of somebody or something; who reads the records does not need it.
const LONG_NUMBER = /(?<!\d)(?:\d[\s-]?){7,}[\dXx]?/g;

/** The reason that somebody gave, without the personal information in it: what the scanner finds, and these values, which are known to be some. */
export function redactReason(reason: string, known: readonly string[] = []): string {
  const without = known.reduce((text, value) => (value.length > 1 ? text.replaceAll(value, '****') : text), reason);
  return redactText(without, scanText(without, LEAST_CONFIDENCE)).replace(LONG_NUMBER, '****');
}

import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../../platform/crypto/index.ts';
import type { ShownWording } from '../../consent/index.ts';
import type { ExperimentPlan, Variant } from './variant.ts';

/** The variant that a session is shown, and how evidence names it. */
export interface Assigned {
  readonly variant: Variant;
  readonly wording: ShownWording;
}

/** Which variant a session is shown: even, the same when it looks again, and nobody's choice. */
export function assignWording(plan: ExperimentPlan, session: string): Assigned | undefined {
  const digest = createHash('sha256').update(`wording|${plan.code}|${session}`).digest();
  const variant = plan.variants[digest.readUInt32BE(0) % plan.variants.length];
  if (variant === undefined) return undefined;
  return { variant, wording: { id: `${plan.code}/${variant.code}`, hash: variantHash(variant) } };
}

/** A variant's definition as canonical JSON (RFC 8785): the text whose hash stands in evidence, and which travels in bundles. */
export function variantText(variant: Variant): string {
  return canonicalJson(JSON.parse(JSON.stringify(variant)) as Json);
}

/** SHA-256 of that text, hexadecimal. */
export function variantHash(variant: Variant): string {
  return createHash('sha256').update(variantText(variant)).digest('hex');
}

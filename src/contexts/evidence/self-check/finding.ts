import type { Json } from '../../../platform/crypto/index.ts';

/** The parts of a self-check, in the order in which they run. */
export const SELF_CHECK_PARTS = [
  'tree',
  'checkpoints',
  'entries',
  'records',
  'epochs',
  'members',
  'acts',
  'copies',
] as const;

/** A part of a self-check. */
export type SelfCheckPart = (typeof SELF_CHECK_PARTS)[number];

/** Something that is not as it was recorded. It names places, receipts and rows, never a person. */
export interface Finding {
  readonly part: SelfCheckPart;
  /** What is wrong, for example `entry-changed`; described in `describe-finding.ts`. */
  readonly what: string;
  /** Where: the index in the log, the size of a checkpoint, a receipt, or a table with the key of its row. */
  readonly at: string;
  readonly expected: string;
  readonly found: string;
}

/** One step of a part: where to go on from, and how many things it looked at. */
export interface Step {
  readonly cursor: Json;
  readonly looked: number;
}

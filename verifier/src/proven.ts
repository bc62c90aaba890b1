import type { CheckedKey } from './chain.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Completeness } from './completeness.ts';
import type { CosignatureFinding } from './cosignatures.ts';
import type { CheckedEntry } from './entries.ts';
import type { Documents, Page } from './pages.ts';
import type { Counts } from './people.ts';
import type { RelatedEntry } from './related.ts';
import type { Subject } from './subject.ts';
import type { TimestampClaim } from './timestamps.ts';
import type { SignerVerdict } from './trust.ts';

/** What the checks of a bundle have come to, from which its account is written. */
export interface Proven {
  readonly subject: Subject;
  /** The bundle's id. */
  readonly bundle: string;
  readonly issued: string;
  readonly checkpoint: Checkpoint;
  readonly signer: SignerVerdict;
  /** The person's own entries under their keys; none in the bundle of an activity. */
  readonly keys: readonly CheckedKey[];
  readonly related: readonly RelatedEntry[];
  /** Entries of people in the bundle of an activity, none of them opened. */
  readonly people: readonly CheckedEntry[];
  readonly counts: Counts | undefined;
  /** The categories whose openings the issuer withholds. */
  readonly redacted: readonly string[];
  /** What an epoch's map proves about the person's own entries; undefined if the bundle claims nothing. */
  readonly completeness: Completeness | undefined;
  readonly pages: readonly Page[];
  /** Cosignatures of witnesses that the user trusts. */
  readonly cosignatures: readonly CosignatureFinding[];
  /** Time-stamps on states of this log; who made them is judged apart. */
  readonly timestamps: readonly TimestampClaim[];
  /** The issuer's own words; undefined where there are none or (version 1) they may be anything. */
  readonly documents: Documents | undefined;
  /** Whether the issuer's own words are there at all. */
  readonly narrated: boolean;
  /** The new content of the file of remembered checkpoints; undefined if the signer is not verified, since anybody may have made that checkpoint. */
  readonly remember: string | undefined;
}

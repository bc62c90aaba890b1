/**
 * A time-stamp of RFC 3161 on a checkpoint of the log, as a bundle carries it: `checkpoint` is the signed note whose exact UTF-8 bytes were
 * stamped (without cosignatures; its size is at most that of the bundle's checkpoint), `consistency` proves that the bundle's checkpoint
 * extends it (base64url hashes of RFC 9162, section 2.1.4.1; none when the sizes are equal), `token` is the DER of the TimeStampToken.
 */
export interface TimestampPart {
  readonly checkpoint: string;
  readonly consistency: readonly string[];
  readonly token: string;
}

/** An earlier checkpoint, with its cosignature lines, and the proof that the bundle's checkpoint extends it. */
export interface HistoryPart {
  readonly checkpoint: string;
  readonly consistency: readonly string[];
}

/** What others have attested about the log, for a bundle: history in growing sizes, each below that of the bundle's checkpoint. */
export interface AttestedParts {
  readonly history: readonly HistoryPart[];
  readonly timestamps: readonly TimestampPart[];
}

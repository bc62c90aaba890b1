/**
 * A checkpoint with the cosignatures of witnesses (C2SP tlog-cosignature), as a bundle carries it: `consistency` proves that the bundle's
 * checkpoint extends it (base64url hashes of RFC 9162, section 2.1.4.1; none when the sizes are equal).
 */
export interface WitnessedPart {
  readonly checkpoint: string;
  readonly consistency: readonly string[];
}

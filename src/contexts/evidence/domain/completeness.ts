// The hashing of the map and the check are described for outsiders in docs/evidence-format.md; binary values are base64url without padding.

/** What a path through the map of an epoch shows: the siblings along it, lowest first, and the leaf at its end. */
export interface MapProof {
  /** Hashes beside the path, lowest first; an empty subtree is 32 zero bytes. */
  readonly siblings: readonly string[];
  /** The leaf where the path ends: null when nothing stands there. */
  readonly leaf: { readonly tag: string; readonly leafHash: string } | null;
}

/** One evidence key's share of the proof: its entries up to the epoch, and that there was none after them. */
export interface CompletenessKey {
  readonly generation: number;
  /** For n = 1, 2, 3 … of the entries whose index is below the epoch's size: the siblings of that tag's leaf, lowest first. */
  readonly present: readonly (readonly string[])[];
  /** That the tag of the next n is not in the map. */
  readonly absent: MapProof;
}

/** That none of a person's entries up to an epoch is left out of a bundle: their tags are in the epoch's map, the next tag is not. */
export interface CompletenessPart {
  /** The id of the entry of kind `epoch`, which commits to the map; the bundle carries it in `related`. */
  readonly epoch: string;
  /** In the order of the bundle's `keys`, one for each. */
  readonly keys: readonly CompletenessKey[];
}

/** What an epoch's entry commits to (payload version 1). */
export interface EpochPayload {
  /** Tagged entries in the map. */
  readonly count: number;
  /** The map's root, base64url. */
  readonly root: string;
  /** The map holds exactly the tagged entries with an index below this. */
  readonly size: number;
  readonly v: 1;
}

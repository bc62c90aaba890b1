/**
 * What each ciphertext is bound to, so that it opens only in its own place. `ring` names the handler's key ring. Parts that could hold the
 * separator (labels) stand last; ids are UUIDs and field codes lower-case letters. Frozen by decision 0004.
 */
export function fieldBound(ring: string, person: string, field: string, version: number): string {
  return `zhinuo/v1/field|${ring}|${person}|${field}|${version}`;
}

/** For bytes sealed under a person's key outside the vault's own tables (event properties). */
export function personBound(ring: string, person: string, label: string): string {
  return `zhinuo/v1/person|${ring}|${person}|${label}`;
}

/** The subject under which the key of a blob or stream is wrapped. */
export function blobSubject(label: string): string {
  return `blob/${label}`;
}

import { deriveKey } from '../crypto/index.ts';
import { missingKeyFile } from './keyring-failures.ts';
import type { RootKeys } from './root-keys.ts';
import { type Kind, type OpenSecret, type RingContent, secretFile } from './vault-ring-files.ts';

/** The index secret under which address digests are made: they outlive the people they belong to, so this one is never destroyed. */
export const STANDING_INDEX = 1;

/** A vault ring in memory. */
export interface OpenRing {
  readonly content: RingContent;
  readonly root: RootKeys;
  readonly generations: Map<number, OpenSecret>;
  readonly indexes: Map<number, OpenSecret>;
  /** Derived keys by label, so that a hot path does not pay for HKDF each time. */
  readonly derived: Map<string, Buffer>;
  /** The keys of each field's blind index, newest first. */
  readonly indexKeys: Map<string, readonly { readonly generation: number; readonly key: Buffer }[]>;
  /** The keys of each field's blind index under the secret that is never destroyed. */
  readonly standingKeys: Map<string, Buffer>;
}

/** A secret in memory; throws `keyring.missing-file`. */
export function secretOf(open: OpenRing, kind: Kind, id: number): OpenSecret {
  const secret = open[kind].get(id);
  if (secret === undefined) throw missingKeyFile(secretFile(kind, id));
  return secret;
}

/** What may be told of a secret. */
export function publicPart({ id, createdAt }: OpenSecret): { readonly id: number; readonly createdAt: Date } {
  return { id, createdAt };
}

/** Wipes a destroyed secret and what was derived from it. */
export function forget(open: OpenRing, kind: Kind, id: number): void {
  open[kind].get(id)?.secret.fill(0);
  open[kind].delete(id);
  open.indexKeys.clear();
  open.standingKeys.clear();
  for (const name of [...open.derived.keys()]) if (name.startsWith(`${kind}|${id}|`)) open.derived.delete(name);
}

/** The key that wraps under a generation. */
export function wrapping(open: OpenRing, generation: number): Buffer {
  return derive(open, 'generations', generation, 'wrap');
}

/** A key derived from a secret, made once. */
export function derive(open: OpenRing, kind: Kind, id: number, label: string): Buffer {
  const name = `${kind}|${id}|${label}`;
  const known = open.derived.get(name);
  if (known !== undefined) return known;
  const key = deriveKey(secretOf(open, kind, id).secret, label);
  open.derived.set(name, key);
  return key;
}

/** The key of a field's digests under the secret that is never destroyed, by the shortest way: every identifier that comes in asks for it. */
export function standingKey(open: OpenRing, field: string): Buffer {
  const known = open.standingKeys.get(field);
  if (known !== undefined) return known;
  const key = derive(open, 'indexes', STANDING_INDEX, `blind-index/${field}`);
  open.standingKeys.set(field, key);
  return key;
}

/** What a wrapped key is bound to. */
export function wrapBound(open: OpenRing, subject: string, generation: number): string {
  return `zhinuo/v1/wrap|${open.content.ring}|${generation}|${subject}`;
}

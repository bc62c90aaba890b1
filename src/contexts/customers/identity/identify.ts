import { hash } from 'node:crypto';
import type { CustomersDeps } from '../customers-deps.ts';
import type { IdentifierKey } from './store/person-store.ts';

/** An identifier as a source names it. */
export interface Identifier {
  /** For example "member_id". */
  readonly type: string;
  readonly value: string;
  /** Who gave it, for example the shop system; empty when it is ours. */
  readonly issuer?: string;
  /** Within what it is unique, for example one shop; empty for the whole issuer. */
  readonly scope?: string;
}

/** The identifier with its keyed digest in place of its value. The digest covers type, issuer and scope: equal values elsewhere look
 * different. */
export function identifierKey(deps: Pick<CustomersDeps, 'vault'>, identifier: Identifier): IdentifierKey {
  const { type, issuer = '', scope = '' } = identifier;
  return { type, issuer, scope, ...deps.vault.outerDigests('member_id', identifierForm(identifier)) };
}

/**
 * The key by which a row of a source is known again: UUID-shaped, 128 bits of a keyed digest of issuer, natural key and how often the same row
 * stood before it in its file.
 */
export function rowKey(
  deps: Pick<CustomersDeps, 'vault'>,
  issuer: string,
  natural: string,
  occurrence: number,
): string {
  const hex = deps.vault.standingDigest('member_id', form(['row', issuer, natural, occurrence])).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** What is digested of an identifier. */
export function identifierForm({ type, issuer = '', scope = '', value }: Identifier): string {
  const plain = PLAIN.test(value) && PLAIN.test(type) && PLAIN.test(issuer) && PLAIN.test(scope);
  if (!plain) return form(['identifier', type, issuer, scope, compact(value)]);
  return hash('sha256', `["identifier","${type}","${issuer}","${scope}","${value}"]`, 'hex');
}

/** What JSON and `compact` leave as it is, as nearly every identifier. */
const PLAIN = /^[\w.:=@+-]*$/;

// The vault indexes short identifiers; anything longer goes through SHA-256 first. The key is what protects, not the hash.
function form(parts: readonly (string | number)[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex');
}

function compact(value: string): string {
  return value.normalize('NFKC').replace(/\s+/gu, '');
}

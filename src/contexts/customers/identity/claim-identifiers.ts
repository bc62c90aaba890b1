import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import {
  DIGEST_BYTES,
  type IdentifierProblem,
  type ReadIdentifier,
  readIdentifier,
  type ToldIdentifier,
  validity,
} from './domain/claim.ts';
import { isIdentifierType } from './domain/identifier-types.ts';
import { type Identifier, identifierForm } from './identify.ts';
import { claimsOf, insertWaiting, type StoredClaim } from './store/claim-store.ts';
import type { IdentifierKey } from './store/person-store.ts';

/** That a record carries an identifier, as a source tells it. */
export interface IdentifierTold {
  readonly ordinal: number;
  readonly identifier: ToldIdentifier;
  /** For example "source:web", "import:ID", "api". */
  readonly source: string;
  /** When the source saw it; now unless told. */
  readonly at?: Date;
}

/**
 * Notes which identifiers records carry; the linking job looks at them. Returns for each undefined, or why it was not taken: what is virtual, made
 * for one order or switched off names nobody.
 */
export async function claimIdentifiers(
  deps: Pick<CustomersDeps, 'vault' | 'clock'>,
  tx: Tx,
  told: readonly IdentifierTold[],
): Promise<(IdentifierProblem | undefined)[]> {
  const now = deps.clock.now();
  const claims: StoredClaim[] = [];
  const problems = told.map(({ ordinal, identifier, source, at }) => {
    const read = readIdentifier(identifier);
    if ('problem' in read) return read.problem;
    const digest = digestOf(deps, read);
    if (digest === undefined) return 'malformed' as const;
    // What is said to lie ahead is seen now.
    const seenAt = at === undefined || at > now ? now : at;
    const verified = identifier.verifiedAt === undefined || identifier.verifiedAt > now ? null : identifier.verifiedAt;
    const { type, issuer, scope } = read;
    claims.push({
      ordinal,
      type,
      issuer,
      scope,
      digest,
      ...validity(type, verified ?? seenAt),
      verifiedAt: verified,
      seenAt,
      source,
    });
    return undefined;
  });
  await insertWaiting(tx, claims);
  return problems;
}

/** How long before it was confirmed an address may have been told, milliseconds: what was told earlier is of another occasion. */
const TOLD_BEFORE_MS = 3_600_000;

/**
 * Notes that a record's own address was confirmed: the one that it told last, if that was within an hour. From now on it may join (decision 0066). The
 * value is not needed, so this goes on while the vault is sealed.
 */
export async function confirmClaim(
  deps: Pick<CustomersDeps, 'clock'>,
  tx: Tx,
  { ordinal, type }: { readonly ordinal: number; readonly type: 'mobile' | 'email' },
): Promise<void> {
  const now = deps.clock.now();
  const told = (await claimsOf(tx, [ordinal]))
    .filter((claim) => claim.type === type && now.getTime() - claim.seenAt.getTime() <= TOLD_BEFORE_MS)
    .sort((a, b) => b.seenAt.getTime() - a.seenAt.getTime());
  const [newest] = told;
  if (newest === undefined) return;
  await insertWaiting(tx, [{ ...newest, ...validity(type, now), verifiedAt: now, seenAt: now }]);
}

/** The same for identifiers whose keyed digests are known: of records that are made. */
export async function claimKeys(
  tx: Tx,
  keys: readonly (IdentifierKey & { readonly ordinal: number })[],
  told: { readonly source: string; readonly at: Date },
): Promise<void> {
  const claims = keys.flatMap((key): StoredClaim[] => {
    const { type, issuer, scope, ordinal } = key;
    const digest = standingOf(key);
    if (!isIdentifierType(type) || digest === undefined) return [];
    const seen = { seenAt: told.at, source: told.source };
    return [{ ordinal, type, issuer, scope, digest, ...validity(type, told.at), verifiedAt: null, ...seen }];
  });
  await insertWaiting(tx, claims);
}

/**
 * The 16 bytes that stand for an identifier, under the first index secret for ever: most values are kept nowhere, so nobody could compute them anew
 * (decision 0066). Undefined where a value is not of its form.
 */
export function digestOf(deps: Pick<CustomersDeps, 'vault'>, read: ReadIdentifier): Buffer | undefined {
  const digest = Buffer.allocUnsafe(DIGEST_BYTES);
  return digestInto(deps, read, digest, 0) ? digest : undefined;
}

/** Writes the 16 bytes that stand for an identifier into `target` at `at`; false where its value is not of its form. */
export function digestInto(
  { vault }: Pick<CustomersDeps, 'vault'>,
  read: ReadIdentifier,
  target: Buffer,
  at: number,
): boolean {
  const standing = (identifier: Identifier) =>
    vault.standingDigestInto('member_id', identifierForm(identifier), target, { at, bytes: DIGEST_BYTES });
  const { type } = read;
  if (type !== 'mobile' && type !== 'email') standing(read);
  else if (!vault.normalise(type, read.value).ok) return false;
  // The vault's index is the same for every spelling of an address.
  else standing({ type, value: vault.standingDigest(type, read.value).toString('hex') });
  return true;
}

// Digests under later secrets are longer (decision 0062).
function standingOf({ digest, older = [] }: IdentifierKey): Buffer | undefined {
  return [digest, ...older].find((each) => each.length === STANDING_BYTES)?.subarray(0, DIGEST_BYTES);
}

const STANDING_BYTES = 32;

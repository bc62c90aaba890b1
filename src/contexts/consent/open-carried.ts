import type { Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import type { ShownInput } from './domain/acts.ts';
import { type CarriedPresentation, openPresentation } from './domain/carried-presentation.ts';
import { digestOf, presentationContent } from './domain/presentation-content.ts';
import type { GateContext } from './gate-context.ts';
import { readPresentations, type StoredPresentation, WAITS_MS } from './store/presentations.ts';

type Named = Pick<ShownInput, 'presentation' | 'nonce'>;

/**
 * Presentations as they were stored or, where nothing is stored under that id, as the nonce itself carries them. What was answered once is
 * stored, so that its token is worth nothing any more. What was tampered with, or made by somebody else, is not found.
 */
export async function findPresentations(
  context: GateContext,
  tx: Tx,
  named: readonly Named[],
): Promise<Map<string, StoredPresentation>> {
  const found = await readPresentations(tx, [...new Set(named.map(({ presentation }) => presentation))]);
  await addCarried(context, tx, found, named);
  return found;
}

/** Adds to the stored presentations those that are carried. */
export async function addCarried(
  context: GateContext,
  tx: Tx,
  found: Map<string, StoredPresentation>,
  named: readonly Named[],
): Promise<void> {
  for (const { presentation, nonce } of named) {
    if (found.has(presentation)) continue;
    const carried = openPresentation(context.presenting.key, nonce);
    if (carried === undefined || carried.id !== presentation) continue;
    const stored = await storedAs(context, tx, carried, nonce);
    if (stored !== undefined) found.set(presentation, stored);
  }
}

/** A carried presentation as its answer will store it; undefined where the register does not hold what it tells. */
export async function storedAs(
  { register }: GateContext,
  tx: Tx,
  carried: CarriedPresentation,
  nonce: string,
): Promise<StoredPresentation | undefined> {
  const { id, noticeVersion, activities, sessionDigest, shownAt } = carried;
  const notice = await register.notice(tx, carried.notice, noticeVersion).catch(undefinedIfUnknown);
  if (notice === undefined) return undefined;
  const { content, hash } = presentationContent(notice, carried);
  // A version never changes; a restored register may lack it, or have published another one under its number.
  if (!hash.equals(carried.hash)) return undefined;
  return {
    id,
    notice: carried.notice,
    noticeVersion,
    activities,
    content,
    hash,
    sessionDigest,
    shownAt,
    nonceDigest: digestOf(nonce),
    ordinal: null,
    expiresAt: new Date(shownAt.getTime() + WAITS_MS),
    usedAt: null,
    carried: true,
  };
}

function undefinedIfUnknown(error: unknown): undefined {
  if (error instanceof Failure && error.kind === 'not-found') return undefined;
  throw error;
}

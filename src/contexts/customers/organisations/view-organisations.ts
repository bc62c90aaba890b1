import type { Tx } from '../../../platform/database/index.ts';
import { isId } from '../../../platform/ids.ts';
import { badCursor } from '../customers-failures.ts';
import { nameKey } from './domain/organisation.ts';
import { listOrganisations, type OrganisationCounted } from './store/organisation-store.ts';

/** The organisations by name, each with how many contacts it has; `name` finds by a part of the name or the number. */
export async function viewOrganisations(
  tx: Tx,
  page: { readonly limit: number; readonly cursor?: string; readonly name?: string },
): Promise<{ items: OrganisationCounted[]; next?: string }> {
  const { limit, cursor: after, name } = page;
  if (after !== undefined && !isId(after)) throw badCursor();
  const like = name === undefined || nameKey(name) === '' ? undefined : nameKey(name);
  const rows = await listOrganisations(tx, { limit: limit + 1, after, like });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: last.id } : { items };
}

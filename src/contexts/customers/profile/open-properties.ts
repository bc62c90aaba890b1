import type { Tx } from '../../../platform/database/index.ts';
import type { Permit } from '../../consent/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import type { Sourced, TimelineEntry } from './person-timeline.ts';
import type { Viewer } from './view-persons.ts';

/** Opens the sealed properties of a page's events inside the vault, masked for who looks. */
export async function openProperties(
  deps: CustomersDeps,
  tx: Tx,
  permit: Permit,
  page: readonly Sourced[],
  viewer: Viewer,
): Promise<TimelineEntry[]> {
  const sealed = page.flatMap(({ entry, row }) =>
    row?.properties == null
      ? []
      : [
          {
            id: entry.id,
            item: {
              person: entry.record,
              // An import's and a tracker's properties: which of the two, the row does not say.
              labels: [`order_record/${row.rowKey}`, `behaviour/${row.rowKey}`] as const,
              sealed: row.properties,
            },
          },
        ],
  );
  const members = await deps.vault.readMaskedBytes(
    tx,
    permit,
    sealed.map(({ item }) => item),
    viewer,
  );
  const byId = new Map(sealed.map(({ id }, index) => [id, members[index] ?? null]));
  return page.map(({ entry }) => ({ ...entry, properties: byId.get(entry.id) ?? null }));
}

import type { Tx } from '../../platform/database/index.ts';
import type { MemberPlace } from '../evidence/index.ts';
import { findOrdinals } from './store/subjects.ts';
import { listNamedPlaces, namedIds } from './store/uses.ts';

const PAGE = 500;
const NOTHING = '00000000-0000-0000-0000-000000000000';

/** Where a person stands among the members of each use of theirs, oldest first: what `evidence` needs to prove it. */
export async function* memberPlaces(tx: Tx, person: string): AsyncGenerator<MemberPlace> {
  const [ordinal] = await findOrdinals(tx, [person]);
  if (ordinal === undefined) return;
  for (let after = NOTHING; ; ) {
    const page = await listNamedPlaces(tx, ordinal, after, PAGE);
    for (const { use, receipt, position } of page)
      yield { receipt, position, ids: (start, end) => namedIds(tx, use, start, end) };
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.use;
  }
}

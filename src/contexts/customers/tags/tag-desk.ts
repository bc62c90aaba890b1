import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { giveTag, takeTag } from './give-tag.ts';
import { refreshDueTags } from './refresh-due-tags.ts';
import { type Refreshed, refreshTag } from './refresh-tag.ts';
import { endTag, saveTag, type TagInput } from './save-tag.ts';
import { type CarriedTag, carriedTags, type TagView, tagsForStaff, viewTags } from './view-tags.ts';

/** Tags: their catalogue, giving and taking them, and what each person carries (decision 0069). */
export interface TagDesk {
  /** Stores a tag of the catalogue or its next revision. */
  save(tx: Tx, input: TagInput): Promise<{ code: string; revision: number }>;
  /** Ends a tag: nobody carries it any more. */
  end(tx: Tx, request: { code: string; by: string }): Promise<void>;
  /** The catalogue, each tag with its count in the gate's population form. */
  list(tx: Tx): Promise<TagView[]>;
  /** Gives somebody a tag by hand, with a reason. */
  give(tx: Tx, request: { person: string; tag: string; reason: string; by: string }): Promise<{ receipt: string }>;
  /** Takes a tag off somebody; its rule does not bring it back. */
  take(tx: Tx, request: { person: string; tag: string; by: string; byPerson: boolean }): Promise<{ receipt: string }>;
  /** Every tag of these records, for the person; reading it is a use that the caller records. */
  ofPersons(tx: Tx, persons: readonly string[]): Promise<CarriedTag[]>;
  /** The tags of these records that staff may see now, with their reasons; reading them is a use that the caller records. */
  forStaff(tx: Tx, persons: readonly string[]): Promise<{ tags: CarriedTag[]; withheld: number }>;
  /** Brings one tag up to date; events that have not been moved yet are not seen. */
  refresh(tx: Tx, request: { tag: string; by: string }): Promise<Refreshed>;
  /** Refreshes the tags whose time has come, with transactions of its own; returns how many. */
  refreshDue(): Promise<number>;
}

/** Opens the desk. */
export function createTagDesk(deps: CustomersDeps): TagDesk {
  return {
    save: (tx, input) => saveTag(deps, tx, input),
    end: (tx, request) => endTag(deps, tx, request),
    list: (tx) => viewTags(deps, tx),
    give: (tx, request) => giveTag(deps, tx, request),
    take: (tx, request) => takeTag(deps, tx, request),
    ofPersons: carriedTags,
    forStaff: (tx, persons) => tagsForStaff(deps, tx, persons),
    refresh: (tx, request) => refreshTag(deps, tx, request),
    refreshDue: () => refreshDueTags(deps),
  };
}

import type { Bilingual } from '../../../platform/failure.ts';
import type { PaperCode } from '../papers/paper.ts';
import type { NoticeContent } from './notice-document.ts';
import type { NoticeWarning } from './notice-warnings.ts';

/** What a change of an activity means for the people who have agreed to it. */
export type ChangeKind = 'purpose' | 'method' | 'categories' | 'recipient' | 'retention' | 'editorial';

/** One change between two published versions; `reconsent` where PIPL 14(2), 22, 23 or NDSR 22 asks for a new consent. */
export interface NoticeChange {
  readonly activity: string;
  readonly kind: ChangeKind;
  readonly reconsent: boolean;
}

/**
 * What a notice is: the notice to everybody, or the special rules for handling the information of children under 14, which their guardians
 * are shown before they consent (PIPL 31, NDSR 21).
 */
export type NoticeKind = 'general' | 'children';

/** A notice as it is drafted: a title and the activities it tells about. */
export interface NoticeInput {
  /** Lower-case kebab code, part of the permanent address. */
  readonly code: string;
  readonly title: Bilingual;
  readonly intro?: Bilingual;
  readonly activities: readonly string[];
  /** Absent: general. A published notice keeps its kind. */
  readonly kind?: NoticeKind;
}

/** An activity as a notice version tells it. */
export interface NoticeActivity {
  readonly code: string;
  readonly revision: number;
}

/** A published, immutable version of a notice. */
export interface Notice {
  readonly code: string;
  readonly version: number;
  readonly kind: NoticeKind;
  /** SHA-256 over the canonical JSON of the content, lower-case hex. */
  readonly hash: string;
  readonly title: Bilingual;
  readonly publishedAt: Date;
  /** Receipt of the log entry that records the publication. */
  readonly receipt: string;
  readonly activities: readonly NoticeActivity[];
  readonly changes: readonly NoticeChange[];
  /** What it says, which its hash is over. */
  readonly content: NoticeContent;
  /** The whole document as an HTML fragment (an article), without scripts or styles. */
  readonly html: Bilingual;
  /** The short notice to show beside the fields, an HTML fragment. */
  readonly shortHtml: Bilingual;
}

/** What publishing answers. */
export interface PublishedNotice {
  readonly code: string;
  readonly version: number;
  /** Path of this very version, for example "/n/privacy/3". */
  readonly url: string;
  readonly hash: string;
  readonly changes: readonly NoticeChange[];
  readonly warnings: readonly NoticeWarning[];
}

/** A notice in a list: its draft's title, the newest version and whether the draft differs from it. */
export interface NoticeSummary {
  readonly code: string;
  readonly kind: NoticeKind;
  readonly title: Bilingual;
  readonly intro?: Bilingual;
  readonly activities: readonly string[];
  readonly versions: readonly {
    readonly version: number;
    readonly hash: string;
    readonly publishedAt: Date;
    readonly changes: readonly NoticeChange[];
    /** Which papers are compiled from it. */
    readonly papers: readonly PaperCode[];
  }[];
}

/** The published notice that tells an activity. */
export interface Publication {
  readonly notice: string;
  readonly version: number;
  readonly hash: string;
  readonly revision: NoticeActivity['revision'];
  readonly firstPublishedAt: Date;
  readonly firstVersion: number;
  /** Since when published rules for children tell it (PIPL 31); null if none do. */
  readonly childRulesSince: Date | null;
}

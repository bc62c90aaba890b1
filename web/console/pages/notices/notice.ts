export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

export interface NoticeChange {
  readonly activity: string;
  readonly kind: string;
  readonly reconsent: boolean;
}

export interface NoticeVersion {
  readonly version: number;
  readonly hash: string;
  readonly publishedAt: string;
  readonly url: string;
  readonly changes: readonly NoticeChange[];
  /** Which papers the version has: "policy", "collected", … */
  readonly papers: readonly string[];
}

/** A notice as `GET /api/v1/notices` lists it. */
export interface Notice {
  readonly code: string;
  /** "children" is one of rules for children under 14; a published notice keeps its kind. */
  readonly kind: 'general' | 'children';
  readonly title: Bilingual;
  readonly intro?: Bilingual;
  readonly activities: readonly string[];
  readonly versions: readonly NoticeVersion[];
}

/** The newest version, whatever the order of the list. */
export function newest(notice: Notice): NoticeVersion | undefined {
  return notice.versions.toSorted((a, b) => b.version - a.version)[0];
}

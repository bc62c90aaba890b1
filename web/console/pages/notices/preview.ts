import type { Bilingual, NoticeChange } from './notice.ts';

/** Something that is missing or wrong, as the register names it. */
export interface PreviewError {
  readonly path: string;
  readonly message: string;
  readonly message_en: string;
}

/** Something that may be published and should not be left so. */
export interface PreviewWarning extends Bilingual {
  readonly code: string;
  readonly path: string;
  readonly article: string;
}

/** What changes for one activity, with the words before and after. */
export interface PreviewChanges {
  readonly activity: string;
  readonly name: Bilingual;
  readonly changes: readonly NoticeChange[];
  readonly details: readonly {
    readonly kind: string;
    readonly what: Bilingual;
    readonly before: Bilingual;
    readonly after: Bilingual;
  }[];
  readonly toldRevision: number | null;
}

/** `GET /api/v1/notices/{code}/preview`. */
export interface NoticePreview {
  readonly version: number;
  readonly missing: readonly PreviewError[];
  readonly warnings: readonly PreviewWarning[];
  readonly changes: readonly PreviewChanges[];
  readonly html: Bilingual;
  readonly shortHtml: Bilingual;
}

/** What a new version costs in people, for one activity. */
export interface ActivityCost {
  readonly activity: string;
  readonly allowedNow: number;
  readonly staysValid: number;
  readonly askAgain: number;
  readonly tellOnly: number;
  readonly heldUpBy: readonly ({ readonly code: string; readonly article: string } & Bilingual)[];
  readonly sites: readonly { readonly site: string; readonly name: string; readonly people: number }[];
  readonly places: readonly {
    readonly form: string;
    readonly title: Bilingual;
    readonly url: string;
    readonly people: number;
  }[];
  readonly elsewhere: number;
}

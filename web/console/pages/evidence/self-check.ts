/** The parts of a self-check, in their order. */
export const PARTS = ['tree', 'checkpoints', 'entries', 'records', 'epochs', 'members', 'acts', 'copies'] as const;

/** Something that is not as it was recorded. */
export interface Finding {
  readonly part: string;
  readonly what: string;
  readonly text: { readonly zh: string; readonly en: string };
  readonly at: string;
  readonly expected: string;
  readonly found: string;
}

/** A self-check as the server tells of it. */
export interface Report {
  readonly id: string;
  readonly askedAt: string;
  readonly state: 'running' | 'finished' | 'cancelled';
  readonly finishedAt: string | null;
  readonly size: number;
  readonly part: string | null;
  readonly done: number;
  readonly parts: number;
  readonly found: number;
  readonly first: Finding | null;
  readonly findings: readonly Finding[];
}

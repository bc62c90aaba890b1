/** What came in a night. */
export interface Night {
  readonly night: string;
  readonly state: 'arrived' | 'running' | 'problem' | 'missing' | 'due';
  readonly files: number;
  readonly accepted: number;
  readonly refused: number;
  readonly duplicate: number;
  /** Files that are not in, each with its import and, where it could not be read, why. */
  readonly problems: readonly {
    readonly import: string;
    readonly code: string;
    readonly zh: string | null;
    readonly en: string | null;
  }[];
}

/** A system that leaves a file each night, as the API shows it. */
export interface NightlyFiles {
  readonly issuer: string;
  readonly kind: string;
  readonly activity: string;
  readonly dueHour: number;
  readonly folder: string;
  /** Newest first; the first may still be expected. */
  readonly nights: readonly Night[];
}

/** Whether its last night went wrong: no file came, or one could not be imported. */
export function needsALook({ nights }: NightlyFiles): boolean {
  const last = nights.find(({ state }) => state !== 'due');
  return last?.state === 'missing' || last?.state === 'problem';
}

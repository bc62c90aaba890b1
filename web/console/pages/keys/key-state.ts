/** What a rotation renews; `root` is done at once. */
export type RotationKind = 'generations' | 'indexes' | 'persons';

/** A rotation as the server tells it. */
export interface Rotation {
  readonly id: string;
  readonly kind: RotationKind;
  readonly state: 'running' | 'paused' | 'done';
  readonly done: number;
  readonly total: number;
  readonly damaged: number;
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
  readonly finishedAt: string | null;
}

/** How keys stand. */
export interface KeyState {
  readonly sealed: boolean;
  readonly secrets: readonly {
    readonly kind: 'generations' | 'indexes';
    readonly id: number;
    readonly state: 'current' | 'retired' | 'destroying' | 'destroyed';
    readonly createdAt: string;
    readonly destroyAt: string | null;
    readonly destroyedAt: string | null;
    readonly left: number | null;
  }[];
  readonly rotations: readonly Rotation[];
  readonly events: readonly {
    readonly id: string;
    readonly what: string;
    readonly receipt: string;
    readonly at: string;
  }[];
  readonly alarms: readonly {
    readonly what: string;
    readonly count: number;
    readonly hour: string;
    readonly lastAt: string;
  }[];
}

/** One step of a rotation. */
export interface Swept {
  readonly moved: number;
  /** What did not open and stays where it is. */
  readonly damaged: number;
  /** Where the next step begins; null: there are no more. */
  readonly after: string | null;
}

/** What a run of outside vectors found; failures carry the id of the vector first. */
export interface ConformanceResult {
  readonly passed: number;
  readonly failures: readonly string[];
}

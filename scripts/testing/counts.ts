/** What a suite came to. */
export interface Counts {
  passed: number;
  failed: number;
}

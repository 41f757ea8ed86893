/** What a suite came to. */
export interface Counts {
  passed: number;
  failed: number;
  /** What failed, each by its name and the first lines of why: told again where a run ends, which is what is seen of a long log. */
  failures: readonly string[];
}

/** One after another. */
export function addedCounts(all: readonly Counts[]): Counts {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    failures: all.flatMap(({ failures }) => failures),
  };
}

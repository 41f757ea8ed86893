/**
 * The fewest of some names that have to be taken elsewhere to get from one order to the other.
 *
 * @param before as they were; the same names as `after`
 */
export function moved(before: readonly string[], after: readonly string[]): string[] {
  // The longest run of names, not necessarily side by side, that stand in the same order.
  const runs: string[][] = [];
  for (const [index, name] of after.entries()) {
    const earlier = runs.filter((_, place) => {
      const last = after[place];
      return place < index && last !== undefined && before.indexOf(last) < before.indexOf(name);
    });
    const longest = earlier.reduce<string[]>((best, run) => (run.length > best.length ? run : best), []);
    runs.push([...longest, name]);
  }
  const kept = new Set(runs.reduce((best, run) => (run.length > best.length ? run : best), []));
  return before.filter((name) => !kept.has(name));
}

import { distance } from "fastest-levenshtein";

const MAX_SUGGESTIONS = 3;

/** Of these names the few that may have been meant, the likeliest first; upper and lower case count as the same. */
export function nearNames(candidates: Iterable<string>, missing: string): string[] {
  const limit = missing.length < 4 ? 1 : Math.max(2, Math.floor(missing.length / 3));
  const ranked = [...new Set(candidates)]
    .filter((name) => Math.abs(name.length - missing.length) <= limit)
    .map((name) => ({ name, far: distance(name.toLowerCase(), missing.toLowerCase()) }))
    // A short name with every letter changed is another name.
    .filter(({ name, far }) => far <= limit && far < name.length)
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1));
  return ranked.slice(0, MAX_SUGGESTIONS).map(({ name }) => name);
}

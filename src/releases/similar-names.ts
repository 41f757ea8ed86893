import { distance } from "fastest-levenshtein";

/** Of short names, too many differ by one letter. */
const SHORTEST = 5;

/**
 * The well-known name that another one could be mistaken for: one letter more, less or different, two letters swapped, or
 * the same but for its hyphens. Undefined where there is none, or the name is well known itself.
 */
export function similarName(name: string, known: Iterable<string>): string | undefined {
  const names = known instanceof Set ? (known as ReadonlySet<string>) : new Set(known);
  if (names.has(name)) {
    return undefined;
  }
  return [...names].find((other) => isSimilar(name, other));
}

function isSimilar(name: string, other: string): boolean {
  if (Math.min(name.length, other.length) < SHORTEST) {
    return false;
  }
  const [bare, otherBare] = [bareName(name), bareName(other)];
  if (bare === otherBare) {
    return true;
  }
  if (Math.abs(bare.length - otherBare.length) > 1) {
    return false;
  }
  const edits = distance(bare, otherBare);
  return edits === 1 || (edits === 2 && areSwapped(bare, otherBare));
}

/** Without hyphens, and with digits that look like letters as those. */
function bareName(name: string): string {
  return name.replaceAll("-", "").replaceAll("0", "o").replaceAll("1", "l");
}

function areSwapped(left: string, right: string): boolean {
  const at = [...left].findIndex((letter, index) => letter !== right[index]);
  return (
    left.length === right.length &&
    left[at] === right[at + 1] &&
    left[at + 1] === right[at] &&
    left.slice(at + 2) === right.slice(at + 2)
  );
}

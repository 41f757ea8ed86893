/** What a session says that modules take, with all lists in their one order, and nothing in them that says nothing. */

import { compareText, isSortedSet } from "../shard/canonical.ts";
import {
  type ForeignRef,
  type ImportStatement,
  MAX_USE_LINES,
  type Ref,
  type Requirement,
  type Use,
} from "../shard/records.ts";

/** @param of what its reference leads to in the shard */
export function settledImport(statement: ImportStatement, of: Ref): ImportStatement {
  return { ...statement, of, ...(statement.when && { when: sortedSet(statement.when) }) };
}

export function settledRequirement(requirement: Requirement): Requirement {
  const { extras } = requirement;
  return { ...requirement, ...(extras && { extras: sortedSet(extras) }) };
}

/**
 * @param place the node of the shard that it is in
 * @param of what its reference leads to in the shard
 * @param written the dotted name as written
 */
export function settledUse(use: Use, place: string, of: ForeignRef, written: string): Use {
  const { as: _, keywords, positional, ...rest } = use;
  const isCall = use.how.includes("call");
  return {
    ...rest,
    ...(written !== dottedName(of) && { as: written }),
    ...{ in: place, of, how: sortedSet(use.how), lines: risingLines(use.lines).slice(0, use.count) },
    ...(isCall && keywords && { keywords: sortedSet(keywords) }),
    ...(isCall && positional !== undefined && { positional }),
  };
}

/** What somebody else's object is called where it is written, if by nothing else. */
export function dottedName({ id }: ForeignRef): string {
  return id.replace(":", ".");
}

/** Two uses of the same in the same place, as one. */
export function bothUses(a: Use, b: Use): Use {
  const keywords = sortedSet([...(a.keywords ?? []), ...(b.keywords ?? [])]);
  const positional = Math.max(a.positional ?? -1, b.positional ?? -1);
  return {
    ...a,
    how: sortedSet([...a.how, ...b.how]),
    count: a.count + b.count,
    lines: risingLines([...a.lines, ...b.lines]),
    ...(keywords.length > 0 && { keywords }),
    ...(positional >= 0 && { positional }),
  };
}

function sortedSet<T extends string>(words: readonly T[]): T[] {
  return isSortedSet(words) ? [...words] : [...new Set(words)].sort(compareText);
}

function risingLines(lines: readonly number[]): number[] {
  return [...new Set(lines)].sort((a, b) => a - b).slice(0, MAX_USE_LINES);
}

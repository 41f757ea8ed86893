/** Takes away again what turns out not to be needed. */

import { type Change, changesOf, changeText, withoutChange } from "../candidates/change.ts";
import { type Attempt, digestOf } from "./attempt.ts";
import { compareReached } from "./reached.ts";
import type { Found, Searching } from "./search.ts";

/**
 * The best of a search without what it does not need. What was seen to be needed is not tried without, and Debian
 * packages that others bring along need not be named.
 *
 * @param brought of Debian packages, those that others of them depend on
 */
export async function smallestOf(
  { start, best, proven }: Found,
  searching: Searching,
  brought: (packages: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<Attempt> {
  const known = new Set(changesOf(start.fields).map(changeText));
  const added = changesOf(best.fields).filter((change) => !known.has(changeText(change)));
  const doubtful = added.filter((change) => !proven.has(changeText(change)));
  const isFurther = compareReached(start.reached, best.reached) < 0;
  // What only imports miss did not make the build fail.
  const others = added.filter((change) => !doubtful.includes(change));
  const isBuilt = start.reached.stage === "explore" || start.reached.stage === "imports";
  const isNeeded = isFurther && others.every(({ key }) => key === "apt" && !isBuilt);
  const smallest = await minimise(best, doubtful, searching, isNeeded);
  return await withoutBrought(smallest, known, brought);
}

/** The same packages are installed then: there is nothing to try. */
async function withoutBrought(
  attempt: Attempt,
  known: ReadonlySet<string>,
  brought: (packages: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<Attempt> {
  let fields = attempt.fields;
  for (const key of ["apt", "buildApt"] as const) {
    for (const item of await brought(fields[key] ?? [])) {
      const change = { key, item };
      fields = known.has(changeText(change)) ? fields : withoutChange(fields, change);
    }
  }
  return { ...attempt, fields, digest: digestOf(fields) };
}

/**
 * The smallest of the changes with which it gets as far: all are taken away first, then halves, then one by one.
 *
 * @param items that may be taken away
 * @param isNeeded whether it is known that it fails without all of them
 */
export async function minimise(
  best: Attempt,
  items: readonly Change[],
  searching: Searching,
  isNeeded: boolean,
): Promise<Attempt> {
  let smallest = best;
  const canGo = async (some: readonly Change[]): Promise<boolean> => {
    const purposes = [`whether it is needed: ${some.map(changeText).join(", ")}`];
    const fields = some.reduce(withoutChange, smallest.fields);
    const attempt = await searching.attempt(fields, { purposes, changes: some, without: true });
    if (compareReached(attempt.reached, best.reached) < 0) {
      return false;
    }
    smallest = attempt;
    return true;
  };
  /** @returns whether all of them went */
  const reduce = async (some: readonly Change[], areNeeded: boolean): Promise<boolean> => {
    if (some.length === 0 || !searching.hasRoom()) {
      return some.length === 0;
    }
    if (!areNeeded && (await canGo(some))) {
      return true;
    }
    if (some.length > 1) {
      const middle = Math.ceil(some.length / 2);
      const hasGone = await reduce(some.slice(0, middle), false);
      // Not all of them can go: where the one half did, the other stays.
      await reduce(some.slice(middle), hasGone);
    }
    return false;
  };
  await reduce(items, isNeeded);
  return smallest;
}

/** Takes away again what turns out not to be needed. */

import { type Change, changeText, withoutChange } from "../candidates/change.ts";
import type { Attempt } from "./attempt.ts";
import { compareReached } from "./reached.ts";
import type { Searching } from "./search.ts";

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
  const reduce = async (some: readonly Change[], areNeeded: boolean): Promise<void> => {
    if (some.length === 0 || !searching.hasRoom() || (!areNeeded && (await canGo(some)))) {
      return;
    }
    if (some.length > 1) {
      const middle = Math.ceil(some.length / 2);
      await reduce(some.slice(0, middle), false);
      await reduce(some.slice(middle), false);
    }
  };
  await reduce(items, isNeeded);
  return smallest;
}

/** The newest Python on which sources can work, by what they use that later ones do not have. */

import { hasStill } from "../python/removals.ts";
import type { RemovedUse, SourceScan } from "./source-scan.ts";

/**
 * @param python that does not do
 * @returns the newest Python that has all that is used without a condition, and the first place that says so; undefined where
 * `python` has it all, or where something of it is in no Python of the bases
 */
export function lastPython(
  { removed }: Pick<SourceScan, "removed">,
  python: string,
): { last: string; evidence: string } | undefined {
  const gone = removed.filter((use) => !use.conditional && !hasStill(use, python));
  const known = gone.flatMap(({ last, ...use }) => (last === undefined ? [] : [{ ...use, last }]));
  const [oldest] = known.toSorted((left, right) => minorOf(left.last) - minorOf(right.last));
  return oldest === undefined || known.length < gone.length
    ? undefined
    : { last: oldest.last, evidence: `${oldest.file}:${oldest.line} uses ${nameOf(oldest)}` };
}

function nameOf({ kind, name }: Pick<RemovedUse, "kind" | "name">): string {
  return kind === "module" ? `the module ${name}` : name;
}

function minorOf(python: string): number {
  return Number(python.split(".")[1]);
}

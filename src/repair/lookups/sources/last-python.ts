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

/**
 * Sources keep what is for an old Python only beside what is not: what counts is what a failure complains of.
 *
 * @param message of the failure
 * @returns what is used without a condition and no Python of the bases has, with its place, as a clause
 */
export function beyondPythons({ removed }: Pick<SourceScan, "removed">, message: string): string | undefined {
  const use = removed.find(({ conditional, last, kind, name }) => {
    return !conditional && last === undefined && isMeant(kind, name, message);
  });
  return use && `${nameOf(use)} (${use.file}:${use.line})`;
}

function isMeant(kind: RemovedUse["kind"], name: string, message: string): boolean {
  switch (kind) {
    case "syntax":
      return /\b(?:Syntax|Tab)Error\b/.test(message);
    case "c-api":
      // A compiler complains first of what it knows less well than a name that it does not know.
      return hasWord(message, name) || /^\S+\.(?:c|cc|cpp|cxx|h|hpp):\d+:\d+: error: /.test(message);
    default:
      return hasWord(message, name);
  }
}

function hasWord(message: string, name: string): boolean {
  return message.split(/[^\w.]+/).some((word) => word === name);
}

function nameOf({ kind, name }: Pick<RemovedUse, "kind" | "name">): string {
  switch (kind) {
    case "module":
      return `the module ${name}`;
    case "syntax":
      return name === "async" ? "async as a name" : `the syntax of ${name}`;
    default:
      return name;
  }
}

function minorOf(python: string): number {
  return Number(python.split(".")[1]);
}

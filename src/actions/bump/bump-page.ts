/** The text of a pull request that moves packages to newer versions. */

import type { Bumped } from "../../bump/bump.ts";
import { markdownCode, markdownTable, markdownText } from "../../cli/results/markdown.ts";

/** More is read in the changed lock itself. */
const MOST_ROWS = 200;

const CHECKS =
  "The `package` check builds and explores what changed. Where no check starts, docs/workflows.md says why.";

export function bumpTitle(group: readonly Bumped[]): string {
  const [first, ...others] = group;
  return others.length === 0
    ? `Move ${first?.stem} from ${first?.from} to ${first?.to}`
    : `Move ${group
        .map(({ stem, to }) => `${stem} to ${to}`)
        .join(", ")
        .slice(0, 200)}`;
}

export function bumpBody(group: readonly Bumped[]): string {
  return [
    ...(group.length > 1 ? ["These move in step: the lock of one takes another one along.", ""] : []),
    ...group.flatMap(packageLines),
    CHECKS,
  ].join("\n");
}

function packageLines({ stem, from, to, python, lock }: Bumped): string[] {
  const rows = [
    ...lock.changed.map((one) => [markdownCode(one.name), one.from, one.to, sourceText(one.fromSource)]),
    ...lock.added.map((one) => [markdownCode(one.name), "–", one.version, sourceText(one.fromSource)]),
    ...lock.removed.map((one) => [markdownCode(one.name), one.version, "–", ""]),
  ].map(([name = "", old = "", now = "", how = ""]) => [name, markdownText(old), markdownText(now), how]);
  const more = rows.length - MOST_ROWS;
  return [
    `#### ${markdownText(stem)} ${markdownText(from)} → ${markdownText(to)}, on Python ${markdownText(python)}`,
    "",
    markdownTable(["in its lock", "before", "now", ""], rows.slice(0, MOST_ROWS)),
    ...(more > 0 ? ["", `… and ${more} more.`] : []),
    "",
  ];
}

function sourceText(fromSource: boolean): string {
  return fromSource ? "built from source" : "";
}

export function unskipBody(name: string, version: string): string {
  return [
    `${markdownCode(name)} was skipped. Its release ${markdownText(version)} was built and explored just now, so it need not be.`,
    "",
    CHECKS,
  ].join("\n");
}

import { countText, figure } from "../../../exec/figure.ts";
import { printableLine } from "../../../exec/printable.ts";
import type { ChosenReleases } from "../../../history/chosen-releases.ts";
import type { ReleaseChanges } from "../../../history/release-changes.ts";
import type { HistoryDocument } from "../../../page/history-document.ts";
import type { Context } from "../../context.ts";
import { columns } from "../../text.ts";

/** The longest bar, in characters. */
const LONGEST_BAR = 30;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/** So many versions are named to a person. */
const MOST_VERSIONS = 8;

/** How large the API of a distribution was in each of its releases, and which releases are not told of. */
export function historyText(
  { colors }: Context,
  { name, releases, missing, hasEarlier }: HistoryDocument,
  chosen: ChosenReleases | undefined,
  changes: readonly ReleaseChanges[],
): string {
  const most = Math.max(...releases.map(({ names }) => names), 1);
  const width = Math.max(...releases.map(({ version }) => version.length));
  const isOnOnePython = new Set(releases.map(({ python }) => python)).size === 1;
  const figures = columns(
    releases.map(({ python, names, added, removed, deprecated }, index) => [
      ...(isOnOnePython ? [] : [`Python ${python}`]),
      figure(names),
      index === 0 ? "" : `+${figure(added)}`,
      index === 0 ? "" : `−${figure(removed)}`,
      deprecated === 0 ? "" : `${figure(deprecated)} deprecated`,
    ]),
  ).split("\n");
  const lines = releases.flatMap(({ version, names }, index) => [
    `  ${printableLine(version).padEnd(width)}  ${bar(names / most)}  ${figures[index]}`.trimEnd(),
    ...changeLines(changes.find((one) => one.version === version)),
  ]);
  const [first, last] = [releases[0]?.version ?? "", releases.at(-1)?.version ?? ""];
  const heading = `${name}, public names in ${countText(releases.length, "release")} from ${first} to ${last}`;
  return [
    colors.bold(printableLine(heading)),
    ...lines,
    ...missing.map(({ version, reason }) => printableLine(`  ${version} could not be had: ${reason}`)),
    ...leftOutLines(name, chosen, hasEarlier),
  ].join("\n");
}

function bar(share: number): string {
  const eighths = Math.round(share * LONGEST_BAR * 8);
  const text = `${"█".repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8]}`;
  return text.padEnd(LONGEST_BAR);
}

function changeLines(changes: ReleaseChanges | undefined): string[] {
  const { added = [], removed = [], changed = [] } = changes ?? {};
  return [
    ...removed.map((name) => `    − ${name}`),
    ...added.map((name) => `    + ${name}`),
    ...changed.map(({ name, parameter, what }) => {
      return `    ~ ${name}  ${parameter === undefined ? "" : `parameter ${parameter} `}${what}`;
    }),
  ].map(printableLine);
}

function leftOutLines(name: string, chosen: ChosenReleases | undefined, hasEarlier: boolean): string[] {
  if (chosen === undefined) {
    return hasEarlier ? [`  Older releases than the first one here were not explored.`] : [];
  }
  const { preReleases, between, yanked, unusable, tooMany, versions } = chosen;
  const left = [
    ...(between > 0 ? [`${between} between these (--every patch takes all)`] : []),
    ...(preReleases > 0 ? [countText(preReleases, "pre-release")] : []),
    ...(yanked.length > 0 ? [`${countText(yanked.length, "withdrawn release")} (${listed(yanked)})`] : []),
    ...(unusable.length > 0 ? [`${unusable.length} without a file for Linux (${listed(unusable)})`] : []),
  ];
  const more =
    tooMany === 0
      ? []
      : [
          `  ${countText(tooMany, "older release")} too many for once: ./scripts/importgraph history ${name} --to ${versions[0]} goes on with them`,
        ];
  return [...(left.length > 0 ? [`  left out: ${left.join(" · ")}`] : []), ...more].map(printableLine);
}

function listed(versions: readonly string[]): string {
  const shown = versions.slice(-MOST_VERSIONS);
  return `${shown.length < versions.length ? "…, " : ""}${shown.join(", ")}`;
}

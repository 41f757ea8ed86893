/** The comment below a pull request. All text of packages is escaped: it can be no mention, link, image or HTML. */

import { KIND_NAMES } from "../../ask/kind-names.ts";
import { markdownCode, markdownFence, markdownTable, markdownText } from "../../cli/results/markdown.ts";
import { figure } from "../../exec/figure.ts";
import { skipLine } from "../../releases/choose-release.ts";
import type { GoneNames, Noticed } from "../../report/noticed.ts";
import type { Reports } from "../../report/read-reports.ts";
import type { ReportedPackage } from "../../report/report.ts";
import type { Remark } from "../../report/review.ts";
import { isUnusable } from "../../report/write-report.ts";
import { NODE_KINDS } from "../../shard/records.ts";
import { importsNothing } from "../../store/layout.ts";
import { boundedSections } from "../pages/bounded.ts";
import { replacedSections } from "../pages/replaced.ts";
import type { PullChanges } from "./pull-changes.ts";
import { decision, remarkLines } from "./remark-lines.ts";
import type { Suggestion } from "./suggestions.ts";

export interface ReportPage {
  reports: Reports;
  changes: PullChanges;
  /** By stem. */
  remarks: ReadonlyMap<string, readonly Remark[]>;
  /** Who uses what changes, of the latest run; empty where that is not known. */
  noticed: readonly Noticed[];
  /** The run that built and explored. */
  run: { url: string; conclusion: string | null };
  headSha: string;
  /** What repairs propose, by stem, and where those stand that are beside the lines that they change. */
  suggestions: ReadonlyMap<string, Suggestion>;
  suggestedAt: ReadonlyMap<string, string>;
}

type Explored = Extract<ReportedPackage, { status: "explored" | "kept" }>;
type Failed = Extract<ReportedPackage, { status: "failed" }>;

const MOST_ROWS = 100;
/** So many lost names are told. */
const MOST_GONE = 8;
/** More of one file says nothing more. */
const MOST_REASONS = 10;
/**
 * @param longest in characters; what does not fit is left out from the end, whole sections at a time, and that is said
 */
export function reportPage(page: ReportPage, longest: number): string {
  const { reports, changes, run, headSha } = page;
  const failed = reports.packages.filter((one): one is Failed => one.status === "failed");
  const explored = reports.packages.filter((one): one is Explored => one.status !== "failed");
  const look = lookSection(page);
  const sections = [
    `### ${headline(reports, changes, run.conclusion)}`,
    `For commit ${headSha.slice(0, 10)}; [the run](${run.url}) has all logs.`,
    ...faultSections(reports),
    ...packageTable(reports.packages),
    ...failed.map((one) => [failedSection(one), ...repairLines(one, page)].join("\n\n")),
    ...explored
      .filter(isUnusable)
      .map((one) => [
        `#### ❌ Nothing of ${markdownText(one.stem)} can be imported`,
        ...repairLines(one, page),
      ])
      .map((lines) => lines.join("\n\n")),
    ...(look === "" ? [] : ["#### What a reviewer should look at", look]),
    ...noticedSection(page.noticed),
    ...replacedSections(page.noticed, longest / 2),
    ...explored.map(exploredSection),
  ];
  return boundedSections(sections, longest, "The page of the run has the rest.");
}

function headline({ packages }: Reports, changes: PullChanges, conclusion: string | null): string {
  const failed = packages.filter(({ status }) => status === "failed").length;
  const nothing = packages.filter((one) => one.status !== "failed" && importsNothing(one)).length;
  if (packages.length === 0) {
    const removed = changes.removed.length > 0 ? "packages are removed" : "no package changed";
    return conclusion === "success"
      ? `importgraph: ${removed}, nothing to explore`
      : "importgraph: no report";
  }
  const done = packages.length - failed - nothing;
  const { length: unread } = changes.unreadable;
  const mark = failed + nothing + unread > 0 ? "❌" : "✅";
  const rest = unread === 0 ? "" : `; ${unread} can't be read`;
  return `${mark} importgraph: ${done} of ${packages.length} ${packages.length === 1 ? "package" : "packages"} explored${rest}`;
}

function faultSections({ faults, packages }: Reports): string[] {
  if (faults.length === 0) {
    return packages.length > 0
      ? []
      : [
          "No job of the run reported on a package: either there was nothing to explore, or the run ended before. Its page says which.",
        ];
  }
  const lines = faults.map((fault) => `- ${markdownText(fault)}`);
  return [["**What the run reported can't all be read:**", "", ...lines].join("\n")];
}

function packageTable(packages: readonly ReportedPackage[]): string[] {
  if (packages.length === 0) {
    return [];
  }
  const rows = packages
    .slice(0, MOST_ROWS)
    .map((one) =>
      one.status === "failed"
        ? [
            markdownCode(one.stem),
            "–",
            "–",
            `❌ failed at ${markdownText(one.stage)}`,
            "–",
            `${one.seconds} s`,
          ]
        : [
            markdownCode(one.stem),
            markdownText(one.version),
            markdownText(one.python),
            importsNothing(one) ? "❌ no module could be imported" : apiSize(one),
            one.problems === 0 ? "none" : String(one.problems),
            one.status === "kept" ? "unchanged" : `${one.seconds} s`,
          ],
    );
  const more = packages.length - rows.length;
  const table = markdownTable(["package", "version", "Python", "API", "problems", "time"], rows);
  return [more > 0 ? `${table}\n\n… and ${more} more packages.` : table];
}

function apiSize({ kinds }: Explored): string {
  return (["module", "class", "function", "method"] as const)
    .flatMap((kind) => {
      const count = kinds[kind];
      return count === undefined ? [] : [countOf(count, KIND_NAMES[kind])];
    })
    .join(", ");
}

function countOf(count: number, [one, many]: readonly [string, string]): string {
  return `${figure(count)} ${count === 1 ? one : many}`;
}

function failedSection({ stem, stage, message }: Failed): string {
  const lines = message.split("\n");
  return [
    `#### ❌ ${markdownText(stem)} failed at ${markdownText(stage)}`,
    "",
    markdownFence(lines, "text"),
    "",
    `To try it yourself: ${markdownCode(`./scripts/explore ${stem}`)}. CONTRIBUTING.md lists the keys of a pkginfo that help.`,
  ].join("\n");
}

/** What a repair came to, in the words of the job that tried it: its texts are those of packages. */
function repairLines({ stem, repair }: ReportedPackage, page: ReportPage): string[] {
  const command = markdownCode(`./scripts/importgraph repair ${stem}`);
  if (repair === undefined) {
    return [`No repair was tried. ${command} does.`];
  }
  const tries = "tries" in repair ? `${repair.tries} ${repair.tries === 1 ? "try" : "tries"}` : "";
  switch (repair.result) {
    case "repaired":
      return [
        `**A repair was tried, and with this pkginfo it works** (${tries}): ${repair.imported} of ${repair.imported + repair.broken} modules were imported on Python ${markdownText(repair.python)}.`,
        ...proposalLines(stem, page),
      ];
    case "sound":
      return [`A repair was tried, and it did not fail when it was done again (${tries}).`];
    case "refused":
      return [
        `A repair was tried (${tries}): it can't be explored. ${markdownText(repair.reason)}${listedText(stem, repair)}`,
      ];
    case "unknown":
      return [
        `A repair was tried (${tries}), and none is known${repair.why === "limits" ? `; there was more to try: ${command}` : ""}. The furthest: ${markdownText(repair.message)}`,
      ];
    case "not tried":
      return [`No repair was tried: ${markdownText(repair.why)}. ${command} does.`];
  }
}

/** A distribution is not skipped for a release beside its newest. */
function listedText(stem: string, why: { category: string; reason: string }): string {
  return stem.includes("@")
    ? ""
    : ` If that is so, it belongs in skipped.md: ${markdownCode(skipLine(stem, why))}.`;
}

function proposalLines(stem: string, { suggestions, suggestedAt }: ReportPage): string[] {
  const address = suggestedAt.get(stem);
  const suggestion = suggestions.get(stem);
  if (address !== undefined) {
    return [`It is [suggested beside its lines](${address}), each key with what happens without it.`];
  }
  return suggestion === undefined
    ? ["What it proposed makes no pkginfo of the one that is in this pull request, so it is not shown."]
    : [`In ${markdownCode(suggestion.path)}:`, markdownFence(suggestion.text.trimEnd().split("\n"), "yaml")];
}

function lookSection({ changes, remarks }: ReportPage): string {
  const { program, bundles, removed, unreadable, leftOut } = changes;
  const lines = [
    ...(program.length === 0
      ? []
      : [
          `- ⚠️ This changes ${program.map(markdownCode).join(", ")}: what checks, builds or explores packages. The results above come from the changed code ${decision("Do you trust what it changes enough to believe them?")}`,
        ]),
    ...(bundles.length === 0
      ? []
      : [
          `- ⚠️ ${listed(bundles)}: what jobs run is these bundles, not the sources beside them ${decision("Did the check `test`, which makes them again and compares, end green?")}`,
        ]),
    ...unreadable.flatMap(({ stem, why }) => [
      `- ❌ ${markdownCode(stem)} can't be read, so nothing of it is explored ${decision("Should the rest be looked at before it is mended?")}`,
      ...why
        .split("\n")
        .slice(0, MOST_REASONS)
        .map((line) => `  - ${markdownText(line)}`),
    ]),
    ...changes.packages.flatMap((change) => {
      const own = remarkLines(change, remarks.get(change.stem) ?? []);
      return own.length === 0 ? [] : [`- ${markdownCode(change.stem)}`, ...own.map((line) => `  - ${line}`)];
    }),
    ...(removed.length === 0
      ? []
      : [
          `- No longer kept: ${removed.map(markdownCode).join(", ")} ${decision("Does nobody need their graph in the next run?")}`,
        ]),
    ...(leftOut > 0
      ? [
          `- … and ${leftOut} more packages, which are too many to look at here ${decision("Should this be several pull requests?")}`,
        ]
      : []),
  ];
  return lines.join("\n");
}

/** Names are those of the run's graph, which come from packages too. */
function noticedSection(noticed: readonly Noticed[]): string[] {
  const lines = noticed
    .filter(({ dependents }) => dependents > 0)
    .slice(0, MOST_ROWS)
    .flatMap(({ run, distribution, dependents, distributions, gone }) => [
      `- ${markdownCode(distribution)}: ${dependents} of the ${distributions} distributions of run ${markdownText(run)} ${dependents === 1 ? "depends" : "depend"} on it`,
      ...(gone === undefined ? [] : goneLines(gone)),
    ]);
  return lines.length === 0 ? [] : [["#### Who would notice", "", ...lines].join("\n")];
}

function goneLines({ since, names }: GoneNames): string[] {
  if (names.length === 0) {
    return [`  - it still has all that they use of ${markdownText(since)}`];
  }
  const more = names.length - MOST_GONE;
  return [
    `  - ⚠️ no longer has ${names.length} ${names.length === 1 ? "name" : "names"} of ${markdownText(since)} that they use ${decision("Will they be changed, or kept below this release?")}`,
    ...names.slice(0, MOST_GONE).map(({ name, users }) => {
      return `    - ${markdownCode(name)}, used by ${users.length}: ${listed(users)}`;
    }),
    ...(more > 0 ? [`    - … and ${more} more`] : []),
  ];
}

function listed(paths: readonly string[]): string {
  const more = paths.length - MOST_REASONS;
  return `${paths.slice(0, MOST_REASONS).map(markdownCode).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function exploredSection(one: Explored): string {
  const counts = NODE_KINDS.flatMap((kind) => {
    const count = one.kinds[kind];
    return count === undefined ? [] : [countOf(count, KIND_NAMES[kind])];
  });
  const stages = Object.entries(one.stages).map(([stage, count]) => `${count} at ${stage}`);
  const imports = one.importNames.map(markdownCode).join(", ");
  return [
    `<details><summary>${markdownCode(one.stem)} ${markdownText(one.version)}: ${counts.slice(0, 3).join(" · ")}</summary>`,
    "",
    counts.join(" · "),
    "",
    ...(imports === "" ? [] : [`Imported as ${imports}.`, ""]),
    ...one.notable.flatMap(({ kind, name, signature, doc }) => {
      const head = markdownCode(`${kind === "class" ? "class " : ""}${name}${signature}`);
      return [`- ${head}${doc === "" ? "" : `: ${markdownText(withoutRoles(doc))}`}`];
    }),
    "",
    ...(one.problems === 0
      ? ["No problems."]
      : [
          `**${one.problems} ${one.problems === 1 ? "problem" : "problems"}** (${stages.join(", ")}), where something could not be explored:`,
          "",
          markdownFence(
            one.examples.map(({ module, stage, error, message, missing }) => {
              const known = missing === undefined ? "" : ` (${missing})`;
              return `${stage.padEnd(7)}  ${module === "" ? "(whole)" : module}: ${error}: ${message}${known}`;
            }),
            "text",
          ),
        ]),
    "",
    "</details>",
  ].join("\n");
}

/** Sphinx's roles as they are read: ":class:`Session <requests.Session>`" is "Session". */
function withoutRoles(doc: string): string {
  return doc.replaceAll(/:[a-z]+(?::[a-z]+)?:`[~!]?([^`<]*[^`<\s])(?:\s*<[^`>]*>)?`/g, "$1");
}

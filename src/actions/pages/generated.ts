/** What a reviewer is shown of generated Dockerfiles, on the step's page. */

import { join, relative } from "node:path";
import { markdownCode, markdownFence, markdownTable, markdownText } from "../../cli/results/markdown.ts";
import type { Change } from "../../dockerfile/generate.ts";
import { DOCKERFILES_FOLDER, type PackageResult } from "../../dockerfile/generate-all.ts";
import { UnlockedError } from "../../dockerfile/hand-over.ts";
import type { InputProblem } from "../../errors/input-error.ts";
import { InputError } from "../../errors/input-error.ts";
import { countText } from "../../exec/figure.ts";
import { failureText } from "../../run/package/outcome.ts";
import { addToSummary } from "./step-summary.ts";

export interface GeneratedPage {
  root: string;
  results: readonly PackageResult[];
  changes: readonly Change[];
  /** The changes as a patch; empty where they are not in the working tree. */
  patch: string;
  mode: "write" | "accept" | "check";
}

/**
 * Adds to the step's page what was generated.
 *
 * @returns what is wrong, to be annotated. That a package could not be locked is told by the job that resolves, and not
 *   by those that take its locks over: what could be locked goes on.
 */
export async function tellGenerated(page: GeneratedPage): Promise<InputProblem[]> {
  const { root, results, changes, patch, mode } = page;
  const notDone = results.flatMap((result) => ("error" in result ? [result] : []));
  const isKnown = ({ error }: (typeof notDone)[number]) =>
    mode === "accept" && error instanceof UnlockedError;
  const failures = notDone.filter((result) => !isKnown(result));
  const unlocked = notDone.filter(isKnown).map(({ stem }) => markdownCode(stem));
  const problems = failures.flatMap(({ stem, error }) => packageProblems(stem, error));
  if (mode === "check") {
    problems.push(...changes.map((change) => staleProblem(root, change)));
  }
  const lines = [
    "### Dockerfiles",
    "",
    `${countText(results.length, "package")}; ${changes.length === 0 ? "everything is up to date." : `${countText(changes.length, "file")} ${mode === "check" ? "not up to date" : "changed"}.`}`,
    "",
    ...packageTable(page),
    ...(unlocked.length === 0
      ? []
      : [`Without a lock of its own, and left as it is: ${unlocked.join(", ")}.`, ""]),
    ...(patch === "" ? [] : details("The changes", markdownFence(patch.split("\n"), "diff"))),
    ...failures.flatMap(({ stem, error }) => [
      "",
      `**${markdownText(stem)}** could not be generated:`,
      "",
      markdownFence(failureText(error).split("\n"), "text"),
    ]),
  ];
  await addToSummary(lines.join("\n"), "the changes of this pull request and the log of this step");
  return problems;
}

function packageProblems(stem: string, error: unknown): InputProblem[] {
  const place = { file: `pkginfo/${stem}.yaml` };
  return error instanceof InputError
    ? error.problems.map((problem) => ({ place, ...problem }))
    : [{ place, message: failureText(error) }];
}

function staleProblem(root: string, { path, reason }: Change): InputProblem {
  return {
    place: { file: relative(root, path) },
    message: `not up to date: ${reason}`,
    fix: "run `./scripts/importgraph generate` and commit what it writes",
  };
}

function packageTable({ root, changes, results }: GeneratedPage): string[] {
  const stems = [
    ...new Set(changes.map(({ path }) => relative(join(root, DOCKERFILES_FOLDER), path).split("/")[0] ?? "")),
  ];
  const generated = new Map(
    results.flatMap((result) => ("generated" in result ? [[result.stem, result.generated]] : [])),
  );
  const rows = stems.map((stem) => {
    const found = generated.get(stem);
    const lock = found?.recipe?.locks.lock;
    const sources = lock?.packages.filter(({ fromSource }) => fromSource).map(({ name }) => name) ?? [];
    return [
      markdownCode(stem),
      found === undefined ? "removed" : (lock?.version ?? "–"),
      lock === undefined
        ? "–"
        : `${lock.python}${found?.choice === undefined ? "" : `, which ${markdownText(found.choice.reason)}`}`,
      String(lock?.packages.length ?? "–"),
      sources.map(markdownCode).join(", ") || "–",
    ];
  });
  const columns = [
    "package",
    "version",
    "Python",
    "distributions",
    "built from source, which runs their code",
  ];
  return rows.length === 0 ? [] : [markdownTable(columns, rows), ""];
}

function details(title: string, markdown: string): string[] {
  return ["<details><summary>", "", title, "", "</summary>", "", markdown, "", "</details>"];
}

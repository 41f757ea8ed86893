import { expect, test } from "vitest";
import type { RunPackage } from "../../store/runs/record.ts";
import { type PackageProblem, runPage } from "./run-page.ts";

const DIGEST = "a".repeat(64);

function explored(name: string, modules: number, problemsByStage: Record<string, number>): RunPackage {
  const problems = Object.values(problemsByStage).reduce((sum, count) => sum + count, 0);
  return {
    ...{ name, version: "1.0", python: "3.13", status: "explored", reason: "new", attempts: 1, seconds: 2 },
    problemsByStage,
    shard: {
      ...{ name, version: "1.0", python: "3.13", importNames: [name], digest: DIGEST, shardKey: DIGEST },
      ...{ sizeBytes: 1500, nodes: 1234, modules, problems, exploredAt: "2026-11-30T01:00:00Z" },
    },
  };
}

function problem(distribution: string, module: string, error: string, message: string): PackageProblem {
  const stage = error === "Skipped" ? "import" : module === "" ? "site" : "import";
  return { record: "problem", distribution, version: "1.0", module, stage, error, message };
}

const manifest = {
  ...{ format: 1, id: "2026-11-30", author: "author-of-tests", platform: "linux-x86_64", bases: {} },
  ...{ startedAt: "2026-11-30T01:00:00.000Z", finishedAt: "2026-11-30T01:01:30.000Z", objects: {} },
  ...{ explorer: { version: "1", digest: DIGEST }, inputs: { selected: "all" as const, force: false } },
  counts: { explored: 2, carried: 0, failed: 1, skipped: 0, unstable: 0 },
};

const packages = {
  one: explored("one", 8, { import: 2 }),
  other: explored("other", 10, {}),
  lost: {
    ...{ name: "lost", version: "3", status: "failed", reason: "new", attempts: 1, seconds: 4 },
    failure: { stage: "build", message: "*no* compiler\nmore" },
  } satisfies RunPackage,
};

function page(problems: PackageProblem[] | undefined): string {
  const run = { id: "2026-11-30", state: "complete", isLatest: true, isFuture: false, place: "x" } as const;
  return runPage({ run, manifest, packages, problems });
}

test("problems are grouped whatever module they name, and the share of imported modules is that of all", () => {
  const text = page([
    problem("one", "one.a", "ModuleNotFoundError", "No module named 'msvcrt'"),
    problem("one", "one.b", "ModuleNotFoundError", "No module named 'winreg'"),
    problem("other", "", "SiteError", "x.pth | y"),
    // Nobody asked for it to be imported.
    problem("other", "other.skipped", "Skipped", "as pkginfo says"),
  ]);
  expect(text).toContain("| modules imported | 18 of 20 (90.0 %) |");
  expect(text).toContain(
    "| import | ModuleNotFoundError | No module named &#39;msvcrt&#39; | 2 | <code>one</code> |",
  );
  expect(text).toContain("| site | SiteError | x.pth &#124; y | 1 | <code>other</code> |");
  expect(text).toContain("| <code>one</code> | 1.0 | 3.13 | 1,234 | 8 of 10 | import 2 | 2.0 s | 1.5 kB |");
  expect(text).toContain("| <code>lost</code> | 3 | failed | build | &#42;no&#42; compiler |");
});

test("without a graph it tells what the run itself knows", () => {
  const text = page(undefined);
  expect(text).toContain("| modules imported | 18 |");
  expect(text).not.toContain("Problems, by kind");
  expect(text).toContain("| <code>one</code> | 1.0 | 3.13 | 1,234 | 8 | import 2 | 2.0 s | 1.5 kB |");
});

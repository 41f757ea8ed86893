/** Runs the suites in turn and adds up what they counted. `scripts/test` is the way to start it. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Counts } from "./counts.ts";
import { testExplorer } from "./test-explorer.ts";

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  success: z.boolean(),
});

const root = join(import.meta.dirname, "..", "..");

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function run(
  program: string,
  args: readonly string[],
  variables: Record<string, string> = {},
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...variables };
    const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code === 0));
  });
}

/** One count per check of `npm run check`, so that a reader sees which of them failed. */
async function staticChecks(): Promise<Counts> {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));
  const counts = { passed: 0, failed: 0 };
  for (const name of Object.keys(scripts).filter((script) => script.startsWith("check:"))) {
    const passed = await run("npm", ["run", "--silent", name]);
    counts[passed ? "passed" : "failed"] += 1;
    say(`  ${passed ? "✓" : "✗"} npm run ${name}`);
  }
  return counts;
}

/**
 * @param files of the project's files, those whose paths hold one of these texts; all where there are none
 */
async function vitest(
  project: string,
  files: readonly string[] = [],
  variables: Record<string, string> = {},
): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), "importgraph-test-"));
  try {
    const report = join(folder, "report.json");
    const arguments_ = ["run", ...files, "--project", project, "--reporter=default", "--reporter=json"];
    await run("node_modules/.bin/vitest", [...arguments_, `--outputFile=${report}`], variables);
    const result = vitestReport.parse(JSON.parse(await readFile(report, "utf8")));
    // A file that cannot be loaded has no tests to count, and is a failure all the same.
    const failed = result.success ? result.numFailedTests : Math.max(1, result.numFailedTests);
    return { passed: result.numPassedTests, failed };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Suite {
  what: string;
  run: () => Promise<Counts>;
}

const suites: Readonly<Record<string, Suite>> = {
  check: { what: "format, lint, types, unused exports, generated files", run: staticChecks },
  unit: { what: "unit tests", run: () => vitest("unit") },
  fuzz: {
    what: "100,000 mutated streams of sessions, and 10,000 mutated shards",
    run: () => vitest("unit", ["fuzz.test.ts"], { FUZZ_STREAMS: "100000" }),
  },
  explorer: {
    what: "the explorer, on every Python that a base image offers",
    run: () => testExplorer(root, say),
  },
  e2e: { what: "end-to-end tests: real Docker, real packages", run: () => vitest("e2e") },
  workflows: {
    what: "the workflows, run with act: real Git, Docker, packages and S3",
    run: () => vitest("workflows"),
  },
  hostile: { what: "every package that misbehaves", run: () => vitest("hostile") },
};

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !(name in suites));
  if (unknown.length > 0) {
    say(`scripts/test: no suite "${unknown.join('", "')}"; there are: ${Object.keys(suites).join(", ")}`);
    return 2;
  }
  const total = { passed: 0, failed: 0 };
  const lines: string[] = [];
  for (const [name, suite] of Object.entries(suites)) {
    const isWanted = names.length === 0 || names.includes(name);
    if (!isWanted) {
      continue;
    }
    say(`\n── ${name}: ${suite.what}`);
    const started = performance.now();
    const counts = await suite.run().catch((error: unknown) => {
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return { passed: 0, failed: 1 };
    });
    total.passed += counts.passed;
    total.failed += counts.failed;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    lines.push(
      `${name.padEnd(9)} ${String(counts.passed).padStart(5)} passed ${String(counts.failed).padStart(4)} failed ${seconds.padStart(5)} s`,
    );
  }
  say(`\n${lines.join("\n")}\n`);
  say(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));

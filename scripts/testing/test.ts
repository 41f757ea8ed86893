/**
 * Runs the suites and adds up what they counted. `scripts/test` is the way to start it.
 *
 * They go in two lanes side by side, because each waits much for Docker, and would leave half of two cores idle. Only the
 * first lane is shown as it goes; what a suite of the other one says comes in one piece when it has ended.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { addedCounts, type Counts } from "./counts.ts";
import { prepareBases, testExplorer } from "./test-explorer.ts";
import { readVitestReport } from "./vitest-report.ts";

const root = join(import.meta.dirname, "..", "..");

/** Takes what a suite says. */
type Write = (text: string) => void;

const show: Write = (text) => process.stdout.write(text);

function run(
  write: Write,
  program: string,
  args: readonly string[],
  variables: Record<string, string> = {},
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const colors = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
    const env = { ...process.env, ...colors, ...variables };
    const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.setEncoding("utf8").on("data", write);
    child.stderr.setEncoding("utf8").on("data", write);
    child.once("error", reject);
    child.once("close", (code) => resolve(code === 0));
  });
}

/** One count per check of `npm run check`, so that a reader sees which of them failed. */
async function staticChecks(write: Write): Promise<Counts> {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));
  const names = Object.keys(scripts).filter((script) => script.startsWith("check:"));
  const failures: string[] = [];
  for (const name of names) {
    const command = `npm run ${name}`;
    const passed = await run(write, "npm", ["run", "--silent", name]);
    failures.push(...(passed ? [] : [command]));
    write(`  ${passed ? "✓" : "✗"} ${command}\n`);
  }
  return { passed: names.length - failures.length, failed: failures.length, failures };
}

/**
 * @param write takes what it says
 * @param files of the project's files, those whose paths hold one of these texts; all where there are none
 */
async function vitest(
  write: Write,
  project: string,
  files: readonly string[] = [],
  variables: Record<string, string> = {},
): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), "importgraph-test-"));
  try {
    const report = join(folder, "report.json");
    const arguments_ = ["run", ...files, "--project", project, "--reporter=default", "--reporter=json"];
    await run(write, "node_modules/.bin/vitest", [...arguments_, `--outputFile=${report}`], variables);
    return readVitestReport(await readFile(report, "utf8"), root);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Suite {
  what: string;
  run: (write: Write) => Promise<Counts>;
  /** Whether it needs no Docker. */
  isBare?: true;
}

const suites = {
  check: { what: "format, lint, types, unused exports, generated files", run: staticChecks, isBare: true },
  unit: { what: "unit tests", run: (write) => vitest(write, "unit"), isBare: true },
  fuzz: {
    what: "100,000 mutated streams of sessions, and 10,000 mutated shards",
    run: (write) => vitest(write, "unit", ["fuzz.test.ts"], { FUZZ_STREAMS: "100000" }),
    isBare: true,
  },
  explorer: {
    what: "the explorer, on every Python that a base image offers",
    run: (write) => testExplorer(root, (line) => write(`${line}\n`)),
  },
  e2e: { what: "end-to-end tests: real Docker, real packages", run: (write) => vitest(write, "e2e") },
  workflows: {
    what: "the workflows, run with act: real Git, Docker, packages and S3",
    run: (write) => vitest(write, "workflows"),
  },
  hostile: { what: "every package that misbehaves", run: (write) => vitest(write, "hostile") },
} as const satisfies Readonly<Record<string, Suite>>;

type SuiteName = keyof typeof suites;

/** Side by side; about as long as each other. Bases are taken from the engine, and made, by e2e tests only. */
const LANES: readonly (readonly SuiteName[])[] = [
  ["check", "unit", "e2e", "fuzz"],
  ["workflows", "explorer", "hostile"],
];

function isSuite(name: string): name is SuiteName {
  return Object.hasOwn(suites, name);
}

interface Outcome extends Counts {
  name: SuiteName;
  seconds: number;
}

/** @param isShown whether it is shown as it goes */
async function runSuite(name: SuiteName, isShown: boolean): Promise<Outcome> {
  const suite: Suite = suites[name];
  const started = performance.now();
  const kept: string[] = [`\n── ${name}: ${suite.what}\n`];
  if (isShown) {
    kept.splice(0).forEach(show);
  }
  const write: Write = isShown ? show : (text) => kept.push(text);
  const counts = await suite.run(write).catch((error: unknown) => {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    write(`${told}\n`);
    return { passed: 0, failed: 1, failures: [told] };
  });
  show(kept.join(""));
  return { name, ...counts, seconds: (performance.now() - started) / 1000 };
}

async function runLane(names: readonly SuiteName[], isShown: boolean): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const name of names) {
    outcomes.push(await runSuite(name, isShown));
  }
  return outcomes;
}

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !isSuite(name));
  if (unknown.length > 0) {
    const there = Object.keys(suites).join(", ");
    show(`scripts/test: no suite "${unknown.join('", "')}"; there are: ${there}\n`);
    return 2;
  }
  const isWanted = (name: SuiteName) => names.length === 0 || names.includes(name);
  const lanes = LANES.map((lane) => lane.filter(isWanted)).filter((lane) => lane.length > 0);
  if (lanes.flat().some((name) => !("isBare" in suites[name]))) {
    await prepareBases(root, (line) => show(`${line}\n`));
  }
  const outcomes = (await Promise.all(lanes.map((lane, at) => runLane(lane, at === 0)))).flat();
  show("\n");
  show(outcomes.flatMap(({ name, failures }) => failures.map((told) => `✗ ${name}: ${told}\n\n`)).join(""));
  for (const { name, passed, failed, seconds } of outcomes) {
    const [told, broken, took] = [String(passed), String(failed), seconds.toFixed(0)];
    show(`${name.padEnd(9)} ${told.padStart(5)} passed ${broken.padStart(4)} failed ${took.padStart(5)} s\n`);
  }
  const { passed, failed } = addedCounts(outcomes);
  show(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));

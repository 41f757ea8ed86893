/**
 * How many of the names that somebody documents are found, of those that exist where the distribution is installed.
 *
 * Usage: npm run bench -- truth [NAME…] [--misses] [--names-only]
 * Prints a row for each distribution of `truth.yaml`: the names documented, those that exist by an oracle that shares nothing
 * with the explorer, those of them that its shard resolves; what exploring costs against importing the same modules. Then
 * the misses by reason; with `--misses` all of them, below each row. With `--names-only` nothing is measured.
 */
import { stat } from "node:fs/promises";
import { z } from "zod";
import { coverageOf, type Miss } from "../../src/coverage/coverage.ts";
import { type Cost, costOfExploration, costOfFloor } from "../cost.ts";
import { type Oracle, oracleLines } from "../oracle.ts";
import { floorJob, type Prepared, withPackage } from "../prepared.ts";
import { documentedNames, fetchTruths, TRUTH_FOLDER, type TruthEntry, truthEntries } from "./sources.ts";

const EXISTING = ["runtime", "instance", "annotated", "source"] as const;
const verdict = z.enum([...EXISTING, "elsewhere"]).nullable();

/** How a name exists; null where it does not. */
type Verdict = z.infer<typeof verdict>;

/** In the end, so many names are shown of each reason. */
const SHOWN = 6;

interface Missed extends Miss {
  verdict: Verdict;
}

interface Result {
  documented: number;
  existing: number;
  found: number;
  /** Found though the oracle knows nothing of them. */
  more: number;
  misses: Missed[];
  /** Of importing the same modules, and of exploring. */
  costs: { floor: Cost; own: Cost } | undefined;
  shardBytes: number;
}

/** Prints a row for each distribution as soon as it is judged. */
export async function benchTruth(args: readonly string[], say: (line: string) => void): Promise<void> {
  const entries = await truthEntries(args.filter((arg) => !arg.startsWith("--")));
  await fetchTruths(entries, say);
  const results: Result[] = [];
  say(
    "| distribution | Python | documented | exist | found | share | more | CPU s: floor, own | wall s | MB | shard kB |",
  );
  say("|---|---|---|---|---|---|---|---|---|---|---|");
  for (const entry of entries) {
    try {
      const result = await judge(entry, !args.includes("--names-only"));
      results.push(result);
      say(row(entry.stem, entry.python, result));
      if (args.includes("--misses")) {
        sayMisses(result.misses, Number.POSITIVE_INFINITY, say);
      }
    } catch (error) {
      say(`| ${entry.stem} | ${entry.python} | ${String(error).split("\n", 1)[0]} |`);
    }
  }
  const sum = (figure: (result: Result) => number) => results.reduce((all, one) => all + figure(one), 0);
  const [existing, found] = [sum((one) => one.existing), sum((one) => one.found)];
  say(
    `${results.length} distributions: ${sum((one) => one.documented)} names, ${existing} exist, ${found} found: ${share(found, existing)}`,
  );
  const misses = results.flatMap((one) => one.misses);
  sayMisses(misses, SHOWN, say);
}

async function judge(entry: TruthEntry, isMeasured: boolean): Promise<Result> {
  const names = await documentedNames(entry);
  if (names.length === 0) {
    throw new Error("its truth has no names");
  }
  return await withPackage(
    entry.stem,
    TRUTH_FOLDER,
    async (prepared) => {
      const { misses } = await coverageOf(names, async () => [prepared.shard]);
      const missed = new Map(misses.map((miss) => [miss.name, miss]));
      const verdicts = await askOracle(prepared, names);
      const existing = names.filter((name) => EXISTING.some((kind) => kind === verdicts.get(name)));
      const missing = existing.flatMap((name) => {
        const miss = missed.get(name);
        return miss === undefined ? [] : [{ ...miss, verdict: verdicts.get(name) ?? null }];
      });
      return {
        documented: names.filter((name) => verdicts.get(name) !== "elsewhere").length,
        existing: existing.length,
        found: existing.length - missing.length,
        more: names.length - misses.length - (existing.length - missing.length),
        misses: missing,
        costs: isMeasured
          ? { floor: await costOfFloor(prepared), own: await costOfExploration(prepared) }
          : undefined,
        shardBytes: (await stat(prepared.shardPath)).size,
      };
    },
    TRUTH_FOLDER,
  );
}

const answer = z.tuple([z.string(), verdict]);

const ORACLE = { folder: import.meta.dirname, modules: ["truth_oracle"] } satisfies Oracle;

/** A module may end the interpreter: the name that was asked for then does not exist, and the next ones are gone on with. */
async function askOracle(prepared: Prepared, names: readonly string[]): Promise<Map<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  for (let rest = names; rest.length > 0; rest = names.slice(verdicts.size)) {
    const job = { ...floorJob(prepared), names: rest };
    const lines = await oracleLines(prepared, ORACLE, TRUTH_FOLDER, job).catch((error: unknown) => {
      if (rest === names) {
        throw error;
      }
      return [];
    });
    for (const [name, verdict] of lines.map((line) => answer.parse(JSON.parse(line)))) {
      verdicts.set(name, verdict);
    }
    const culprit = rest[lines.length];
    if (culprit !== undefined) {
      verdicts.set(culprit, null);
    }
  }
  return verdicts;
}

function row(stem: string, python: string, result: Result): string {
  const { documented, existing, found, more, costs, shardBytes } = result;
  const pair = (figure: keyof Cost, digits: number) =>
    costs === undefined
      ? "–"
      : `${costs.floor[figure].toFixed(digits)}, ${costs.own[figure].toFixed(digits)}`;
  return `| ${[
    ...[stem, python, documented, existing, found, share(found, existing), more],
    ...[pair("cpuSeconds", 2), pair("wallSeconds", 2), pair("peakMegabytes", 0)],
    (shardBytes / 1000).toFixed(0),
  ].join(" | ")} |`;
}

function share(found: number, existing: number): string {
  return existing === 0 ? "–" : `${(Math.floor((found / existing) * 10_000) / 100).toFixed(2)} %`;
}

function sayMisses(misses: readonly Missed[], shown: number, say: (line: string) => void): void {
  const groups = Map.groupBy(misses, ({ verdict, reason }) => `${reason} (exists: ${verdict})`);
  for (const [reason, group] of [...groups].sort(([, left], [, right]) => right.length - left.length)) {
    say(`${group.length}: ${reason}`);
    for (const { name } of group.slice(0, shown)) {
      say(`    ${name}`);
    }
  }
}

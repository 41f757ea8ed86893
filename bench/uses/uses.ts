/**
 * How much of what sources take of others shards tell, and how much of what they tell is wrong.
 *
 * Usage: npm run bench -- uses [NAME…] [--misses] [--json FILE]
 * In the image of each distribution of `../facts/facts.yaml` an oracle that shares nothing with the explorer (`uses_oracle.py`) parses
 * each source, follows each chain of attributes that begins with an imported name at run time, and compares objects by identity:
 * `found` is the share of the chains that lead outside whose use is told with the same object, place, line and kind; `wrong` is, of the
 * lines that the shard tells, what it refutes. What is not certain (names that several statements bind, and what calls give) is counted as not judged.
 * Overridden methods are judged by the classes, imports by the statements. Prints a row for each distribution, then what is
 * wrong by reason, most first, with examples; with `--misses` all of them; with `--json` they are written to a file, too.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { cacheFolder } from "../../src/files/cache-folder.ts";
import { benchEntries } from "../entries.ts";
import { ORACLE_RUN, type Oracle, oracleAnswers } from "../oracle.ts";
import { type Prepared, withPackage } from "../prepared.ts";

/** What was locked, explored and asked once is kept here, and by the benchmark of facts. */
const FACTS_FOLDER = cacheFolder("facts");

const ORACLE = {
  folder: import.meta.dirname,
  modules: [
    "uses_oracle",
    "uses_claims",
    "uses_import_judge",
    "uses_imports",
    "uses_judge",
    "uses_objects",
    "uses_overrides",
    "uses_reader",
    "uses_scopes",
    ORACLE_RUN,
  ],
} satisfies Oracle;

/** So many of each kind of mismatch are shown. */
const SHOWN = 6;
const WHATS = ["chain", "override", "import"] as const;
const SIDES = ["found", "said"] as const;

const wrongSchema = z.object({
  module: z.string(),
  what: z.enum(WHATS),
  side: z.enum(SIDES),
  reason: z.string(),
  line: z.int(),
  expected: z.unknown(),
  got: z.unknown(),
});
const countSchema = z.tuple([
  z.literal("count"),
  z.enum(WHATS),
  z.enum(SIDES),
  z.boolean().nullable(),
  z.string(),
  z.int(),
]);

type Wrong = z.infer<typeof wrongSchema> & { stem: string };

interface Count {
  what: (typeof WHATS)[number];
  side: (typeof SIDES)[number];
  /** null: not judged. */
  right: boolean | null;
  reason: string;
  count: number;
}

/** Prints a row for each distribution as soon as it is judged. */
export async function benchUses(args: readonly string[], say: (line: string) => void): Promise<void> {
  const json = args.includes("--json") ? args[args.indexOf("--json") + 1] : undefined;
  const chosen = args.filter((arg) => !arg.startsWith("--") && arg !== json);
  const entries = await benchEntries(
    join(import.meta.dirname, "..", "facts", "facts.yaml"),
    FACTS_FOLDER,
    chosen,
  );
  const counts: Count[] = [];
  const wrong: Wrong[] = [];
  say(
    "| distribution | Python | chains | found | not judged | lines told | wrong | not judged | overrides | found | wrong | imports | found | wrong |",
  );
  say("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
  for (const { stem, python } of entries) {
    try {
      const judged = await withPackage(stem, FACTS_FOLDER, judge, FACTS_FOLDER);
      say(row(stem, python, judged.counts));
      counts.push(...judged.counts);
      wrong.push(...judged.wrong.map((one) => ({ ...one, stem })));
    } catch (error) {
      say(`| ${stem} | ${python} | ${String(error).split("\n", 1)[0]} |`);
    }
  }
  say(row("**all**", "", counts));
  say("");
  sayWrong(wrong, args.includes("--misses") ? Number.POSITIVE_INFINITY : SHOWN, say);
  sayNotJudged(counts, say);
  if (json !== undefined) {
    await writeFile(json, wrong.map((one) => `${JSON.stringify(one)}\n`).join(""));
  }
}

async function judge(prepared: Prepared): Promise<{ counts: Count[]; wrong: z.infer<typeof wrongSchema>[] }> {
  const { shard } = prepared;
  const sources = shard.nodes.flatMap(({ id, kind, location }) =>
    kind === "module" && location?.file.endsWith(".py") === true ? [[id, location.file]] : [],
  );
  const definitions = shard.nodes.flatMap(({ id, kind, location }) =>
    kind !== "module" && location?.line !== undefined ? [[id, location.file, location.line]] : [],
  );
  // What was written in one module may say that it is of another.
  const moduleOf = new Map(sources.map(([id, file]) => [file, id]));
  const uses = shard.uses.map((use) => {
    const node = shard.node(use.in);
    return [moduleOf.get(node?.location?.file) ?? node?.module, use];
  });
  const imports = shard.imports.map((statement) => [statement.module, statement]);
  const answers = await oracleAnswers(prepared, ORACLE, FACTS_FOLDER, {
    sources,
    definitions,
    ids: shard.nodes.map(({ id }) => id),
    uses,
    imports,
  });
  return {
    counts: answers.flatMap((line) => {
      if (line[0] !== "count") {
        return [];
      }
      const [, what, side, right, reason, count] = countSchema.parse(line);
      return [{ what, side, right, reason, count }];
    }),
    wrong: answers.flatMap(([kind, one]) => (kind === "wrong" ? [wrongSchema.parse(one)] : [])),
  };
}

function row(name: string, python: string, counts: readonly Count[]): string {
  const sum = (what: string, side: string, right: boolean | null) =>
    counts
      .filter((one) => one.what === what && one.side === side && one.right === right)
      .reduce((total, { count }) => total + count, 0);
  const figures = WHATS.flatMap((what) => {
    const [found, missed, left] = [true, false, null].map((right) => sum(what, "found", right));
    const [right, wrong, unsure] = [true, false, null].map((verdict) => sum(what, "said", verdict));
    const all = (found ?? 0) + (missed ?? 0);
    const told = (right ?? 0) + (wrong ?? 0);
    const shares = [share(found ?? 0, all), share(wrong ?? 0, told)];
    return what === "chain"
      ? [number(all), shares[0], number(left ?? 0), number(told), shares[1], number(unsure ?? 0)]
      : [number(all), ...shares];
  });
  return `| ${[name, python, ...figures].join(" | ")} |`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}

function share(part: number, whole: number): string {
  return whole === 0 ? "–" : `${(Math.floor((part / whole) * 100_000) / 1000).toFixed(3)} %`;
}

function sayWrong(wrong: readonly Wrong[], shown: number, say: (line: string) => void): void {
  const groups = Map.groupBy(wrong, ({ what, side, reason }) => `${what}, ${side}: ${reason}`);
  for (const [group, members] of [...groups].sort(([, left], [, right]) => right.length - left.length)) {
    const stems = new Set(members.map(({ stem }) => stem));
    say(`${number(members.length)} in ${stems.size} distributions: ${group}`);
    for (const { stem, module, line, expected, got } of members.slice(0, shown)) {
      say(`    ${stem} ${module}:${line}`);
      say(`        expected ${short(expected)}`);
      say(`        got      ${short(got)}`);
    }
  }
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 400);
}

function sayNotJudged(counts: readonly Count[], say: (line: string) => void): void {
  const groups = Map.groupBy(
    counts.filter(({ right }) => right === null),
    ({ what, side, reason }) => `${what}, ${side}: ${reason}`,
  );
  const sums = [...groups].map(
    ([group, members]) => [group, members.reduce((total, { count }) => total + count, 0)] as const,
  );
  say("not judged:");
  for (const [group, count] of sums.sort(([, left], [, right]) => right - left)) {
    say(`    ${number(count)} ${group}`);
  }
}

/**
 * Whether `imports NAME --tree` tells what an import loads.
 *
 * Usage: npm run bench -- tree [NAME…] [--misses]
 * In the image of each distribution of `../facts/facts.yaml`, up to 60 of its modules are imported, each in a fresh process; `sys.modules`
 * before and after is compared with the tree: modules of the distribution that were loaded and are not in it (`not told`), and
 * modules that it says are loaded in any case and were not (`not loaded`). Optional ones may be loaded or not. With `--misses` each is named.
 */
import { join } from "node:path";
import { z } from "zod";
import { importTree } from "../../src/ask/taken/import-tree.ts";
import { cacheFolder } from "../../src/files/cache-folder.ts";
import { benchEntries } from "../entries.ts";
import { type Oracle, oracleLines } from "../oracle.ts";
import { type Prepared, withPackage } from "../prepared.ts";

/** What was locked, explored and asked once is kept here, and by the benchmark of facts. */
const FACTS_FOLDER = cacheFolder("facts");
const ORACLE = { folder: import.meta.dirname, modules: ["tree_oracle"] } satisfies Oracle;
const MOST_MODULES = 60;

const answer = z.object({ module: z.string(), loaded: z.array(z.string()) });

interface Judged {
  module: string;
  told: number;
  optional: number;
  notTold: string[];
  notLoaded: string[];
}

/** Prints a row for each distribution as soon as it is judged. */
export async function benchTree(args: readonly string[], say: (line: string) => void): Promise<void> {
  const isWhole = args.includes("--misses");
  const chosen = args.filter((name) => !name.startsWith("--"));
  const facts = join(import.meta.dirname, "..", "facts", "facts.yaml");
  const all: Judged[] = [];
  say("| distribution | modules | exact | told | optional | not told | not loaded |");
  say("|---|---|---|---|---|---|---|");
  for (const { stem } of await benchEntries(facts, FACTS_FOLDER, chosen)) {
    try {
      const judged = await withPackage(stem, FACTS_FOLDER, judge, FACTS_FOLDER);
      say(row(stem, judged));
      all.push(...judged);
      for (const { module, notTold, notLoaded } of isWhole ? judged : []) {
        const lines = [
          ...notTold.map((name) => `not told: ${name}`),
          ...notLoaded.map((name) => `not loaded: ${name}`),
        ];
        for (const line of lines) {
          say(`  ${module}: ${line}`);
        }
      }
    } catch (error) {
      say(`| ${stem} | ${String(error).split("\n", 1)[0]} |`);
    }
  }
  say(row("**all**", all));
}

async function judge(prepared: Prepared): Promise<Judged[]> {
  const { shard } = prepared;
  const imported = prepared.modules.filter((module) => shard.node(module)?.imported !== false);
  const step = Math.ceil(imported.length / MOST_MODULES);
  const modules = imported.filter((_, index) => index % step === 0);
  const lines = await oracleLines(prepared, ORACLE, FACTS_FOLDER, { modules });
  return lines.flatMap((line) => {
    const { success, data } = answer.safeParse(JSON.parse(line));
    if (!success) {
      return [];
    }
    const loaded = data.loaded.filter((name) => shard.isModule(name));
    const tree = importTree(shard, data.module).own.filter(({ lazy }) => lazy !== true);
    const told = new Set(tree.map(({ module }) => module));
    const sure = tree.filter(({ optional }) => optional !== true).map(({ module }) => module);
    const notTold = loaded.filter((name) => !told.has(name));
    const notLoaded = sure.filter((name) => !loaded.includes(name));
    return [
      { module: data.module, told: tree.length, optional: tree.length - sure.length, notTold, notLoaded },
    ];
  });
}

function row(name: string, judged: readonly Judged[]): string {
  const sum = (count: (one: Judged) => number) => judged.reduce((total, one) => total + count(one), 0);
  const figures = [
    judged.length,
    sum(({ notTold, notLoaded }) => (notTold.length + notLoaded.length === 0 ? 1 : 0)),
    sum(({ told }) => told),
    sum(({ optional }) => optional),
    sum(({ notTold }) => notTold.length),
    sum(({ notLoaded }) => notLoaded.length),
  ];
  return `| ${[name, ...figures.map((figure) => figure.toLocaleString("en"))].join(" | ")} |`;
}

/**
 * How many of the facts that shards say of names are right: kind, signature, flags, doc, place, value, type, ….
 *
 * Usage: npm run bench -- facts [NAME…] [--misses] [--field FIELD] [--json FILE]
 * An oracle that shares nothing with the explorer (`facts_oracle.py` says its rules) tells in the image of each distribution of
 * `facts.yaml` what `inspect`, the objects and the source have of each public name. Prints a row for each distribution, the share of
 * right ones of each field, and the mismatches by what is wrong and with what kind of construct, most first. With `--misses` all of them,
 * with `--field` only those of that field; with `--json` they are written to a file, too.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { cacheFolder } from "../../src/files/cache-folder.ts";
import { benchEntries } from "../entries.ts";
import { ORACLE_RUN, type Oracle, oracleAnswers } from "../oracle.ts";
import { type Prepared, withPackage } from "../prepared.ts";
import { compare, factSchema, type Judgement } from "./compare.ts";

/** What was locked, explored and asked once is kept here. */
const FACTS_FOLDER = cacheFolder("facts");

const ORACLE = {
  folder: import.meta.dirname,
  modules: [
    "facts_oracle",
    "facts_judge",
    "facts_places",
    "facts_callables",
    "facts_docs",
    "facts_source",
    "facts_spelling",
    ORACLE_RUN,
  ],
} satisfies Oracle;

/** So many mismatches of each kind are shown. */
const SHOWN = 4;
/** Fields with a column of their own, and what the others are under. */
const ALONE = ["signature", "line"];
const OTHERS = "others";

interface Count {
  right: number;
  judged: number;
  notJudged: number;
}

type Located = Judgement & { stem: string };

/** Prints a row for each distribution as soon as it is judged. */
export async function benchFacts(args: readonly string[], say: (line: string) => void): Promise<void> {
  const { chosen, field, json, isWhole } = options(args);
  const entries = await benchEntries(join(import.meta.dirname, "facts.yaml"), FACTS_FOLDER, chosen);
  const every: Located[] = [];
  say("| distribution | Python | names | signatures | lines | other fields | wrong | not judged |");
  say("|---|---|---|---|---|---|---|---|");
  for (const { stem, python } of entries) {
    try {
      const judged = await withPackage(stem, FACTS_FOLDER, judge, FACTS_FOLDER);
      say(row(stem, python, judged));
      for (const one of judged) {
        every.push({ ...one, stem });
      }
    } catch (error) {
      say(`| ${stem} | ${python} | ${String(error).split("\n", 1)[0]} |`);
    }
  }
  say("");
  sayFields(every, say);
  const wrong = every.filter((one) => one.right === false && (field === undefined || one.field === field));
  sayMismatches(wrong, isWhole ? Number.POSITIVE_INFINITY : SHOWN, say);
  sayNotJudged(every, say);
  if (json !== undefined) {
    await writeFile(json, `${wrong.map((one) => JSON.stringify(one)).join("\n")}\n`);
  }
}

function options(args: readonly string[]): {
  chosen: string[];
  field: string | undefined;
  json: string | undefined;
  isWhole: boolean;
} {
  const valued = ["--field", "--json"];
  const after = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const isName = (arg: string, index: number) =>
    !arg.startsWith("--") && !valued.includes(args[index - 1] ?? "");
  return {
    chosen: args.filter(isName),
    field: after("--field"),
    json: after("--json"),
    isWhole: args.includes("--misses"),
  };
}

async function judge(prepared: Prepared): Promise<Judgement[]> {
  const { shard } = prepared;
  const facts = await askFacts(prepared);
  const judged = facts.flatMap((fact) => compare(shard, fact));
  const questions = judged.flatMap((one) => (one.right === true ? one.questions : []));
  const answers = await askQuestions(prepared, questions);
  let next = 0;
  return judged.map((one) => {
    if (one.right !== true || one.questions.length === 0) {
      return one;
    }
    const given = one.questions.map(() => answers[next++]);
    const wrong = one.questions.find((_, index) => given[index] !== true);
    if (wrong === undefined) {
      return one;
    }
    const [part = ""] = wrong.place.split(":");
    return { ...one, right: false, reason: `${part} that means something else`, wrong };
  });
}

const answer = z.tuple([z.literal("answer"), z.int(), z.boolean()]);
const factLine = z.tuple([z.literal("fact"), factSchema]);

async function askFacts(prepared: Prepared): Promise<z.infer<typeof factSchema>[]> {
  const lines = await oracleAnswers(prepared, ORACLE, FACTS_FOLDER, {});
  return lines.map((line) => factLine.parse(line)[1]);
}

async function askQuestions(prepared: Prepared, asked: readonly object[]): Promise<(boolean | undefined)[]> {
  const answers: (boolean | undefined)[] = asked.map(() => undefined);
  const lines = asked.length === 0 ? [] : await oracleAnswers(prepared, ORACLE, FACTS_FOLDER, { asked });
  for (const line of lines) {
    const [, index, isRight] = answer.parse(line);
    answers[index] = isRight;
  }
  return answers;
}

function count(judged: readonly Judgement[]): Count {
  const right = judged.filter((one) => one.right === true).length;
  const notJudged = judged.filter((one) => one.right === undefined).length;
  return { right, judged: judged.length - notJudged, notJudged };
}

function row(stem: string, python: string, judged: readonly Judgement[]): string {
  const groups = Map.groupBy(judged, ({ field }) => (ALONE.includes(field) ? field : OTHERS));
  const shares = [...ALONE, OTHERS].map((group) => share(count(groups.get(group) ?? [])));
  const { right, judged: all, notJudged } = count(judged);
  const names = judged.filter(({ field }) => field === "found").length;
  return `| ${[stem, python, names, ...shares, all - right, notJudged].join(" | ")} |`;
}

function share({ right, judged }: Count): string {
  return judged === 0 ? "–" : `${(Math.floor((right / judged) * 100_000) / 1000).toFixed(3)} %`;
}

function sayFields(every: readonly Located[], say: (line: string) => void): void {
  say("| field | judged | right | wrong | share | not judged |");
  say("|---|---|---|---|---|---|");
  const fields = Map.groupBy(every, ({ field }) => field);
  for (const [field, group] of [...fields].sort(([left], [right]) => left.localeCompare(right))) {
    const { right, judged, notJudged } = count(group);
    say(
      `| ${[field, judged, right, judged - right, share({ right, judged, notJudged }), notJudged].join(" | ")} |`,
    );
  }
  say("");
}

function sayMismatches(wrong: readonly Located[], shown: number, say: (line: string) => void): void {
  const groups = Map.groupBy(wrong, ({ field, reason, construct }) => `${field}, ${reason} (${construct})`);
  for (const [group, members] of [...groups].sort(([, left], [, right]) => right.length - left.length)) {
    const stems = new Set(members.map(({ stem }) => stem));
    say(`${members.length} in ${stems.size} distributions: ${group}`);
    for (const { stem, name, expected, got, ...rest } of members.slice(0, shown)) {
      const part = "wrong" in rest ? ` at ${JSON.stringify(rest.wrong)}` : "";
      say(`    ${stem} ${name}${part}`);
      say(`        expected ${short(expected)}`);
      say(`        got      ${short(got)}`);
    }
  }
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 300);
}

function sayNotJudged(every: readonly Located[], say: (line: string) => void): void {
  const left = every.filter((one) => one.right === undefined);
  say(`${left.length} are not judged:`);
  const groups = Map.groupBy(left, ({ field, reason }) => `${field}: ${reason}`);
  for (const [reason, group] of [...groups].sort(([, one], [, other]) => other.length - one.length)) {
    say(`    ${group.length} ${reason}`);
  }
}

/**
 * Of what change logs say of two releases, how much `diff` tells; and of what it calls breaking, how much is: beside griffe and AexPy.
 *
 * Usage: npm run bench -- diff [NAME…] [--misses] [--store PLACE] [--python PROGRAM] [--no-peers]
 * Prints a row for each tool and pair of `documented/`. Documented names count that the old release has and that are not
 * private; one is found if a tool tells anything of it, or that what it is in is gone. What a tool calls breaking is tried in
 * the images of both releases (names are imported and followed, calls are bound, bases asked for): it is right if it is so
 * in the new one and not yet in the old one. AexPy calls breaking what it ranks highest. Our rows: what the shards alone tell,
 * and what is left of it when the new release was asked. Seconds: exploring both and comparing, with all that has been
 * installed before. With `--misses` each miss and each false alarm is named. `--python`: for AexPy, 3.12 or newer.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Change, difference } from "../../src/diff/diff.ts";
import { rules } from "../../src/diff/rules/rules.ts";
import { type Claim, claimOf } from "../../src/diff/witness/claims.ts";
import { judged } from "../../src/diff/witness/verdicts.ts";
import { nodeExec } from "../../src/exec/node-exec.ts";
import { explorePackage } from "../../src/run/package/explore.ts";
import { findTargets } from "../../src/run/package/targets.ts";
import { type WitnessAnswer, witnessPackage } from "../../src/run/package/witness.ts";
import { openWorkshop, type Workshop } from "../../src/run/package/workshop.ts";
import type { Shard } from "../../src/shard/shard.ts";
import { folderStore } from "../../src/store/folder-store.ts";
import { openKeptShard } from "../../src/store/kept-shard.ts";
import { ROOT } from "../prepared.ts";
import { type Documented, type DocumentedPair, documentedChanges, documentedPairs } from "./documented.ts";
import { existing, type Precision, precisionOf, type Recall, recallOf, type Try } from "./judge.ts";
import { type Answer, aexpyAnswer, DIFF_FOLDER, expiredNames, griffeAnswer, type Told } from "./peers.ts";

interface Row {
  tool: string;
  recall: Recall;
  precision: Precision;
  seconds: number;
}

/** Prints a row for each tool and pair as soon as it is judged, then sums by tool. */
export async function benchDiff(args: readonly string[], say: (line: string) => void): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...{ misses: { type: "boolean" }, "no-peers": { type: "boolean" } },
      ...{ store: { type: "string" }, python: { type: "string" } },
    },
  });
  const bench = new Bench(values.store ?? join(DIFF_FOLDER, "store"), values.python ?? "python3");
  const rows: Row[] = [];
  say(
    "| pair | tool | documented | found | recall | called breaking | right | wrong | precision | not tried | seconds |",
  );
  say("|---|---|---|---|---|---|---|---|---|---|---|");
  try {
    for (const pair of await documentedPairs(positionals)) {
      const found = await bench.rows(pair, values["no-peers"] !== true, say);
      for (const row of found) {
        say(rowText(`${pair.name} ${pair.old} → ${pair.new}`, row));
        if (values.misses === true) {
          sayMisses(row, say);
        }
      }
      rows.push(...found);
    }
  } finally {
    await bench.close();
  }
  for (const [tool, all] of Map.groupBy(rows, (row) => row.tool)) {
    say(rowText(`${all.length} pairs`, summed(tool, all)));
  }
}

class Bench {
  readonly #workshop: Workshop;
  readonly #store: ReturnType<typeof folderStore>;
  readonly #python: string;

  constructor(store: string, python: string) {
    const { signal } = new AbortController();
    this.#workshop = openWorkshop({ exec: nodeExec, home: ROOT, logFolder: DIFF_FOLDER, signal });
    this.#store = folderStore(store);
    this.#python = python;
  }

  async close(): Promise<void> {
    await this.#workshop.close();
  }

  async rows(pair: DocumentedPair, hasPeers: boolean, say: (line: string) => void): Promise<Row[]> {
    const stems = { old: `${pair.name}==${pair.old}`, new: `${pair.name}==${pair.new}` };
    const [before, after] = [await this.#explored(stems.old), await this.#explored(stems.new)];
    const [old, now] = [before.shard, after.shard];
    const answered = (release: "old" | "new", claims: readonly Claim[]) =>
      this.#witness(stems[release], claims);
    const tried: Try = async (release, claims) => {
      const answers = await answered(release, claims);
      return claims.map((_, at) => answers.get(at)?.holds ?? null);
    };
    const documented = await documentedChanges(pair, (file) => expiredNames(now, file));
    const names = await existing(documented, old, tried);
    say(`${pair.name}: ${namesText(names)}`);
    const started = performance.now();
    const { changes } = difference(old, now);
    const seconds = before.seconds + after.seconds + (performance.now() - started) / 1000;
    const claims = changes.map((change) => claimOf(change, old));
    const asked = claims.filter((claim) => claim !== undefined);
    const asking = performance.now();
    const answers = await answered("new", asked);
    const witnessed = changes.map((change, index) => {
      const claim = claims[index];
      const answer = claim && answers.get(asked.indexOf(claim));
      return answer === undefined ? change : judged(change, answer);
    });
    const witnessSeconds = seconds + (performance.now() - asking) / 1000;
    const tools: { tool: string; answer: () => Promise<Answer> }[] = [
      {
        tool: "importgraph",
        answer: async () => ({ told: toldOf(witnessed, old), seconds: witnessSeconds }),
      },
      { tool: "importgraph, not tried", answer: async () => ({ told: toldOf(changes, old), seconds }) },
      ...(hasPeers
        ? [
            { tool: "griffe", answer: () => griffeAnswer(old, now) },
            { tool: "AexPy", answer: () => aexpyAnswer(old, now, this.#python) },
          ]
        : []),
    ];
    const rows: Row[] = [];
    for (const { tool, answer } of tools) {
      try {
        const given = await answer();
        const recall = recallOf(names.public, given.told, old);
        rows.push({
          tool,
          recall,
          precision: await precisionOf(given.told, old, tried),
          seconds: given.seconds,
        });
      } catch (error) {
        say(`${pair.name}: ${tool} fails: ${String(error).trim().split("\n").slice(-1)}`);
      }
    }
    return rows;
  }

  /** Its shard, explored now or some time before, and how long that took. */
  async #explored(name: string): Promise<{ shard: Shard; seconds: number }> {
    const [target] = await findTargets(ROOT, [name]);
    if (target === undefined) {
      throw new Error(`${name} names no package`);
    }
    const settings = { ...this.#settings(), force: false };
    const outcome = await explorePackage(target, settings, this.#workshop, () => {});
    if (outcome.status === "failed") {
      throw new Error(outcome.message);
    }
    const shard = await openKeptShard(this.#store, outcome.entry);
    return { shard, seconds: outcome.entry.seconds?.explore ?? Number.NaN };
  }

  async #witness(name: string, claims: readonly Claim[]): Promise<ReadonlyMap<number, WitnessAnswer>> {
    const [target] = await findTargets(ROOT, [name]);
    if (target === undefined || claims.length === 0) {
      return new Map();
    }
    const outcome = await witnessPackage(target, claims, this.#settings(), this.#workshop, () => {});
    if (outcome.status === "failed") {
      throw new Error(outcome.message);
    }
    return outcome.answers;
  }

  #settings() {
    const places = { root: ROOT, scratchFolder: join(DIFF_FOLDER, "scratch") };
    return { home: ROOT, store: this.#store, logFolder: DIFF_FOLDER, frozen: false, places };
  }
}

/** What our rules tell, but for what breaks nobody. */
function toldOf(changes: readonly Change[], old: Shard): Told[] {
  return changes
    .filter(({ level }) => level !== "compatible")
    .map((change) => {
      const { rule, name, part, level } = change;
      const { on, tried } = rules.get(rule) ?? {};
      const tries = claimOf(change, old);
      const isWhole = on === "gone" || tried === "name" || rule === "module-became-object";
      return {
        ...{ kind: rule, name, isWhole, isBreaking: level === "breaking" },
        ...(part !== undefined && { part }),
        ...(tries !== undefined && { tries }),
      };
    });
}

function namesText(names: Awaited<ReturnType<typeof existing>>): string {
  const [missing, hidden] = [names.missing, names.private].map(
    (all) => all.map(nameText).join(", ") || "none",
  );
  return `${names.public.length} documented; not in the old release as it is installed: ${missing}; private: ${hidden}`;
}

function nameText({ name, parameter }: Pick<Documented, "name" | "parameter">): string {
  return parameter === undefined ? name : `${name}(${parameter})`;
}

function summed(tool: string, rows: readonly Row[]): Row {
  const all = <T>(list: (row: Row) => T[]) => rows.flatMap(list);
  return {
    tool,
    recall: { found: all(({ recall }) => recall.found), missed: all(({ recall }) => recall.missed) },
    precision: {
      right: all(({ precision }) => precision.right),
      wrong: all(({ precision }) => precision.wrong),
      untried: all(({ precision }) => precision.untried),
    },
    seconds: rows.reduce((sum, row) => sum + row.seconds, 0),
  };
}

function rowText(pair: string, { tool, recall, precision, seconds }: Row): string {
  const [found, right, wrong, untried] = [
    recall.found,
    precision.right,
    precision.wrong,
    precision.untried,
  ].map((list) => list.length) as [number, number, number, number];
  const documented = found + recall.missed.length;
  return `| ${[
    ...[pair, tool, documented, found, share(found, documented)],
    ...[right + wrong + untried, right, wrong, share(right, right + wrong), untried, seconds.toFixed(1)],
  ].join(" | ")} |`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? "–" : `${(Math.floor((part / whole) * 1000) / 10).toFixed(1)} %`;
}

function sayMisses({ tool, recall, precision }: Row, say: (line: string) => void): void {
  for (const one of recall.missed) {
    say(`    ${tool} misses ${nameText(one)}: ${one.kind}`);
  }
  for (const { name, part, kind } of precision.wrong) {
    say(
      `    ${tool} is wrong about ${nameText({ name, ...(part !== undefined && { parameter: part }) })}: ${kind}`,
    );
  }
}

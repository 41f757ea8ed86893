import { Command } from "commander";
import { type Coverage, coverageOf, type Miss } from "../../../coverage/coverage.ts";
import { wantedNames } from "../../../coverage/wanted-names.ts";
import { countText, figure } from "../../../exec/figure.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import type { ForeignRef } from "../../../shard/records.ts";
import type { Shard } from "../../../shard/shard.ts";
import { type Answering, answeredBy } from "../../../store/answering.ts";
import { openKeptShard } from "../../../store/kept-shard.ts";
import { type ShardAddress, shardObjectKey } from "../../../store/layout.ts";
import type { Store } from "../../../store/store.ts";
import { newestLibrary, ownerOf } from "../../asking/owner-shard.ts";
import {
  type Asked,
  answeringForDottedName,
  askedOf,
  findAnswering,
  otherVersionsText,
  RUN_OPTION,
  unknownDistribution,
} from "../../asking/shard-choice.ts";
import type { Context } from "../../context.ts";

interface CoverageOptions {
  package?: string[];
  all?: boolean;
  store?: string;
  run?: string;
  json?: boolean;
}

/** Of each reason, so many names are shown to a person who does not ask for all. */
const SHOWN = 5;

const JSON_HELP =
  "for a program: {total, resolved, misses: [name…], reasons: [{reason, names}], answeredBy, others}";

/** `importgraph coverage`: the share of a file's dotted names that can be followed in what was explored. */
export function coverageCommand(context: Context): Command {
  return new Command("coverage")
    .description("how many of a file's dotted names are found in what was explored")
    .argument("<file>", "dotted names, one on a line; a Sphinx inventory (objects.inv); or a stub (.pyi)")
    .option(
      "--package <name...>",
      "look only into these distributions: the newest version of each, or NAME==VERSION",
    )
    .option("--all", "show every miss")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", JSON_HELP)
    .action(async (file: string, options: CoverageOptions) => {
      const asked = await askedOf(context, options, options.package);
      const shards = openedOnce(asked.store);
      const chosen = options.package && chosenEntries(asked, options.package);
      const used = new Map<string, Answering>();
      const answeringFor = (name: string, from?: ForeignRef) => {
        const owner = chosen === undefined && from !== undefined ? ownerOf(asked, from) : undefined;
        const named = answeringForDottedName(asked, name);
        // What nothing that is imported begins with may be a builtin.
        const library = named.length === 0 ? newestLibrary(asked) : undefined;
        const found = chosen ?? (owner && [owner.answering]) ?? (library && [library]) ?? named;
        for (const answering of found) {
          used.set(answering.entry.name, answering);
        }
        return found;
      };
      const names = await wantedNames(file, async (module) => {
        const [answering] = answeringFor(module);
        return { python: answering?.entry.python ?? "3.13", platform: "linux" };
      });
      const coverage = await coverageOf(names, async (name, from) => {
        return await Promise.all(answeringFor(name, from).map(({ entry }) => shards(entry)));
      });
      const answering = [...used.values()];
      for (const text of answering.map(otherVersionsText)) {
        if (text !== undefined) {
          context.say(text);
        }
      }
      context.out(
        options.json === true ? jsonOf(coverage, answering) : textOf(coverage, options.all === true),
      );
    });
}

function openedOnce(store: Store): (entry: ShardAddress) => Promise<Shard> {
  const opened = new Map<string, Promise<Shard>>();
  return (entry) => {
    const key = shardObjectKey(entry);
    const shard = opened.get(key) ?? openKeptShard(store, entry);
    opened.set(key, shard);
    return shard;
  };
}

function chosenEntries(asked: Asked, packages: readonly string[]): Answering[] {
  return packages.map((name) => {
    const answering = findAnswering(asked, name);
    if (answering === undefined) {
      throw unknownDistribution(asked, name);
    }
    return answering;
  });
}

function jsonOf({ total, resolved, misses }: Coverage, answering: readonly Answering[]): string {
  const reasons = byReason(misses).map(([reason, names]) => ({
    reason,
    names: names.map(({ name }) => name),
  }));
  const by = answering.map(answeredBy);
  return printableJson({
    total,
    resolved,
    misses: misses.map(({ name }) => name),
    reasons,
    answeredBy: by.map((one) => one.answeredBy),
    others: by.flatMap((one) => one.others),
  });
}

function textOf({ total, resolved, misses }: Coverage, all: boolean): string {
  const share = total === 0 ? 100 : Math.floor((resolved / total) * 1000) / 10;
  const lines = [`${figure(resolved)} of ${countText(total, "name")} found (${share} %)`];
  for (const [reason, found] of byReason(misses)) {
    lines.push("", `${figure(found.length)}: ${printableLine(reason)}`);
    const shown = all ? found : found.slice(0, SHOWN);
    lines.push(...shown.map(({ name }) => `  ${printableLine(name)}`));
    if (shown.length < found.length) {
      lines.push(`  … and ${found.length - shown.length} more (--all shows them)`);
    }
  }
  return lines.join("\n");
}

/** Misses by their reason, the most frequent first. */
function byReason(misses: readonly Miss[]): [reason: string, misses: Miss[]][] {
  const groups = Map.groupBy(misses, ({ reason }) => reason);
  return [...groups].sort(([, left], [, right]) => right.length - left.length);
}

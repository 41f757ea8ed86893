import { Command } from "commander";
import { describeMiss } from "../../../ask/miss.ts";
import { renderNode } from "../../../ask/render.ts";
import { renderWhy } from "../../../ask/render-why.ts";
import type { NoResolution, Resolution } from "../../../ask/resolve.ts";
import { showNode } from "../../../ask/view.ts";
import { explainName } from "../../../ask/why.ts";
import { InputError, type InputProblem } from "../../../errors/input-error.ts";
import { printableJson } from "../../../exec/printable.ts";
import type { Shard } from "../../../shard/shard.ts";
import { openKeptShard } from "../../../store/kept-shard.ts";
import type { ShardEntry } from "../../../store/layout.ts";
import type { Context } from "../../context.ts";
import {
  type Asked,
  askedOf,
  entriesForDottedName,
  findEntry,
  RUN_OPTION,
  unknownDistribution,
  unknownDottedName,
} from "../../shard-choice.ts";

interface ShowOptions {
  why?: boolean;
  package?: string;
  store?: string;
  run?: string;
  json?: boolean;
}

/** `importgraph show`: all that is known of one dotted name. */
export function showCommand(context: Context): Command {
  return new Command("show")
    .description("all that is known of a module, class, function or attribute")
    .argument("<dotted name>", "as it is imported or as attributes reach it: requests.Session.get")
    .option("--why", "how the name is followed, why its end has that id, and what was found where")
    .option("--package <name>", "look into this distribution, or NAME==VERSION")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", "for a program")
    .action(async (name: string, options: ShowOptions) => {
      const asked = await askedOf(context, options);
      const rendering = { colors: context.colors, width: process.stdout.columns ?? 100 };
      if (options.why === true) {
        const why = await ask(asked, name, options.package, explainName);
        context.out(options.json === true ? printableJson(why) : renderWhy(why, rendering));
      } else {
        const view = await ask(asked, name, options.package, showNode);
        context.out(options.json === true ? printableJson(view) : renderNode(view, rendering));
      }
    });
}

/** The first shard's answer that may have the name and has it. */
async function ask<T extends { resolution: Resolution }>(
  asked: Asked,
  name: string,
  packageName: string | undefined,
  question: (shard: Shard, name: string) => T | NoResolution,
): Promise<T> {
  const misses: InputProblem[] = [];
  for (const entry of candidates(asked, name, packageName)) {
    const shard = await openKeptShard(asked.store, entry);
    const answer = question(shard, name);
    if ("resolution" in answer) {
      return answer;
    }
    const { message, near } = describeMiss(shard, name, answer);
    misses.push(near.length === 0 ? { message } : { message, fix: `did you mean ${near.join(", ")}?` });
  }
  throw new InputError(misses);
}

function candidates(asked: Asked, name: string, packageName: string | undefined): ShardEntry[] {
  if (packageName !== undefined) {
    const entry = findEntry(asked, packageName);
    if (entry === undefined) {
      throw unknownDistribution(asked, packageName);
    }
    return [entry];
  }
  const entries = entriesForDottedName(asked, name);
  if (entries.length === 0) {
    throw unknownDottedName(asked, name);
  }
  return entries;
}

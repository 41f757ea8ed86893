import { Command } from "commander";
import { printableJson } from "../../exec/printable.ts";
import { describeMiss } from "../../graph/miss.ts";
import { renderNode } from "../../graph/render.ts";
import { type NodeView, showNode } from "../../graph/view.ts";
import { InputError, type InputProblem } from "../../input-error.ts";
import { quoted } from "../../releases/quoted.ts";
import { openShard } from "../../shard/shard.ts";
import { type ShardEntry, shardObjectKey } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import type { Context } from "../context.ts";
import { type Asked, askedOf, entriesForDottedName, findEntry, RUN_OPTION } from "../shard-choice.ts";

interface ShowOptions {
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
    .option("--package <name>", "look into this distribution, or NAME==VERSION")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", "for a program")
    .action(async (name: string, options: ShowOptions) => {
      const view = await findView(await askedOf(context, options), name, options.package);
      if (options.json === true) {
        context.out(printableJson(view));
      } else {
        context.out(renderNode(view, { colors: context.colors, width: process.stdout.columns ?? 100 }));
      }
    });
}

async function findView(asked: Asked, name: string, packageName: string | undefined): Promise<NodeView> {
  const misses: InputProblem[] = [];
  for (const entry of candidates(asked, name, packageName)) {
    const shard = await openShard(await asked.store.localPath(shardObjectKey(entry)));
    const view = showNode(shard, name);
    if ("resolution" in view) {
      return view;
    }
    const { message, near } = describeMiss(shard, name, view);
    misses.push(near.length === 0 ? { message } : { message, fix: `did you mean ${near.join(", ")}?` });
  }
  throw new InputError(misses);
}

function candidates(asked: Asked, name: string, packageName: string | undefined): ShardEntry[] {
  if (packageName !== undefined) {
    const entry = findEntry(asked, packageName);
    if (entry === undefined) {
      throw notExplored(asked.store, packageName, packageName);
    }
    return [entry];
  }
  const entries = entriesForDottedName(asked, name);
  if (entries.length === 0) {
    throw notExplored(asked.store, name, name.split(/[.:]/, 1)[0] ?? name);
  }
  return entries;
}

function notExplored(store: Store, what: string, distribution: string): InputError {
  return new InputError({
    message: `nothing in ${store.address} has ${quoted(what)}`,
    fix: `explore the distribution that has it first, such as: ./scripts/explore ${distribution}`,
  });
}

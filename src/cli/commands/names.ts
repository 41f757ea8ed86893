import { Command } from "commander";
import { printableJson } from "../../exec/printable.ts";
import { names } from "../../graph/names.ts";
import { UsageError } from "../../run/targets.ts";
import { openShard } from "../../shard/shard.ts";
import { shardObjectKey } from "../../store/layout.ts";
import type { Context } from "../context.ts";
import { askedOf, findEntry, RUN_OPTION } from "../shard-choice.ts";

interface NamesOptions {
  inherited?: boolean;
  store?: string;
  run?: string;
  json?: boolean;
}

/** `importgraph names`: every dotted name of an explored package. */
export function namesCommand(context: Context): Command {
  return new Command("names")
    .description("every dotted name of an explored package, aliases included")
    .argument("<name>", "an explored distribution, or NAME==VERSION")
    .option("--inherited", "also the names that classes inherit")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", "for a program: an array of {name, to}")
    .action(async (argument: string, options: NamesOptions) => {
      const asked = await askedOf(context, options);
      const { store } = asked;
      const entry = findEntry(asked, argument);
      if (entry === undefined) {
        throw new UsageError({
          message: `${argument} is not in ${store.address}`,
          fix: `explore it first: ./scripts/explore ${argument}`,
        });
      }
      const shard = await openShard(await store.localPath(shardObjectKey(entry)));
      const all = names(shard, { inherited: options.inherited === true });
      if (options.json === true) {
        context.out(printableJson([...all]));
      } else {
        context.out(Array.from(all, ({ name }) => name).join("\n"));
      }
    });
}

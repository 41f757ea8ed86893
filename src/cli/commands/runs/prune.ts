import { Command, InvalidArgumentError } from "commander";
import { countText } from "../../../exec/figure.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import { prune } from "../../../store/care/prune.ts";
import { type PrunePlan, planPrune } from "../../../store/care/prune-plan.ts";
import { type Context, storeOf } from "../../context.ts";
import { progressLines } from "../../progress/lines.ts";
import { shownPath, sizeText } from "../../text.ts";

interface PruneCommandOptions {
  keep: number;
  store?: string;
  delete?: boolean;
  yes?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** `importgraph store prune`. */
export function pruneCommand(context: Context): Command {
  return new Command("prune")
    .description(
      "delete what is needed by none of the newest runs, nor by the head or a history; says what, and deletes with --delete",
    )
    .requiredOption("--keep <number>", "how many complete runs stay", atLeastOne)
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option("--dry-run", "only say what would be deleted (default)")
    .option("--delete", "delete it")
    .option("--yes", "the same as --delete")
    .option(
      "--json",
      "for a program: {address, isDryRun, keptRuns, futureRuns, youngRuns, deletedRuns, objects, sizeBytes}",
    )
    .action((options: PruneCommandOptions) => run(context, options));
}

function atLeastOne(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new InvalidArgumentError("expected a number of runs, at least 1");
  }
  return Number(text);
}

async function run(context: Context, options: PruneCommandOptions): Promise<void> {
  const store = await storeOf(context, options.store);
  const isDryRun = options.dryRun === true || !(options.delete === true || options.yes === true);
  const limits = { keep: options.keep, signal: context.signal };
  const plan: PrunePlan & { deleted?: number } = isDryRun
    ? await planPrune(store, limits)
    : await prune(store, {
        ...limits,
        onProgress: progressLines((deleted, objects) =>
          context.say(`${deleted} of ${countText(objects, "object")} deleted`),
        ),
      });
  const objects = plan.deleted ?? plan.steps.flat().length;
  if (options.json === true) {
    const { keptRuns, futureRuns, youngRuns, deletedRuns, sizeBytes } = plan;
    const answer = { address: store.address, isDryRun, keptRuns, futureRuns, youngRuns, deletedRuns };
    const keys = plan.steps.flat().map(({ key }) => key);
    context.out(printableJson({ ...answer, objects, ...(isDryRun && { keys }), sizeBytes }));
    return;
  }
  if (isDryRun) {
    for (const { key, sizeBytes } of plan.steps.flat()) {
      context.out(`${printableLine(key)}  ${sizeText(sizeBytes)}`);
    }
  }
  context.say(summaryText(context, shownPath(store.address), plan, objects, isDryRun));
}

function summaryText(
  { sayColors: colors }: Context,
  address: string,
  { keptRuns, futureRuns, youngRuns, deletedRuns, sizeBytes }: PrunePlan,
  objects: number,
  isDryRun: boolean,
): string {
  const what = `${countText(objects, "object")} (${sizeText(sizeBytes)}) of ${address}`;
  const lines = [isDryRun ? `Would delete ${what}` : `${colors.green("✓")} deleted ${what}`];
  const runs: [string, readonly string[]][] = [
    ["runs that go", deletedRuns],
    ["runs that stay", keptRuns],
    ["of these, not counted, since their day has not come: a clock was wrong", futureRuns],
    ["unfinished, perhaps under way", youngRuns],
  ];
  for (const [name, ids] of runs.filter(([, ids]) => ids.length > 0)) {
    lines.push(`    ${name}: ${ids.join(", ")}`);
  }
  if (isDryRun && objects > 0) {
    lines.push("  → give --delete to delete it");
  }
  return lines.join("\n");
}

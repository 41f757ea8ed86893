import { Command } from "commander";
import type { InputProblem } from "../../../errors/input-error.ts";
import { countText, secondsText } from "../../../exec/figure.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import { type StoreReport, verifyStore } from "../../../store/care/verify.ts";
import { parseRunId } from "../../../store/runs/id.ts";
import { findLatestIfPossible, futureProblem } from "../../../store/runs/latest.ts";
import type { Store } from "../../../store/store.ts";
import { type Context, storeFlag, storeOf } from "../../context.ts";
import { progressLines } from "../../progress/lines.ts";
import { shownPath, sizeText } from "../../text.ts";
import { warn } from "../../warning.ts";
import { pruneCommand } from "./prune.ts";
import { repairCommand } from "./repair.ts";

interface VerifyCommandOptions {
  store?: string;
  run?: string;
  json?: boolean;
}

const STORE_OPTION = [
  "--store <place>",
  "where results are kept (default: out, or IMPORTGRAPH_STORE)",
] as const;

/** `importgraph store`: the place where results are kept. */
export function storeCommand(context: Context): Command {
  const command = new Command("store").description(
    "check the place where results are kept, mend it, and tidy it",
  );
  command.addCommand(pruneCommand(context));
  command.addCommand(repairCommand(context));
  command
    .command("verify")
    .description(
      "read all that is kept: is each shard whole and what its name says, does nothing lead nowhere",
    )
    .option(...STORE_OPTION)
    .option("--run <id>", "only what this run consists of")
    .option(
      "--json",
      "for a program: {address, shards, keys, packages, runs, unfinishedRuns, sizeBytes, seconds, faults, warnings}",
    )
    .action((options: VerifyCommandOptions) => verify(context, options));
  return command;
}

async function verify(context: Context, options: VerifyCommandOptions): Promise<void> {
  const store = await storeOf(context, options.store);
  const started = performance.now();
  const report = await verifyStore(store, {
    signal: context.signal,
    run: options.run === undefined ? undefined : parseRunId(options.run, store),
    onProgress: progressLines((checked, objects) =>
      context.say(`${checked} of ${countText(objects, "object")}`),
    ),
  });
  const seconds = (performance.now() - started) / 1000;
  const warning = await futureWarning(store);
  warn(context, warning);
  if (report.faults.length > 0) {
    context.fail();
  }
  context.out(
    options.json === true
      ? printableJson({ address: store.address, ...report, warnings: warning ? [warning] : [], seconds })
      : reportText(context, store, options.run, report, seconds),
  );
}

/** What is no fault of any object. */
async function futureWarning(store: Store): Promise<InputProblem | undefined> {
  return futureProblem((await findLatestIfPossible(store)).manifest?.id);
}

function placeText(store: Store, run: string | undefined): string {
  return `${shownPath(store.address)}${run === undefined ? "" : `, run ${run}`}`;
}

function reportText(
  context: Context,
  store: Store,
  run: string | undefined,
  report: StoreReport,
  seconds: number,
): string {
  const { colors } = context;
  const { shards, keys, packages, runs, unfinishedRuns, sizeBytes, faults } = report;
  const what = [
    countText(shards, "shard"),
    countText(keys, "key"),
    countText(packages, "package"),
    countText(runs, "run"),
    ...(unfinishedRuns === 0 ? [] : [countText(unfinishedRuns, "unfinished run")]),
  ].join(", ");
  const read = `${placeText(store, run)}: ${what}; ${sizeText(sizeBytes)} read in ${secondsText(seconds)}`;
  if (faults.length === 0) {
    return `${colors.green("✓")} ${read}: all there, whole, and what their names say`;
  }
  return [
    `${colors.red("✗")} ${read}: ${countText(faults.length, "fault")}`,
    ...faults.map(({ key, message }) => `    ${printableLine(key)}: ${printableLine(message)}`),
    `  → ./scripts/importgraph store repair${storeFlag(context, store)}: sets aside what is damaged, and makes again what can be`,
  ].join("\n");
}

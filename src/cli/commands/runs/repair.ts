import { Command } from "commander";
import { countText } from "../../../exec/figure.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import { type RepairReport, repairStore } from "../../../store/care/repair.ts";
import { type Context, storeOf } from "../../context.ts";
import { progressLines } from "../../progress/lines.ts";
import { shownPath } from "../../text.ts";

interface RepairCommandOptions {
  store?: string;
  json?: boolean;
}

/** `importgraph store repair`. */
export function repairCommand(context: Context): Command {
  return new Command("repair")
    .description(
      "mend what verify finds: set damaged objects aside, make again what can be made, remove what leads nowhere",
    )
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option("--json", "for a program: {address, steps: [{key, done, message}], faults: [{key, message}]}")
    .action((options: RepairCommandOptions) => repair(context, options));
}

async function repair(context: Context, options: RepairCommandOptions): Promise<void> {
  const store = await storeOf(context, options.store);
  const report = await repairStore(store, {
    signal: context.signal,
    onProgress: progressLines((checked, objects) =>
      context.say(`${checked} of ${countText(objects, "object")}`),
    ),
  });
  if (report.left.length > 0) {
    context.fail();
  }
  context.out(
    options.json === true
      ? printableJson({ address: store.address, steps: report.steps, faults: report.left })
      : repairText(context, shownPath(store.address), report),
  );
}

function repairText({ colors }: Context, address: string, { steps, left }: RepairReport): string {
  const lines = steps.map(
    ({ key, done, message }) => `    ${printableLine(key)}: ${done}: ${printableLine(message)}`,
  );
  if (left.length === 0) {
    const found = steps.length === 0 ? "nothing to mend" : `mended, ${countText(steps.length, "step")}`;
    return [`${colors.green("✓")} ${address}: ${found}`, ...lines].join("\n");
  }
  return [
    `${colors.red("✗")} ${address}: ${countText(steps.length, "step")}, and ${countText(left.length, "fault")} that cannot be mended from what is there`,
    ...lines,
    "  still wrong:",
    ...left.map(({ key, message }) => `    ${printableLine(key)}: ${printableLine(message)}`),
    "  → explore these packages again (./scripts/explore NAME). Where a finished run still lacks a shard then, publish a new one (./scripts/importgraph run --all) and let `./scripts/importgraph store prune` delete the old one",
  ].join("\n");
}

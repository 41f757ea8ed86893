import { Command } from "commander";
import { printableLine } from "../../exec/printable.ts";
import { type StoreReport, verifyStore } from "../../store/verify.ts";
import { type Context, storeOf } from "../context.ts";
import { progressLines } from "../progress-lines.ts";
import { countText, secondsText, shownPath, sizeText } from "../text.ts";

interface VerifyCommandOptions {
  store?: string;
  json?: boolean;
}

/** `importgraph store verify`. */
export function storeCommand(context: Context): Command {
  const command = new Command("store").description("check the place where results are kept");
  command
    .command("verify")
    .description(
      "read all that is kept: is each shard whole and what its name says, does nothing lead nowhere",
    )
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option("--json", "for a program: {address, shards, keys, packages, sizeBytes, seconds, faults}")
    .action((options: VerifyCommandOptions) => verify(context, options));
  return command;
}

async function verify(context: Context, options: VerifyCommandOptions): Promise<void> {
  const store = await storeOf(context, options.store);
  const started = performance.now();
  const report = await verifyStore(store, {
    signal: context.signal,
    onProgress: progressLines((checked, shards) =>
      context.say(`${checked} of ${countText(shards, "shard")}`),
    ),
  });
  const seconds = (performance.now() - started) / 1000;
  if (report.faults.length > 0) {
    context.fail();
  }
  context.out(
    options.json === true
      ? JSON.stringify({ address: store.address, ...report, seconds }, undefined, 2)
      : reportText(context, shownPath(store.address), report, seconds),
  );
}

function reportText({ colors }: Context, address: string, report: StoreReport, seconds: number): string {
  const { shards, keys, packages, sizeBytes, faults } = report;
  const what = [
    countText(shards, "shard"),
    countText(keys, "key"),
    `a head of ${countText(packages, "package")}`,
  ].join(", ");
  const read = `${address}: ${what}; ${sizeText(sizeBytes)} read in ${secondsText(seconds)}`;
  if (faults.length === 0) {
    return `${colors.green("✓")} ${read}: all there, whole, and what their names say`;
  }
  return [
    `${colors.red("✗")} ${read}: ${countText(faults.length, "fault")}`,
    ...faults.map(({ key, message }) => `    ${printableLine(key)}: ${printableLine(message)}`),
    "  → remove the damaged shards and explore their packages again (`./scripts/importgraph explore NAME --force`); a key that leads nowhere does no harm",
  ].join("\n");
}

import { Command } from "commander";
import { UsageError } from "../../../errors/usage-error.ts";
import { printableJson } from "../../../exec/printable.ts";
import { readAllPkginfo } from "../../../pkginfo/read-folder.ts";
import { DEFAULT_LIMITS } from "../../../repair/repair.ts";
import { findTargets } from "../../../run/package/targets.ts";
import { failedOfRun } from "../../../store/runs/failed.ts";
import { type Context, storeOf, withWorkshop } from "../../context.ts";
import { isRepairTarget, type RepairTarget, repairOne } from "../../repairing.ts";

interface RepairCommandOptions {
  allFailed?: boolean;
  run?: string;
  minimise?: boolean;
  all?: boolean;
  dryRun?: boolean;
  forget?: boolean;
  tries: string;
  minutes: string;
  store?: string;
  json?: boolean;
}

/** `importgraph repair`: why a package fails, and the smallest change of its pkginfo with which it does not. */
export function repairCommand(context: Context): Command {
  return new Command("repair")
    .description("find out why a package can't be explored, and write the pkginfo with which it can")
    .argument("[packages...]", "a name, NAME==VERSION, or the stem of a pkginfo")
    .option("--all-failed", "all packages that failed in the newest run")
    .option("--run <id>", "with --all-failed: in this run")
    .option("--minimise", "take keys away that a pkginfo does not need any more")
    .option("--all", "with --minimise: of every pkginfo")
    .option("--dry-run", "write nothing; say what would be written")
    .option("--forget", "begin anew: what earlier calls learned is not used")
    .option("--tries <number>", "at most so many tries for each package", String(DEFAULT_LIMITS.tries))
    .option("--minutes <number>", "at most so long for each package", String(DEFAULT_LIMITS.seconds / 60))
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option("--json", "for a program: an array of what became of each package")
    .action((packages: string[], options: RepairCommandOptions) => run(context, packages, options));
}

async function run(
  context: Context,
  packages: readonly string[],
  options: RepairCommandOptions,
): Promise<void> {
  const names = await namesOf(context, packages, options);
  const limits = {
    tries: positive("--tries", options.tries),
    seconds: positive("--minutes", options.minutes) * 60,
  };
  const results = await withWorkshop(context, async (workshop) => {
    const done: object[] = [];
    for (const target of await repairTargets(context, names)) {
      done.push((await repairOne(context, target, { ...options, limits }, workshop)).json);
    }
    return done;
  });
  if (options.json === true) {
    context.out(printableJson(results));
  }
}

async function namesOf(
  context: Context,
  packages: readonly string[],
  { allFailed, run: runId, minimise, all, store }: RepairCommandOptions,
): Promise<readonly string[]> {
  if (runId !== undefined && allFailed !== true) {
    throw new UsageError({
      message: "--run says whose failures are meant",
      fix: "give it with --all-failed",
    });
  }
  if (all === true && minimise !== true) {
    throw new UsageError({
      message: "--all is for --minimise; what failed in a run is repaired by --all-failed",
    });
  }
  const named = [
    ...packages,
    ...(allFailed === true ? await failedOfRun(await storeOf(context, store), runId) : []),
    ...(all === true ? (await readAllPkginfo(context.root)).map(({ stem }) => stem) : []),
  ];
  if (named.length === 0 && allFailed !== true && all !== true) {
    throw new UsageError({ message: "name the packages to repair, or give --all-failed" });
  }
  if (named.length === 0) {
    context.say(allFailed === true ? "No package failed in that run." : "There is no pkginfo.");
  }
  return named;
}

async function repairTargets(context: Context, names: readonly string[]): Promise<RepairTarget[]> {
  return (await findTargets(context.root, names)).map((target) => {
    if (isRepairTarget(target)) {
      return target;
    }
    throw new UsageError({
      message: `${target.label} has no pkginfo that could be repaired`,
      fix: "name a distribution (requests) or a release (requests==2.32.5)",
    });
  });
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100_000) {
    throw new UsageError({ message: `${option} takes a whole number from 1, found "${text}"` });
  }
  return value;
}

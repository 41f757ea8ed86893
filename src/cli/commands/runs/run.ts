import { Command } from "commander";
import { quoted } from "../../../errors/quoted.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { printableJson } from "../../../exec/printable.ts";
import { parseMemory } from "../../../pkginfo/values/limits.ts";
import type { Plan } from "../../../plan/plan.ts";
import { type FullRunOptions, type FullRunResult, fullRun, planRun } from "../../../run/whole/full-run.ts";
import { machineBounds } from "../../../run/whole/schedule.ts";
import { countStatuses } from "../../../store/runs/record.ts";
import { type Context, storeOf, withWorkshop } from "../../context.ts";
import { jobsOf, runSettings } from "../../package-jobs.ts";
import { watchRun } from "../../progress/run-watcher.ts";
import { planLines } from "../../results/run-lines.ts";
import { faultsOf, runSummary } from "../../results/run-summary.ts";
import { warn } from "../../warning.ts";

interface RunCommandOptions {
  all?: boolean;
  resume?: boolean;
  force?: boolean;
  frozen?: boolean;
  jobs?: string;
  keepFree?: string;
  dryRun?: boolean;
  store?: string;
  json?: boolean;
}

/** `importgraph run`: everything that changed, on this machine, published as a run. */
export function runCommand(context: Context): Command {
  return new Command("run")
    .description("bring the store up to date with pkginfo/: build and explore what changed, publish a run")
    .argument("[packages...]", "names, stems of pkginfo/, patterns such as 'zope-*', or python==3.13")
    .option("--all", "everything in pkginfo/")
    .option("--resume", "go on with the run that was interrupted, with what it was asked for")
    .option("--dry-run", "only say what would be done, and why")
    .option("--force", "do it again though nothing changed")
    .option("--frozen", "a lock or Dockerfile that is missing or stale is an error, not made anew")
    .option("--jobs <number>", "how many packages at a time (default: the number of processors)")
    .option(
      "--keep-free <size>",
      "how much of the disk is kept free, such as 20g (default: 10 GB, at most a tenth)",
    )
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option("--json", "for a program: {run, manifest, isLatest, counts, packages, seconds}")
    .action((packages: string[], options: RunCommandOptions) => run(context, packages, options));
}

async function run(context: Context, packages: readonly string[], options: RunCommandOptions): Promise<void> {
  const started = performance.now();
  const store = await storeOf(context, options.store);
  const settings: FullRunOptions = {
    ...runSettings(context, options, store),
    ...{ store, request: requestOf(packages, options), bounds: machineBounds(jobsOf(options.jobs)) },
    minimumFreeBytes: bytesOf(options.keepFree),
  };
  if (options.dryRun === true) {
    const plan = await withWorkshop(context, (workshop) => planRun(settings, workshop), store);
    warn(context, plan.latestProblem);
    context.out(options.json === true ? json(planJson(plan)) : planLines(plan).join("\n"));
    return;
  }
  const watcher = watchRun(context, settings.bounds);
  const result = await withWorkshop(
    context,
    (workshop) => fullRun(settings, workshop, watcher),
    store,
  ).finally(() => watcher.close());
  const seconds = (performance.now() - started) / 1000;
  if (faultsOf(result).length > 0) {
    context.fail();
  }
  context.out(
    options.json === true
      ? json(resultJson(result, seconds))
      : runSummary(context, settings, result, seconds),
  );
  warn(context, result.published?.notLatest ?? (result.published ? undefined : result.plan.latestProblem));
}

function requestOf(
  packages: readonly string[],
  { all, resume, force, frozen }: RunCommandOptions,
): FullRunOptions["request"] {
  const ways = [packages.length > 0, all === true, resume === true].filter(Boolean).length;
  if (ways !== 1) {
    throw new UsageError({
      message:
        ways === 0 ? "name what to run, or give --all" : "names, --all and --resume exclude each other",
      fix: "./scripts/importgraph run --all does everything that changed",
    });
  }
  if (resume === true && (force === true || frozen === true)) {
    throw new UsageError({
      message: "--resume goes on as the run was begun, so it takes no --force and no --frozen",
    });
  }
  if (resume === true) {
    return "resume";
  }
  return { selection: all === true ? "all" : packages, force: force === true, frozen: frozen === true };
}

function bytesOf(option: string | undefined): number | undefined {
  const bytes = option === undefined ? undefined : parseMemory(option);
  if (option !== undefined && bytes === undefined) {
    throw new UsageError({
      message: `--keep-free takes a size such as 20g or 500m, found ${quoted(option)}`,
    });
  }
  return bytes;
}

function planJson({ packages, removed, latest }: Plan): object {
  return {
    latest: latest ?? null,
    packages: packages.map(({ stem, version, python, todo }) => ({
      ...{ stem, version, python: python ?? null, work: todo.work },
      reason: "reason" in todo ? todo.reason : null,
      expectedSeconds: "expectedSeconds" in todo ? (todo.expectedSeconds ?? null) : null,
    })),
    removed,
  };
}

function resultJson({ packages, published }: FullRunResult, seconds: number): object {
  const { id = null, manifest = null } = published ?? {};
  const isLatest = published === undefined ? null : published.notLatest === undefined;
  return { run: id, manifest, isLatest, seconds, counts: countStatuses(packages), packages };
}

function json(content: object): string {
  return printableJson(content);
}

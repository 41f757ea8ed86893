import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { generateAll } from "../../../dockerfile/generate-all.ts";
import { InputError } from "../../../errors/input-error.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { openOutputLog } from "../../../exec/output-log.ts";
import { printableJson, printableLines } from "../../../exec/printable.ts";
import { readAllPkginfo, readPkginfo } from "../../../pkginfo/read-folder.ts";
import { removeSkipped } from "../../../pkginfo/skipped.ts";
import { newestRelease } from "../../../releases/choose-release.ts";
import { normalizeName } from "../../../releases/project-name.ts";
import { openLookUps } from "../../../repair/candidates/open-look-ups.ts";
import type { Repair } from "../../../repair/outcome/conclusion.ts";
import { keepRepaired, type Subject } from "../../../repair/outcome/keep.ts";
import { DEFAULT_LIMITS, minimisePkginfo, type RepairOptions, repair } from "../../../repair/repair.ts";
import { TransientFailure } from "../../../repair/trying/attempt.ts";
import { failureText } from "../../../run/package/outcome.ts";
import { findTargets, type Target } from "../../../run/package/targets.ts";
import type { Workshop } from "../../../run/package/workshop.ts";
import { failedOfRun } from "../../../store/runs/failed.ts";
import { type Context, storeOf, withWorkshop, workFolderOf } from "../../context.ts";
import { RepairLines } from "../../progress/repair-lines.ts";
import { repairJson, repairText } from "../../results/repair-text.ts";

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
  const results = await withWorkshop(context, async (workshop) => {
    const done: object[] = [];
    for (const target of await repairTargets(context, names)) {
      done.push(await repairOne(context, target, options, workshop));
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

/** A pkginfo, or a release that has none. */
type RepairTarget = Extract<Target, { kind: "pkginfo" | "release" }>;

async function repairTargets(context: Context, names: readonly string[]): Promise<RepairTarget[]> {
  return (await findTargets(context.root, names)).map((target) => {
    if (target.kind === "pkginfo" || target.kind === "release") {
      return target;
    }
    throw new UsageError({
      message: `${target.label} has no pkginfo that could be repaired`,
      fix: "name a distribution (requests) or a release (requests==2.32.5)",
    });
  });
}

async function repairOne(
  context: Context,
  target: RepairTarget,
  options: RepairCommandOptions,
  workshop: Workshop,
): Promise<object> {
  const lines = new RepairLines(context, target.label);
  try {
    const subject = await subjectOf(context, target, workshop);
    const settings = settingsOf(context, options, workshop, lines);
    const minimises = options.minimise === true;
    if (minimises && subject.text === undefined) {
      throw new UsageError({ message: `${target.label} has no file in pkginfo/ from which keys could go` });
    }
    const result = minimises
      ? await minimisePkginfo(await readPkginfo(context.root, subject.stem), settings)
      : await repair(subject.fields, settings);
    const written =
      result.result === "repaired" && options.dryRun !== true
        ? await keep(context, subject, result, workshop)
        : undefined;
    if (result.result === "unknown" || result.result === "refused") {
      context.fail();
    }
    if (options.json !== true) {
      context.out(repairText(context, subject, result, written));
    }
    return repairJson(target.label, subject, result, lines.tries, written);
  } catch (error) {
    workshop.signal.throwIfAborted();
    if (!(error instanceof InputError || error instanceof TransientFailure)) {
      throw error;
    }
    context.fail();
    const message = error instanceof InputError ? failureText(error) : error.message;
    context.say(`${context.sayColors.red("✗")} ${target.label}`);
    printableLines(message).forEach((line) => {
      context.say(`    ${line}`);
    });
    return { package: target.label, result: "failed", message };
  }
}

function settingsOf(
  context: Context,
  options: RepairCommandOptions,
  workshop: Workshop,
  watcher: RepairLines,
): RepairOptions {
  const workFolder = workFolderOf(context);
  return {
    home: context.home,
    folder: join(workFolder, "repair"),
    workshop,
    lookUps: openLookUps(workshop, {
      logFolder: join(workFolder, "logs"),
      say: context.say,
    }),
    limits: {
      tries: positive("--tries", options.tries),
      seconds: positive("--minutes", options.minutes) * 60,
    },
    forget: options.forget === true,
    watcher,
  };
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100_000) {
    throw new UsageError({ message: `${option} takes a whole number from 1, found "${text}"` });
  }
  return value;
}

/** What is to be repaired: a pkginfo of the repository, or one with nothing but a release. */
async function subjectOf(context: Context, target: RepairTarget, workshop: Workshop): Promise<Subject> {
  const { root } = context;
  if (target.kind === "pkginfo") {
    const fields = await readPkginfo(root, target.stem);
    return { stem: target.stem, text: await readFile(join(root, fields.path), "utf8"), fields };
  }
  const index = await workshop.index(context.say);
  const project = await index.project(target.name);
  const pythons = (await workshop.pythons()).map(({ python }) => python);
  const version = target.version ?? newestRelease(project, { pythons }).version;
  const normalizedName = normalizeName(target.name);
  const isBeside = (await readAllPkginfo(root)).some((known) => known.normalizedName === normalizedName);
  return {
    stem: isBeside ? `${normalizedName}@${version}` : normalizedName,
    fields: { name: target.name, version },
  };
}

/** Writes pkginfo, lock and Dockerfile; a package that can be explored is not skipped any more. */
async function keep(
  context: Context,
  subject: Subject,
  result: Repair,
  workshop: Workshop,
): Promise<readonly string[]> {
  const { root } = context;
  await removeSkipped(root, subject.fields.name);
  const path = await keepRepaired(root, subject, result);
  const { results } = await generateAll(root, await readAllPkginfo(root), {
    only: new Set([subject.stem]),
    tools: workshop,
    openLog: (stem) => openOutputLog(join(workFolderOf(context), "logs", `${stem}.log`)),
    say: context.say,
  });
  for (const generated of results) {
    if ("error" in generated) {
      throw generated.error;
    }
  }
  return [path, `dockerfiles/${subject.stem}/`];
}

/** Repairs packages for the commands that do: finds what is asked for, shows the tries, writes what was found. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Repairs } from "../bump/repairs.ts";
import { generateAll } from "../dockerfile/generate-all.ts";
import { InputError } from "../errors/input-error.ts";
import { UsageError } from "../errors/usage-error.ts";
import { openOutputLog } from "../exec/output-log.ts";
import { printableLines } from "../exec/printable.ts";
import { readAllPkginfo, readPkginfo } from "../pkginfo/read-folder.ts";
import { removeSkipped } from "../pkginfo/skipped.ts";
import { newestRelease, UnusableReleaseError } from "../releases/choose-release.ts";
import { normalizeName } from "../releases/project-name.ts";
import type { Project } from "../releases/release.ts";
import { openLookUps } from "../repair/candidates/open-look-ups.ts";
import type { Repair } from "../repair/outcome/conclusion.ts";
import { keepRepaired, type Subject } from "../repair/outcome/keep.ts";
import { proposeRepair, proposeSmaller } from "../repair/propose.ts";
import { DEFAULT_LIMITS, minimisePkginfo, type RepairOptions, repair } from "../repair/repair.ts";
import { TransientFailure } from "../repair/trying/attempt.ts";
import type { Limits } from "../repair/trying/search.ts";
import { failureText } from "../run/package/outcome.ts";
import type { Target } from "../run/package/targets.ts";
import type { Workshop } from "../run/package/workshop.ts";
import { keptGraphOf } from "./asking/graph-choice.ts";
import { type Context, workFolderOf } from "./context.ts";
import { RepairLines } from "./progress/repair-lines.ts";
import { repairJson, repairText } from "./results/repair-text.ts";

/** Where many are repaired, one may not take the time of all. */
const TRIES_OF_MANY = 12;

export interface RepairingOptions {
  /** Take keys away that are not needed any more, instead of searching for some. */
  minimise?: boolean;
  /** Write nothing. */
  dryRun?: boolean;
  /** Forget what earlier calls learned. */
  forget?: boolean;
  limits?: Limits;
  /** The answer is for a program: nothing is printed. */
  json?: boolean;
}

/** A pkginfo, or a release that has none. */
export type RepairTarget = Extract<Target, { kind: "pkginfo" | "release" }>;

export function isRepairTarget(target: Target): target is RepairTarget {
  return target.kind === "pkginfo" || target.kind === "release";
}

/** What became of a package: for a program, and whether its pkginfo was written. */
export interface Repaired {
  json: object;
  /** The stem of the pkginfo that works, where one was written. */
  written?: string;
}

/**
 * Repairs one package and says so; a failure is an outcome, and makes the exit code 1.
 *
 * @throws the reason of the workshop's signal when that was aborted: what was learned by then is kept
 */
export async function repairOne(
  context: Context,
  target: RepairTarget,
  options: RepairingOptions,
  workshop: Workshop,
): Promise<Repaired> {
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
    return {
      json: repairJson(target.label, subject, result, lines.tries, written),
      ...(written && { written: subject.stem }),
    };
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
    return { json: { package: target.label, result: "failed", message } };
  }
}

/** Repairs of many packages, which may take so long all together; each try is shown. */
export function repairsWithin(context: Context, seconds: number, workshop: Workshop): Repairs {
  const end = performance.now() + seconds * 1000;
  const optionsOf = (label: string) => {
    const left = Math.floor((end - performance.now()) / 1000);
    const limits = { tries: TRIES_OF_MANY, seconds: Math.min(left, DEFAULT_LIMITS.seconds) };
    return settingsOf(context, { limits }, workshop, new RepairLines(context, label));
  };
  return {
    repair: (fields) => proposeRepair(fields, optionsOf(normalizeName(fields.name))),
    smaller: (pkginfo) => proposeSmaller(pkginfo, optionsOf(pkginfo.stem)),
  };
}

/** The number of an option: whole, from 1. */
export function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100_000) {
    throw new UsageError({ message: `${option} takes a whole number from 1, found "${text}"` });
  }
  return value;
}

function settingsOf(
  context: Context,
  options: RepairingOptions,
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
      graph: () => keptGraphOf(context),
    }),
    limits: options.limits ?? DEFAULT_LIMITS,
    forget: options.forget === true,
    watcher,
  };
}

/** What is to be repaired: a pkginfo of the repository, or one with nothing but a release. */
async function subjectOf(context: Context, target: RepairTarget, workshop: Workshop): Promise<Subject> {
  const { root } = context;
  const pythons = (await workshop.pythons()).map(({ python }) => python);
  const newestOf = async (name: string) => {
    return newestVersion(await (await workshop.index(context.say)).project(name), pythons);
  };
  if (target.kind === "pkginfo") {
    const fields = await readPkginfo(root, target.stem);
    const text = await readFile(join(root, fields.path), "utf8");
    return { stem: target.stem, text, fields, newest: (await newestOf(fields.name)).usable };
  }
  const { usable: newest, newest: all } = await newestOf(target.name);
  const version = target.version ?? newest ?? all;
  const normalizedName = normalizeName(target.name);
  const isBeside = (await readAllPkginfo(root)).some((known) => known.normalizedName === normalizedName);
  return {
    stem: isBeside ? `${normalizedName}@${version}` : normalizedName,
    fields: { name: target.name, version },
    newest,
  };
}

/** Where no base image could use any release, that is what the repair of the newest comes to. */
function newestVersion(
  project: Project,
  pythons: readonly string[],
): { usable: string | undefined; newest: string } {
  try {
    const { version } = newestRelease(project, { pythons });
    return { usable: version, newest: version };
  } catch (error) {
    if (error instanceof UnusableReleaseError) {
      return { usable: undefined, newest: error.version };
    }
    throw error;
  }
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

/** One try: a pkginfo taken through all stages in a scratch folder. */

import { createHash } from "node:crypto";
import { mkdir, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { DOCKERFILES_FOLDER } from "../../dockerfile/generate-all.ts";
import { printableLine } from "../../exec/printable.ts";
import { writeWholeText } from "../../files/whole-file.ts";
import { choosePython } from "../../lock/choose-python.ts";
import { parsePkginfo } from "../../pkginfo/parse.ts";
import type { Pkginfo } from "../../pkginfo/pkginfo.ts";
import { pkginfoText } from "../../pkginfo/write.ts";
import { findRelease } from "../../releases/choose-release.ts";
import { normalizeName } from "../../releases/project-name.ts";
import { explorePackage } from "../../run/package/explore.ts";
import type { ExploredOutcome, FailedOutcome, PackageOutcome } from "../../run/package/outcome.ts";
import type { Report } from "../../run/package/run.ts";
import type { Workshop } from "../../run/package/workshop.ts";
import { openRoom, type Room } from "../../run/whole/room.ts";
import { openShard } from "../../shard/open-shard.ts";
import { installedRequirements } from "../../shard/shard.ts";
import { folderStore } from "../../store/folder-store.ts";
import { shardObjectKey } from "../../store/layout.ts";
import type { Fields } from "../candidates/change.ts";
import {
  brokenModules,
  type Cause,
  causesInLines,
  causesInLog,
  causesOfProblems,
} from "../diagnosis/causes.ts";
import { failedBuilds } from "../diagnosis/failed-builds.ts";
import type { Declared } from "../lookups/names/import-owner.ts";
import type { Rule } from "../rules/rules.ts";
import { isOfTheMachine } from "./blame.ts";
import { headOf } from "./head.ts";
import { keepLock } from "./kept-lock.ts";
import { brokenRootsOf, type Reached } from "./reached.ts";

/** What a try came to. */
export interface Attempt {
  /** Of the pkginfo's text: the same text is not tried twice. */
  digest: string;
  fields: Fields;
  /** The Python that it was on. */
  python: string;
  reached: Reached;
  causes: readonly Cause[];
  /** Distributions that could not be built, by normalised name, as the log calls them: keys for look-ups. */
  failedBuilds: readonly string[];
  /** What its metadata asks for; empty where it was not installed. */
  declared: readonly Declared[];
  /** What happened, in one line. */
  message: string;
  seconds: number;
}

/** It failed for want of time or disk, or for the network: nothing is learned of the package. */
export class TransientFailure extends Error {
  override name = "TransientFailure";
}

export interface BenchOptions {
  home: string;
  /** Where tries lie: pkginfo, locks, shards, logs. */
  folder: string;
  rules: readonly Rule[];
  workshop: Workshop;
  report: Report;
}

/** Where pkginfos are tried. */
export interface Bench {
  /**
   * @param number by which its log is called: `logs/try-2.log`
   * @throws TransientFailure; the reason of the workshop's signal when that was aborted
   */
  attempt(fields: Fields, number: number): Promise<Attempt>;
}

/** The digest under which a try is remembered. */
export function digestOf(fields: Fields): string {
  return createHash("sha256").update(pkginfoText(fields)).digest("hex");
}

/** @param options.folder may hold what earlier tries left: their locks are kept where they are right, and for a Python that is named */
export function openBench(options: BenchOptions): Bench {
  const { folder, workshop, report } = options;
  const say = (detail: string) => report({ event: "progress", stage: "build", detail });
  const room = openRoom({ folders: [folder], say, signal: workshop.signal });
  let locked: Pkginfo | undefined;
  return {
    async attempt(fields, number) {
      const stem = normalizeName(fields.name);
      const pkginfo = parsePkginfo(pkginfoText(fields), `${stem}.yaml`);
      await keepLock(join(folder, DOCKERFILES_FOLDER, stem), locked, pkginfo);
      locked = undefined;
      await room.make(await workshop.docker(say));
      const done = await attempt({ fields, pkginfo, number }, options, room);
      locked = done.reached.stage === "lock" ? undefined : pkginfo;
      return done;
    },
  };
}

type Outcome = PackageOutcome<ExploredOutcome>;

async function attempt(
  { fields, pkginfo, number }: { fields: Fields; pkginfo: Pkginfo; number: number },
  options: BenchOptions,
  room: Room,
): Promise<Attempt> {
  const { home, folder, workshop, report } = options;
  const { stem } = pkginfo;
  const logFolder = join(folder, "logs");
  await Promise.all([join(folder, "pkginfo"), logFolder].map((path) => mkdir(path, { recursive: true })));
  await writeWholeText(join(folder, "pkginfo", `${stem}.yaml`), pkginfoText(fields));
  const store = folderStore(join(folder, "out"));
  const places = { root: folder, scratchFolder: join(folder, "scratch") };
  // The engine's cache makes it again, where a later try comes back to it.
  const onBuilt = (image: string) => room.giveUp(image);
  const settings = { home, places, logFolder, store, force: false, frozen: false, onBuilt };
  const outcome = await explorePackage({ kind: "pkginfo", label: stem, stem }, settings, workshop, report);
  const logPath = await keepLogs(logFolder, stem, number);
  const known = { digest: digestOf(fields), fields, seconds: outcome.seconds };
  if (outcome.status === "failed") {
    return { ...known, ...(await failed(outcome, logPath, pkginfo, options)) };
  }
  return { ...known, ...(await explored(outcome, folder, options.rules)) };
}

/**
 * Has the next try leave the logs of this one alone.
 *
 * @returns the path of the log of lock and build; undefined where nothing was locked or built
 */
async function keepLogs(folder: string, stem: string, number: number): Promise<string | undefined> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${stem}.`));
  for (const name of names) {
    await rename(join(folder, name), join(folder, `try-${number}${name.slice(stem.length)}`));
  }
  return names.includes(`${stem}.log`) ? join(folder, `try-${number}.log`) : undefined;
}

async function failed(
  outcome: Outcome & FailedOutcome,
  logPath: string | undefined,
  pkginfo: Pkginfo,
  { rules, workshop }: BenchOptions,
): Promise<Omit<Attempt, "digest" | "fields" | "seconds">> {
  const { stage, message } = outcome;
  if (isOfTheMachine(outcome)) {
    throw new TransientFailure(message);
  }
  const where = stage === "build" ? "build" : "lock";
  const ofLog = logPath !== undefined ? await causesInLog(logPath, where, rules) : [];
  const ofMessage = causesInLines(message.split("\n"), where, rules);
  const ids = new Set(ofLog.map(({ id }) => id));
  const reached: Reached = { stage: stage === "lock" || stage === "build" ? stage : "explore" };
  const causes = [...ofLog, ...ofMessage.filter(({ id }) => !ids.has(id))];
  return {
    reached,
    python: await pythonOf(pkginfo, workshop),
    causes,
    declared: [],
    failedBuilds: logPath !== undefined ? await failedBuilds(logPath) : [],
    message: causes[0]?.line ?? printableLine(headOf(message)).slice(0, 300),
  };
}

/** The Python that a pkginfo is locked for first. */
async function pythonOf(pkginfo: Pkginfo, workshop: Workshop): Promise<string> {
  // It may be one that the release does not support: that is what the try was to find out.
  if (pkginfo.python !== undefined) {
    return pkginfo.python;
  }
  const [index, rows] = await Promise.all([workshop.index(() => undefined), workshop.pythons()]);
  const project = await index.project(pkginfo.name);
  return choosePython(pkginfo, findRelease(project, pkginfo.version), rows).python;
}

async function explored(
  { entry, moduleReports }: ExploredOutcome,
  folder: string,
  rules: readonly Rule[],
): Promise<Omit<Attempt, "digest" | "fields" | "seconds">> {
  const shard = await openShard(join(folder, "out", shardObjectKey(entry)));
  const broken = brokenModules(shard.problems);
  const tracebacks = new Map(
    [...moduleReports].flatMap(([module, { traceback }]) =>
      traceback === undefined ? [] : [[module, traceback] as const],
    ),
  );
  const brokenRoots = brokenRootsOf(entry.importNames, broken);
  const first = shard.problems.find(({ module }) => brokenRoots.includes(module)) ?? shard.problems[0];
  return {
    python: entry.python,
    reached: {
      ...{ stage: "imports", imported: entry.modules, broken: broken.size, brokenRoots },
      ...(entry.importNames.length === 0 && { installs: installedRequirements(shard) }),
    },
    causes: causesOfProblems(shard.problems, tracebacks, rules),
    declared: shard.requirements.map(({ name, extra }) => ({ name, ...(extra !== undefined && { extra }) })),
    failedBuilds: [],
    message:
      first === undefined
        ? ""
        : printableLine(`${first.module}: ${first.error}: ${first.message.split("\n", 1)[0] ?? ""}`).slice(
            0,
            300,
          ),
  };
}

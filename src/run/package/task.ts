import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InputError } from "../../errors/input-error.ts";
import type { OutputLog } from "../../exec/output-log.ts";
import { writeWholeText } from "../../files/whole-file.ts";
import { PREFERRED_PYTHONS } from "../../lock/choose-python.ts";
import { type LocalArtifact, prepareLocalArtifact } from "../../lock/local/local-artifact.ts";
import { parsePkginfo } from "../../pkginfo/parse.ts";
import type { Pkginfo } from "../../pkginfo/pkginfo.ts";
import { readPkginfo } from "../../pkginfo/read-folder.ts";
import { readSkipped, SKIPPED_FILE, type SkippedPackage } from "../../pkginfo/skipped.ts";
import { libraryPkginfo } from "../../pkginfo/standard-library.ts";
import { pkginfoText } from "../../pkginfo/write.ts";
import { findRelease, newestRelease } from "../../releases/choose-release.ts";
import { normalizeName } from "../../releases/project-name.ts";
import { encodeVersion } from "../../store/store.ts";
import type { StageClock } from "./events.ts";
import type { Target } from "./targets.ts";
import type { Workshop } from "./workshop.ts";

/** A package of which it is known what exactly is to be explored. */
export interface PackageTask {
  /** Under which the newest shard is found again: `requests`, or `requests@2.31.0` where a version was asked for. */
  stem: string;
  pkginfo: Pkginfo;
  /** Where its lock and Dockerfile are, or will be. */
  folder: string;
  origin: PackageOrigin;
}

/** From where a package is taken. Only `repository` is reviewed; `local` is never published. */
export type PackageOrigin =
  /** The standard library of a base: it has neither lock nor Dockerfile. */
  | { kind: "library" }
  | { kind: "repository" }
  | { kind: "scratch" }
  | { kind: "local"; artifact: LocalArtifact };

export interface TaskPlaces {
  /** The repository with pkginfo/ and dockerfiles/. */
  root: string;
  /** Where packages that are not in the repository get their lock and Dockerfile. */
  scratchFolder: string;
}

/** Opens the log of a package by its stem; the same one each time. */
export type OpenLog = (stem: string) => OutputLog;

/**
 * Finds out what a target is: reads its pkginfo, asks the index for the release, or builds the wheel of local sources.
 *
 * @throws InputError where there is no such release, or nothing that can be explored
 */
export async function prepareTask(
  target: Target,
  places: TaskPlaces,
  workshop: Workshop,
  clock: StageClock,
  openLog: OpenLog,
): Promise<PackageTask> {
  switch (target.kind) {
    case "pkginfo":
      return {
        stem: target.stem,
        pkginfo: await readPkginfo(places.root, target.stem),
        folder: join(places.root, "dockerfiles", target.stem),
        origin: { kind: "repository" },
      };
    case "release":
      return await clock.time("look up", () => releaseTask(target, places, workshop, clock), describeRelease);
    case "library":
      return await libraryTask(target, places, workshop);
    case "artifact":
      return await clock.time(
        "look up",
        () => artifactTask(target.path, places, workshop, clock, openLog),
        describeRelease,
      );
  }
}

async function libraryTask(
  { python = PREFERRED_PYTHONS[0] }: Extract<Target, { kind: "library" }>,
  { root }: TaskPlaces,
  workshop: Workshop,
): Promise<PackageTask> {
  const row = await workshop.row(python);
  const pkginfo = libraryPkginfo(row.python);
  return { stem: pkginfo.stem, pkginfo, folder: join(root, "baseimage"), origin: { kind: "library" } };
}

function describeRelease({ pkginfo }: PackageTask): { detail: string } {
  return { detail: `${pkginfo.name} ${pkginfo.version}` };
}

async function releaseTask(
  target: Extract<Target, { kind: "release" }>,
  places: TaskPlaces,
  workshop: Workshop,
  clock: StageClock,
): Promise<PackageTask> {
  await refuseSkipped(places.root, target.name);
  const version = await releasedVersion(target, workshop, (line) => clock.progress("look up", line));
  const { pkginfo, folder } = await scratchPackage(places, target.name, version);
  const stem = target.version === undefined ? pkginfo.stem : `${pkginfo.stem}@${version}`;
  return { stem, pkginfo, folder, origin: { kind: "scratch" } };
}

async function artifactTask(
  path: string,
  { scratchFolder }: TaskPlaces,
  workshop: Workshop,
  clock: StageClock,
  openLog: OpenLog,
): Promise<PackageTask> {
  const artifact = await prepareLocalArtifact(path, scratchFolder, {
    tools: workshop,
    log: openLog(basename(path)),
    say: (line) => clock.progress("look up", line),
  });
  const { name, version, python } = artifact;
  const stem = normalizeName(name);
  const text = pkginfoText({ name, version, python: python.python });
  const pkginfo = parsePkginfo(text, `${stem}.yaml`);
  const folder = dirname(artifact.wheelPath);
  return { stem: `${stem}@${localVersion(artifact)}`, pkginfo, folder, origin: { kind: "local", artifact } };
}

/** A local label (PEP 440) that keeps the shards of changed sources apart from each other and from a release's. */
export function localVersion({ version, contentDigest }: LocalArtifact): string {
  return `${version}${version.includes("+") ? "." : "+"}local.${contentDigest.slice(0, 12)}`;
}

/** Where a release that is not in the repository gets its lock and Dockerfile. */
export function scratchFolderOf(
  { scratchFolder }: TaskPlaces,
  normalizedName: string,
  version: string,
): string {
  return join(scratchFolder, `${normalizedName}@${encodeVersion(version)}`);
}

async function refuseSkipped(root: string, name: string): Promise<void> {
  const normalizedName = normalizeName(name);
  const row = (await readSkipped(root)).find((skipped) => skipped.normalizedName === normalizedName);
  if (row !== undefined) {
    throw skippedError(row);
  }
}

/** Says of a package of skipped.md why it is not explored. */
export function skippedError({ name, since, reason, line }: SkippedPackage): InputError {
  return new InputError({
    place: { file: SKIPPED_FILE, line },
    message: `${name} is skipped since ${since}: ${reason}`,
    fix: "remove that row first, if the reason no longer holds",
  });
}

/**
 * The version of a release as the index has it: the one that is asked for, or the newest that a Python of ours can have.
 *
 * @throws InputError where the index has none
 */
export async function releasedVersion(
  { name, version }: { name: string; version?: string },
  workshop: Pick<Workshop, "index" | "pythons">,
  say: (line: string) => void,
): Promise<string> {
  const index = await workshop.index(say);
  const project = await index.project(name);
  const pythons = (await workshop.pythons()).map(({ python }) => python);
  return (version === undefined ? newestRelease(project, { pythons }) : findRelease(project, version))
    .version;
}

/** A pkginfo with nothing but a release, written into a scratch folder as `add` would write it into the repository. */
async function scratchPackage(
  places: TaskPlaces,
  name: string,
  version: string,
): Promise<{ pkginfo: Pkginfo; folder: string }> {
  const stem = normalizeName(name);
  const folder = scratchFolderOf(places, stem, version);
  const text = pkginfoText({ name, version });
  const path = join(folder, `${stem}.yaml`);
  // Written only where it differs: what is unchanged is answered from a store that can only be read, too.
  if ((await readFile(path, "utf8").catch(() => undefined)) !== text) {
    await writeWholeText(path, text);
  }
  return { pkginfo: parsePkginfo(text, `${stem}.yaml`), folder };
}

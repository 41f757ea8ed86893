import type { PythonRow } from "../docker/base/pythons.ts";
import { countText } from "../exec/figure.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { findRelease } from "../releases/choose-release.ts";
import type { Project, ReleaseFile } from "../releases/release.ts";
import { coolInstant, instantOf, resolutionInstant } from "./as-of.ts";
import { choosePython, filesFor, hasPython, type PythonChoice } from "./choose-python.ts";
import type { LocalArtifact } from "./local/local-artifact.ts";
import type { LockWork } from "./lock-work.ts";
import type { Lock, Locks } from "./lockfile.ts";
import { pythonReleaseDate } from "./python-release.ts";
import { ResolutionError } from "./resolution-error.ts";
import { type ResolveOptions, resolveLocks } from "./resolve.ts";
import {
  buildLifts,
  dependenciesToBuild,
  forecasts,
  type Lift,
  liftsOf,
  pythonWithWheels,
} from "./wheels.ts";

export interface MakeLocksOptions extends LockWork {
  /** Locked instead of a release of the index. */
  artifact?: LocalArtifact;
}

/** Locks, and why on this Python. */
export interface Made {
  locks: Locks;
  choice: PythonChoice;
}

/** Where a pkginfo is locked: the Python, and the instant as of which the index is read. */
interface Stand {
  choice: PythonChoice;
  asOf: string | null;
  /** Where that is null: what was uploaded later is not taken, and nothing of it stands in the lock. */
  notAfter?: string | undefined;
  lifts?: readonly Lift[];
}

/** Locks, and how they were made. */
interface MadeOn extends Made {
  stand: Stand;
}

interface Options extends MakeLocksOptions, Pick<ResolveOptions, "view"> {
  /** Locks that build dependencies are compared before anybody asks what building these takes. */
  isDraft?: boolean;
}

/**
 * Picks the Python and locks a pkginfo on it.
 *
 * What it needs may have no wheels for this Python. Where less has to be built on another one, that is taken, unless the
 * pkginfo names its Python; else later releases of what is older than the Python and never had wheels for it.
 *
 * @throws InputError for a release that can't be had (unknown, yanked, on no Python); otherwise as `resolveLocks`.
 */
export async function makeLocks(pkginfo: Pkginfo, work: MakeLocksOptions): Promise<Made> {
  const options = { ...work, view: { isNeeded: false } };
  const { artifact } = options;
  if (artifact !== undefined) {
    return await lockOn(ofArtifact(pkginfo, artifact), pkginfo, options);
  }
  const { locks, choice } = await lockedForLeast(pkginfo, options);
  await sayWhatIsBuilt(locks.lock, options);
  return { locks, choice };
}

async function lockedForLeast(pkginfo: Pkginfo, options: Options): Promise<Made> {
  const draft = { ...options, isDraft: true };
  const made = await lockedForLess(await lockedOnStands(pkginfo, draft), pkginfo, draft);
  if (dependenciesToBuild(made.locks.lock).length === 0) {
    return made;
  }
  const whole = await lockOn(made.stand, pkginfo, options).catch(asFailure);
  return "failure" in whole
    ? // What it builds can't be built there: by whole locks, another stand may be better.
      await lockedForLess(await lockedOnStands(pkginfo, options), pkginfo, options)
    : whole;
}

/** On the stand that is right for the release; where that can't be, or builds dependencies, on one of its time. */
async function lockedOnStands(pkginfo: Pkginfo, options: Options): Promise<MadeOn> {
  const [first, older] = await standsOf(pkginfo, options);
  if (older === undefined) {
    return await lockOn(first, pkginfo, options);
  }
  const made = await lockOn(first, pkginfo, options).catch(asFailure);
  if (!("failure" in made) && dependenciesToBuild(made.locks.lock).length === 0) {
    return made;
  }
  const other = await lockOn(older, pkginfo, options).catch(asFailure);
  if ("failure" in made) {
    return "failure" in other ? Promise.reject(made.failure) : other;
  }
  return better(made, other);
}

/**
 * The lock, or one for which less has to be built: on another Python, for which dependencies have wheels in these very
 * releases; else with later releases of those that are older than the Python.
 */
async function lockedForLess(made: MadeOn, pkginfo: Pkginfo, options: Options): Promise<MadeOn> {
  const { tools, say } = options;
  const { lock } = made.locks;
  if (dependenciesToBuild(lock).length === 0) {
    return made;
  }
  const [rows, index] = await Promise.all([tools.pythons(), tools.index(say)]);
  const other = await elsewhere(made, pkginfo, options);
  if (other !== made) {
    return other;
  }
  const row = rows.find(({ python }) => python === lock.python);
  const lifts = row === undefined || lock.asOf === null ? [] : await liftsOf(lock, row, index);
  if (lifts.length === 0) {
    return made;
  }
  const stand = { choice: made.choice, asOf: lock.asOf, lifts };
  const lifted = await lockOn(stand, pkginfo, options).catch(asFailure);
  const best = better(made, lifted);
  if (best !== made) {
    for (const { name, from, to } of lifts) {
      say(`${name} ${from} is older than Python ${lock.python}: ${to} is the first that has a wheel for it`);
    }
  }
  return best;
}

async function elsewhere(made: MadeOn, pkginfo: Pkginfo, options: Options): Promise<MadeOn> {
  const { tools, say } = options;
  if (pkginfo.python !== undefined) {
    return made;
  }
  const [rows, index] = await Promise.all([tools.pythons(), tools.index(say)]);
  const project = await index.project(pkginfo.name);
  const release = findRelease(project, pkginfo.version);
  const hasWheel = (row: PythonRow) => filesFor(release, row).some(({ kind }) => kind === "wheel");
  const isNeeded = rows.some((row) => row.python === made.locks.lock.python && hasWheel(row));
  const fitting = rows.filter((row) => hasPython(release, [row]) && (hasWheel(row) || !isNeeded));
  const python = await pythonWithWheels(made.locks.lock, fitting, index);
  const row = rows.find((one) => one.python === python);
  if (python === undefined || row === undefined) {
    return made;
  }
  const stand = {
    choice: { python, reason: FOR_WHEELS },
    ...instantsOf(pkginfo, project, filesFor(release, row), options),
  };
  return better(made, await lockOn(stand, pkginfo, options).catch(asFailure));
}

/** Says before a build begins what it may take, where only a Python without a base would have spared it. */
async function sayWhatIsBuilt(lock: Lock, { tools, say }: MakeLocksOptions): Promise<void> {
  if (lock.packages.some(({ fromSource }) => fromSource)) {
    for (const { name, version, pythons, minutes } of await forecasts(lock, await tools.index(say))) {
      const wheels = `${name} ${version} has wheels for Python ${pythons.join(", ")}, and none for ${lock.python}`;
      say(`${wheels}: building it may take about ${countText(minutes, "minute")}`);
    }
  }
}

/** The one that builds less; the first where both build as much. */
function better(made: MadeOn, other: MadeOn | { failure: ResolutionError }): MadeOn {
  const toBuild = ({ locks }: Made) => dependenciesToBuild(locks.lock).length;
  return !("failure" in other) && toBuild(other) < toBuild(made) ? other : made;
}

/** @throws anything but a {@link ResolutionError}, which another Python may not have. */
function asFailure(error: unknown): { failure: ResolutionError } {
  if (error instanceof ResolutionError) {
    return { failure: error };
  }
  throw error;
}

async function lockOn(
  stand: Stand,
  pkginfo: Pkginfo,
  { tools, log, say, artifact, view, isDraft = false }: Options,
): Promise<MadeOn> {
  const { choice, asOf, notAfter, lifts = [] } = stand;
  const [docker, base, secrets] = [
    await tools.docker(say),
    await tools.base(choice.python, say),
    await tools.secrets(),
  ];
  const row = (await tools.pythons()).find(({ python }) => python === choice.python);
  const tooling =
    asOf === null || row === undefined ? [] : await buildLifts(asOf, row, await tools.index(say));
  const wheel = artifact && { path: artifact.wheelPath, sha256: artifact.wheelDigest };
  const locks = await resolveLocks({
    ...{
      docker,
      base,
      secrets,
      pkginfo,
      asOf,
      notAfter,
      lifts: [...tooling, ...lifts],
      isDraft,
      view,
      log,
      say,
      signal: tools.signal,
    },
    ...(wheel && { wheel }),
  });
  return { locks, choice, stand };
}

/**
 * As of when the index is read. With a cool-down a release is locked as it would have been when that began, by what there was
 * then: such a lock says the same of itself, so that it does not change from day to day while what it installs does not.
 */
function instantsOf(
  pkginfo: Pkginfo,
  project: Project,
  files: readonly ReleaseFile[],
  { notAfter }: Pick<MakeLocksOptions, "notAfter">,
): Pick<Stand, "asOf" | "notAfter"> {
  const cool = pkginfo.asOf === undefined ? coolInstant(files, notAfter) : undefined;
  const now = cool === undefined ? new Date() : new Date(cool);
  return { asOf: resolutionInstant(pkginfo, project, files, now), notAfter: cool };
}

/** The stand that is right for the release; where its Python is younger than its instant, also one of that time. */
async function standsOf(pkginfo: Pkginfo, options: MakeLocksOptions): Promise<[first: Stand, older?: Stand]> {
  const { tools, say } = options;
  const [rows, index] = await Promise.all([tools.pythons(), tools.index(say)]);
  const project = await index.project(pkginfo.name);
  const release = findRelease(project, pkginfo.version);
  const standAmong = (some: readonly PythonRow[]): Stand => {
    const choice = choosePython(pkginfo, release, some);
    const row = some.find(({ python }) => python === choice.python);
    const files = row === undefined ? [] : filesFor(release, row);
    return { choice, ...instantsOf(pkginfo, project, files, options) };
  };
  const first = standAmong(rows);
  const { asOf } = first;
  if (pkginfo.python !== undefined || asOf === null || wasThere(first.choice.python, asOf)) {
    return [first];
  }
  const ofThatTime = rows.filter(({ python }) => wasThere(python, asOf));
  if (!hasPython(release, ofThatTime)) {
    return [first];
  }
  const older = standAmong(ofThatTime);
  return [first, { ...older, choice: { ...older.choice, reason: OF_THAT_TIME } }];
}

const FOR_WHEELS = "is the one for which most of what it needs has wheels";
const OF_THAT_TIME = "is the first choice among those for which what it needs has wheels";

function wasThere(python: string, instant: string): boolean {
  return pythonReleaseDate(python).getTime() <= Date.parse(instant);
}

/** A file of this machine is as old as today, so what it needs is taken from the index as it is. */
function ofArtifact(pkginfo: Pkginfo, { python }: LocalArtifact): Stand {
  return { choice: python, asOf: pkginfo.asOf === undefined ? null : instantOf(pkginfo.asOf) };
}

import type { PythonRow } from "../docker/base/pythons.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { findRelease } from "../releases/choose-release.ts";
import { instantOf, resolutionInstant } from "./as-of.ts";
import { choosePython, filesFor, hasPython, type PythonChoice } from "./choose-python.ts";
import type { LocalArtifact } from "./local/local-artifact.ts";
import type { LockWork } from "./lock-work.ts";
import type { Locks } from "./lockfile.ts";
import { pythonReleaseDate } from "./python-release.ts";
import { ResolutionError } from "./resolution-error.ts";
import { resolveLocks } from "./resolve.ts";

export interface MakeLocksOptions extends LockWork {
  /** Locked instead of a release of the index. */
  artifact?: LocalArtifact;
}

/** Where a pkginfo is locked: the Python, and the instant as of which the index is read. */
interface Stand {
  choice: PythonChoice;
  asOf: string | null;
}

/**
 * Picks the Python and locks a pkginfo on it.
 *
 * What it needs may have no wheels for a Python that is younger than the instant it is resolved as of. Where less would
 * have to be built on a Python of that time, that one is taken, unless the pkginfo names its Python.
 *
 * @throws InputError for a release that can't be had (unknown, yanked, on no Python); otherwise as `resolveLocks`.
 */
export async function makeLocks(
  pkginfo: Pkginfo,
  options: MakeLocksOptions,
): Promise<{ locks: Locks; choice: PythonChoice }> {
  const { artifact } = options;
  const [first, older] =
    artifact === undefined ? await standsOf(pkginfo, options) : [ofArtifact(pkginfo, artifact)];
  if (older === undefined) {
    return await lockOn(first, pkginfo, options);
  }
  const made = await lockOn(first, pkginfo, options).catch(asFailure);
  if (!("failure" in made) && dependenciesToBuild(made.locks) === 0) {
    return made;
  }
  const other = await lockOn(older, pkginfo, options).catch(asFailure);
  if ("failure" in made) {
    return "failure" in other ? Promise.reject(made.failure) : other;
  }
  const isBetter =
    !("failure" in other) && dependenciesToBuild(other.locks) < dependenciesToBuild(made.locks);
  return isBetter ? other : made;
}

/** @throws anything but a {@link ResolutionError}, which another Python may not have. */
function asFailure(error: unknown): { failure: ResolutionError } {
  if (error instanceof ResolutionError) {
    return { failure: error };
  }
  throw error;
}

function dependenciesToBuild({ lock }: Locks): number {
  return lock.packages.filter(({ name, fromSource }) => fromSource && name !== lock.name).length;
}

async function lockOn(
  { choice, asOf }: Stand,
  pkginfo: Pkginfo,
  { tools, log, say, artifact }: MakeLocksOptions,
): Promise<{ locks: Locks; choice: PythonChoice }> {
  const [docker, base, secrets] = [
    await tools.docker(say),
    await tools.base(choice.python, say),
    await tools.secrets(),
  ];
  const wheel = artifact && { path: artifact.wheelPath, sha256: artifact.wheelDigest };
  const locks = await resolveLocks({
    ...{ docker, base, secrets, pkginfo, asOf, log, say, signal: tools.signal },
    ...(wheel && { wheel }),
  });
  return { locks, choice };
}

/** The stand that is right for the release; where its Python is younger than its instant, also one of that time. */
async function standsOf(
  pkginfo: Pkginfo,
  { tools, say }: MakeLocksOptions,
): Promise<[first: Stand, older?: Stand]> {
  const [rows, index] = await Promise.all([tools.pythons(), tools.index(say)]);
  const project = await index.project(pkginfo.name);
  const release = findRelease(project, pkginfo.version);
  const standAmong = (some: readonly PythonRow[]): Stand => {
    const choice = choosePython(pkginfo, release, some);
    const row = some.find(({ python }) => python === choice.python);
    const files = row === undefined ? [] : filesFor(release, row);
    return { choice, asOf: resolutionInstant(pkginfo, project, files, new Date()) };
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

const OF_THAT_TIME = "is the first choice among those for which what it needs has wheels";

function wasThere(python: string, instant: string): boolean {
  return pythonReleaseDate(python).getTime() <= Date.parse(instant);
}

/** A file of this machine is as old as today, so what it needs is taken from the index as it is. */
function ofArtifact(pkginfo: Pkginfo, { python }: LocalArtifact): Stand {
  return { choice: python, asOf: pkginfo.asOf === undefined ? null : instantOf(pkginfo.asOf) };
}

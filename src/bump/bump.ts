/** Moves packages of a repository to other versions, and tells what changes with that. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type GenerateAllOptions, generateAll, type PackageResult } from "../dockerfile/generate-all.ts";
import { writeWholeText } from "../files/whole-file.ts";
import type { Locks } from "../lock/lockfile.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { readAllPkginfo } from "../pkginfo/read-folder.ts";
import { repairedText } from "../repair/outcome/keep.ts";
import { type ProposedChanges, takenChanges } from "../repair/outcome/proposal.ts";
import type { Move } from "./groups.ts";
import { lockChanges } from "./lock-changes.ts";
import { withVersion } from "./with-version.ts";

/** A package and the version that it could move to. */
export interface Proposal {
  stem: string;
  from: string;
  to: string;
}

/** Where a package is to be moved to: maybe the version that it has, with other keys. */
export type Destination = Pick<Proposal, "stem" | "to"> & {
  /** Changes of its pkginfo that it needs there. */
  changes?: ProposedChanges | undefined;
};

export interface BumpFailure {
  package: string;
  error: unknown;
}

/** A package that was moved: its pkginfo, lock and Dockerfile are written. */
export interface Bumped extends Move {
  python: string;
  /** Paths within the repository. */
  files: string[];
  /** What of its pkginfo was changed besides the version. */
  changes?: ProposedChanges;
}

export type ApplyOptions = Omit<GenerateAllOptions, "check" | "upgrade" | "only"> & {
  /** Called when the versions are written, and before anything is made from them. */
  bringLocks?: (packages: readonly Pkginfo[]) => Promise<unknown>;
};

/** What became of moving packages. */
export interface Applied {
  bumped: Bumped[];
  failures: BumpFailure[];
  /** Of those that were moved. */
  results: PackageResult[];
}

/**
 * Writes the versions into the pkginfo and makes locks and Dockerfiles anew. A package that can't be locked in its new
 * version gets its pkginfo back, and stays as it was.
 *
 * @throws the signal's reason when aborted; then every pkginfo whose lock was not made is as it was
 */
export async function applyBumps(
  root: string,
  proposals: readonly Destination[],
  options: ApplyOptions,
): Promise<Applied> {
  const before = new Map((await readAllPkginfo(root)).map((pkginfo) => [pkginfo.stem, pkginfo]));
  const known = proposals.flatMap(({ stem, to, changes }) => {
    const pkginfo = before.get(stem);
    return pkginfo === undefined ? [] : [{ pkginfo, to, changes }];
  });
  const changesOf = new Map(known.map(({ pkginfo, changes }) => [pkginfo.stem, changes]));
  const only = new Set(known.map(({ pkginfo }) => pkginfo.stem));
  const oldLocks = await presentLocks(root, [...before.values()], only, options);
  const texts = new Map<string, string>();
  const failures: BumpFailure[] = [];
  const done = new Set<string>();
  try {
    for (const { pkginfo, to, changes } of known) {
      const text = await readFile(join(root, pkginfo.path), "utf8");
      texts.set(pkginfo.path, text);
      await writeWholeText(join(root, pkginfo.path), movedText(pkginfo, text, { to, changes }));
    }
    const packages = await readAllPkginfo(root);
    await options.bringLocks?.(packages);
    const { results } = await generateAll(root, packages, { ...options, only });
    const bumped: Bumped[] = [];
    for (const result of results) {
      const pkginfo = before.get(result.stem) as Pkginfo;
      const recipe = "generated" in result ? result.generated.recipe : undefined;
      if ("error" in result || recipe === undefined) {
        failures.push({ package: result.stem, error: "error" in result ? result.error : undefined });
        continue;
      }
      done.add(pkginfo.path);
      const made = bumpedPackage(root, pkginfo, result, recipe.locks, oldLocks.get(result.stem));
      bumped.push(withChanges(made, changesOf.get(result.stem)));
    }
    return { bumped, failures, results: results.filter((result) => "generated" in result) };
  } finally {
    for (const [path, text] of texts) {
      if (!done.has(path)) {
        await writeWholeText(join(root, path), text);
      }
    }
  }
}

function movedText(
  { stem, path, ...fields }: Pkginfo,
  text: string,
  { to, changes }: Omit<Destination, "stem">,
): string {
  const moved = withVersion(text, path, to);
  return changes === undefined ? moved : repairedText({ stem, text: moved, fields }, takenChanges(changes));
}

function withChanges(bumped: Bumped, changes: ProposedChanges | undefined): Bumped {
  return changes === undefined ? bumped : { ...bumped, changes };
}

function bumpedPackage(
  root: string,
  { stem, normalizedName: name, version: from, path }: Pkginfo,
  result: PackageResult,
  locks: Locks,
  oldLocks: Locks | undefined,
): Bumped {
  const changes = "generated" in result ? result.generated.changes : [];
  return {
    ...{ stem, name, from, to: locks.lock.version, python: locks.lock.python },
    files: [path, ...changes.map((change) => change.path.slice(root.length + 1))],
    lock: lockChanges(oldLocks, locks),
  };
}

async function presentLocks(
  root: string,
  all: readonly Pkginfo[],
  only: ReadonlySet<string>,
  options: Omit<GenerateAllOptions, "check" | "upgrade" | "only" | "onResult">,
): Promise<Map<string, Locks>> {
  const { tools, openLog, say } = options;
  const { results } = await generateAll(root, all, { check: true, only, tools, openLog, say });
  return new Map(
    results.flatMap((result) => {
      const recipe = "generated" in result ? result.generated.recipe : undefined;
      return recipe === undefined ? [] : [[result.stem, recipe.locks]];
    }),
  );
}

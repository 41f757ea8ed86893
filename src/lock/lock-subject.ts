/** Whose a lock is, besides what its digest says: a lock that was edited keeps its digest. */

import { InputError } from "../errors/input-error.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { isSameVersion } from "../releases/versions.ts";
import type { Lock, LockedPackage } from "./lockfile.ts";

/** The wheel of this machine that a lock is of, by its file name and SHA-256. */
export interface LockedWheel {
  wheelName: string;
  wheelDigest: string;
}

/** @throws InputError for a lock with a pkginfo's digest that is not about its release, or about another wheel */
export function checkSubject(
  lock: Lock,
  { normalizedName, version }: Pick<Pkginfo, "normalizedName" | "version">,
  path: string,
  artifact?: LockedWheel,
): void {
  const isArtifact = ({ wheel, hashes }: LockedPackage) =>
    wheel === artifact?.wheelName && hashes.join() === artifact?.wheelDigest;
  // A local wheel's pkginfo may say more than its version, to tell it from the release.
  const isLocked =
    lock.packages.every((locked) => locked.wheel === undefined || isArtifact(locked)) &&
    lock.packages.some(
      (locked) =>
        locked.name === normalizedName &&
        (artifact === undefined ? isSameVersion(locked.version, version) : isArtifact(locked)),
    );
  if (lock.name !== normalizedName || lock.version !== version || !isLocked) {
    throw new InputError({
      place: { file: path },
      message: `this lock does not install ${normalizedName} ${version}, which its digest says it does`,
      fix: "have it made anew with ./scripts/importgraph generate --upgrade",
    });
  }
}

/** Whether a lock of back ends was made with a lock: both have the same heading. */
export function isBuildLockOf(lock: Lock, buildLock: Lock): boolean {
  const heading = ({ name, version, python, inputsDigest, asOf }: Lock) =>
    JSON.stringify([name, version, python, inputsDigest, asOf]);
  return heading(lock) === heading(buildLock);
}

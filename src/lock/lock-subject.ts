/** Whose a lock is, besides what its digest says: a lock that was edited keeps its digest. */

import { InputError } from "../errors/input-error.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { isSameVersion } from "../releases/versions.ts";
import type { Lock } from "./lockfile.ts";

/** @throws InputError for a lock with a pkginfo's digest that is not about its release */
export function checkSubject(
  lock: Lock,
  { normalizedName, version }: Pick<Pkginfo, "normalizedName" | "version">,
  path: string,
): void {
  // A local wheel's pkginfo may say more than its version, to tell it from the release.
  const isLocked = lock.packages.some(
    (locked) =>
      locked.name === normalizedName &&
      (isSameVersion(locked.version, version) || locked.wheel !== undefined),
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

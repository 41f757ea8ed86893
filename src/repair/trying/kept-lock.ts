/** Locking a package with many source distributions takes minutes, and more Debian packages change nothing in what could be locked. */

import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeWholeText } from "../../files/whole-file.ts";
import { inputsDigest } from "../../lock/inputs.ts";
import { LOCK_FILE_NAMES } from "../../lock/lockfile.ts";
import type { Pkginfo } from "../../pkginfo/pkginfo.ts";

const INPUTS = /^(# inputs: sha256:)([0-9a-f]{64})$/m;

/**
 * Makes the locks of a try those of the next one, where that has others in `apt`, more in `build-apt`, and is the same otherwise.
 * It holds for tries only: what is kept in the end is locked anew. A lock may stay on the Python that it is for where a pkginfo
 * names none; one of a try that named one is deleted before such a pkginfo, which is not about that Python.
 *
 * @param folder where the locks are
 * @param before the pkginfo that they were made for; undefined where that is not known
 */
export async function keepLock(folder: string, before: Pkginfo | undefined, after: Pkginfo): Promise<void> {
  if (after.python === undefined && (before === undefined || before.python !== undefined)) {
    await rm(folder, { recursive: true, force: true });
    return;
  }
  if (before === undefined) {
    return;
  }
  const lock = await readFile(join(folder, LOCK_FILE_NAMES.install), "utf8").catch(() => "");
  const python = /^# python: (3\.\d{1,2})$/m.exec(lock)?.[1];
  const [, , present] = INPUTS.exec(lock) ?? [];
  if (!before.buildApt.every((name) => after.buildApt.includes(name))) {
    return;
  }
  if (
    python === undefined ||
    present !== inputsDigest({ ...after, apt: before.apt, buildApt: before.buildApt }, python)
  ) {
    return;
  }
  for (const name of Object.values(LOCK_FILE_NAMES)) {
    const path = join(folder, name);
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) {
      await writeWholeText(path, text.replace(INPUTS, `$1${inputsDigest(after, python)}`));
    }
  }
}

/** Locking a package with many source distributions takes minutes, and libraries that only imports need change nothing in it. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWholeText } from "../../files/whole-file.ts";
import { inputsDigest } from "../../lock/inputs.ts";
import { LOCK_FILE_NAMES } from "../../lock/lockfile.ts";
import type { Pkginfo } from "../../pkginfo/pkginfo.ts";

const INPUTS = /^(# inputs: sha256:)([0-9a-f]{64})$/m;

/**
 * Makes the locks of a try those of the next one, where that has other Debian packages in `apt` and is the same otherwise.
 * It holds for tries only: what is kept in the end is locked anew.
 *
 * @param folder where the locks are
 * @param before the pkginfo that they were made for
 */
export async function keepLock(folder: string, before: Pkginfo, after: Pkginfo): Promise<void> {
  const lock = await readFile(join(folder, LOCK_FILE_NAMES.install), "utf8").catch(() => "");
  const python = /^# python: (3\.\d{1,2})$/m.exec(lock)?.[1];
  const [, , present] = INPUTS.exec(lock) ?? [];
  if (python === undefined || present !== inputsDigest({ ...after, apt: before.apt }, python)) {
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

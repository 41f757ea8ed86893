/** A repository whose packages are locked and rendered without asking any index, for tests. */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inputsDigest } from "../../lock/inputs.ts";
import { lockText } from "../../lock/lockfile.ts";
import { readAllPkginfo } from "../../pkginfo/read-folder.ts";
import { generateAll } from "../generate-all.ts";
import { toolsThatResolveNothing } from "../hand-over.ts";

/**
 * Writes pkginfo files and what `generate` would make of them; those that are there already stay.
 *
 * @param pkginfos text of each by its stem
 * @param pythons minor version of those that are not for 3.13
 */
export async function writeLocked(
  root: string,
  pkginfos: Readonly<Record<string, string>>,
  pythons: Readonly<Record<string, string>> = {},
): Promise<void> {
  await mkdir(join(root, "pkginfo"), { recursive: true });
  for (const [stem, text] of Object.entries(pkginfos)) {
    await writeFile(join(root, "pkginfo", `${stem}.yaml`), text);
  }
  const all = await readAllPkginfo(root);
  for (const pkginfo of all.filter(({ stem }) => stem in pkginfos)) {
    const { stem, name, version } = pkginfo;
    const python = pythons[stem] ?? "3.13";
    const folder = join(root, "dockerfiles", stem);
    await mkdir(folder, { recursive: true });
    const lock = {
      ...{ name, version, python, inputsDigest: inputsDigest(pkginfo, python), asOf: null },
      packages: [{ name, version, hashes: ["a".repeat(64)], fromSource: false }],
    };
    await writeFile(join(folder, "requirements.txt"), lockText(lock, "install"));
  }
  const { signal } = new AbortController();
  await generateAll(root, all, {
    tools: toolsThatResolveNothing(signal),
    openLog: () => {
      throw new Error("a lock would have to be made");
    },
    say: () => undefined,
  });
}

/** Lists of distributions that benchmarks are run on: a YAML file of pkginfos, with what the benchmark needs besides. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import { parseYamlFile } from "../src/pkginfo/yaml-file.ts";
import { normalizeName } from "../src/releases/project-name.ts";

const entriesSchema = z.array(z.looseObject({ name: z.string(), version: z.string(), python: z.string() }));

/** A distribution of such a list. */
export interface BenchEntry {
  stem: string;
  python: string;
  /** What is under the key that is not part of the pkginfo. */
  extra: unknown;
}

/**
 * Reads such a list and writes each entry's pkginfo into the `pkginfo/` of a folder.
 *
 * @param chosen names or stems; of all where it is empty
 * @param extraKey what entries have besides their pkginfo
 */
export async function benchEntries(
  path: string,
  folder: string,
  chosen: readonly string[],
  extraKey = "",
): Promise<BenchEntry[]> {
  const { value } = parseYamlFile(await readFile(path, "utf8"), path);
  const entries: BenchEntry[] = [];
  for (const { [extraKey]: extra, ...pkginfo } of entriesSchema.parse(value)) {
    const name = normalizeName(String(pkginfo.name));
    const stem = `${name}@${pkginfo.version}`;
    if (chosen.length === 0 || chosen.includes(name) || chosen.includes(stem)) {
      await writeWhole(join(folder, "pkginfo", `${stem}.yaml`), stringify(pkginfo));
      entries.push({ stem, python: String(pkginfo.python), extra });
    }
  }
  return entries;
}

/** Writes a file, and the folders that it is in. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

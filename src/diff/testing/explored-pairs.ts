import { execFile } from "node:child_process";
import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { openShard } from "../../shard/open-shard.ts";
import type { Shard } from "../../shard/shard.ts";

const run = promisify(execFile);

/** What a rule's folder has: the pair that shows it, and the one that nearly does. */
const CASES = [
  { file: "", module: (rule: string) => rule.replaceAll("-", "_") },
  { file: "near-", module: (rule: string) => `${rule.replaceAll("-", "_")}_near` },
] as const;

const EXPLORER = join(import.meta.dirname, "../../../baseimage/explorer");

/** The pairs of all rules as two releases of one distribution, with a module for each pair, explored. */
export interface ExploredPairs {
  old: Shard;
  new: Shard;
}

/**
 * Explores the pairs of the rules in a folder.
 *
 * @param folder that has a folder for each rule
 * @param scratch where the releases are put together
 * @param python the Python that explores them
 */
export async function explorePairs(folder: string, scratch: string, python: string): Promise<ExploredPairs> {
  const rules = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const explored = async (release: "old" | "new", version: string): Promise<Shard> => {
    const site = join(scratch, release);
    await mkdir(site, { recursive: true });
    const installed: string[] = [];
    for (const { name: rule } of rules) {
      const present = await readdir(join(folder, rule));
      for (const { file, module } of CASES) {
        const [source] = present.filter(
          (name) => name === `${file}${release}` || name === `${file}${release}.py`,
        );
        if (source === undefined) {
          throw new Error(`${rule} has no ${file}${release}.py`);
        }
        const target = source.endsWith(".py") ? `${module(rule)}.py` : module(rule);
        await cp(join(folder, rule, source), join(site, target), { recursive: true });
        installed.push(...(await filesBelow(site, target)));
      }
    }
    const info = `pairs-${version}.dist-info`;
    await mkdir(join(site, info));
    await writeFile(
      join(site, info, "METADATA"),
      `Metadata-Version: 2.1\nName: pairs\nVersion: ${version}\n`,
    );
    const record = [...installed, `${info}/METADATA`, `${info}/RECORD`].map((path) => `${path},,\n`);
    await writeFile(join(site, info, "RECORD"), record.join(""));
    const { stdout } = await run(python, ["-m", "importgraph_explorer", "pairs"], {
      env: { ...process.env, PYTHONPATH: [site, EXPLORER].join(":"), PYTHONDONTWRITEBYTECODE: "1" },
      maxBuffer: 1 << 28,
    });
    const shard = join(scratch, `${release}.jsonl`);
    await writeFile(shard, stdout);
    return await openShard(shard);
  };
  return { old: await explored("old", "1.0"), new: await explored("new", "2.0") };
}

async function filesBelow(site: string, target: string): Promise<string[]> {
  if (target.endsWith(".py")) {
    return [target];
  }
  const below = await readdir(join(site, target), { recursive: true, withFileTypes: true });
  return below
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(site.length + 1));
}

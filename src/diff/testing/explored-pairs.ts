import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openShard } from "../../shard/open-shard.ts";
import type { Shard } from "../../shard/shard.ts";

/** What a rule's folder has: the pair that shows it, and the one that nearly does. */
const CASES = [
  { prefix: "", suffix: "" },
  { prefix: "near-", suffix: "_near" },
] as const;

const RELEASES = [
  { release: "old", version: "1.0" },
  { release: "new", version: "2.0" },
] as const;

/** What a release says but once, so that pairs which say it can't share one. */
const SAID_ONCE = /^Requires-Python:/m;

/** Explores the one distribution that is installed in a folder: the lines of its shard. */
export type ExploreSite = (site: string) => Promise<string>;

/** Two releases of one distribution. */
export interface ExploredPairs {
  old: Shard;
  new: Shard;
  /** Where the new release is installed. */
  site: string;
  /** The module whose pair it is, where it is one alone. */
  alone?: string;
}

interface Case {
  rule: string;
  prefix: string;
  /** What its module is called. */
  module: string;
}

/**
 * Explores the pairs of the rules in a folder: all together as two releases of one distribution, with a module for each
 * pair, but for those that say something of a release that it says but once.
 *
 * Beside the sources of a release, `old.py` or a folder `old`, stand what its metadata has (`old.metadata`) and its entry points
 * (`old.entry-points`). A release without sources has no such module.
 *
 * @param folder that has a folder for each rule
 * @param scratch where the releases are put together
 * @param explore on one Python
 */
export async function explorePairs(
  folder: string,
  scratch: string,
  explore: ExploreSite,
): Promise<ExploredPairs[]> {
  const rules = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const cases = rules.flatMap(({ name: rule }) =>
    CASES.map(({ prefix, suffix }) => ({ rule, prefix, module: `${rule.replaceAll("-", "_")}${suffix}` })),
  );
  const [together, alone]: [Case[], Case[]] = [[], []];
  for (const one of cases) {
    const metadata = await textOf(join(folder, one.rule, `${one.prefix}old.metadata`));
    (SAID_ONCE.test(metadata) ? alone : together).push(one);
  }
  const explored: ExploredPairs[] = [
    await exploreCases(together, folder, join(scratch, "together"), explore),
  ];
  for (const one of alone) {
    const pair = await exploreCases([one], folder, join(scratch, one.module), explore);
    explored.push({ ...pair, alone: one.module });
  }
  return explored;
}

async function exploreCases(
  cases: readonly Case[],
  folder: string,
  scratch: string,
  explore: ExploreSite,
): Promise<ExploredPairs> {
  const [old, now] = await Promise.all(
    RELEASES.map(async ({ release, version }) => {
      const site = join(scratch, release);
      await mkdir(site, { recursive: true });
      const installed: string[] = [];
      let [metadata, entryPoints] = [`Metadata-Version: 2.1\nName: pairs\nVersion: ${version}\n`, ""];
      for (const { rule, prefix, module } of cases) {
        const base = join(folder, rule, `${prefix}${release}`);
        installed.push(...(await install(base, site, module)));
        metadata += await textOf(`${base}.metadata`);
        entryPoints += await textOf(`${base}.entry-points`);
      }
      const info = `pairs-${version}.dist-info`;
      await mkdir(join(site, info));
      await writeFile(join(site, info, "METADATA"), metadata);
      await writeFile(join(site, info, "entry_points.txt"), entryPoints);
      const files = ["METADATA", "entry_points.txt", "RECORD"].map((file) => `${info}/${file}`);
      await writeFile(
        join(site, info, "RECORD"),
        [...installed, ...files].map((path) => `${path},,\n`).join(""),
      );
      const shard = join(scratch, `${release}.jsonl`);
      await writeFile(shard, await explore(site));
      return await openShard(shard);
    }),
  );
  return { old: old as Shard, new: now as Shard, site: join(scratch, "new") };
}

/** Puts the sources of a release where Python finds them, and tells which files these are. */
async function install(source: string, site: string, module: string): Promise<string[]> {
  for (const ending of [".py", ""]) {
    try {
      await cp(`${source}${ending}`, join(site, `${module}${ending}`), { recursive: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") {
        continue;
      }
      throw error;
    }
    return ending === "" ? await filesBelow(site, module) : [`${module}.py`];
  }
  return [];
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return "";
    }
    throw error;
  }
}

async function filesBelow(site: string, target: string): Promise<string[]> {
  const below = await readdir(join(site, target), { recursive: true, withFileTypes: true });
  return below
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(site.length + 1));
}

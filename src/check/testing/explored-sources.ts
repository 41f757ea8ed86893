import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ExploredPairs, explorePairs } from "../../diff/testing/explored-pairs.ts";
import { setUpExplorer } from "../../diff/testing/explorer-stand.ts";

/**
 * Explores two releases, 1.0 and 2.0, of a distribution `pairs` whose one module is `acme`, on a base image's Python.
 *
 * @param scratch where they are put together; the shards are its `old.jsonl` and `new.jsonl`
 */
export async function exploreSources(scratch: string, old: string, now: string): Promise<ExploredPairs> {
  const folder = join(scratch, "sources");
  await mkdir(join(folder, "acme"), { recursive: true });
  const texts = { "old.py": old, "new.py": now, "near-old.py": "", "near-new.py": "" };
  for (const [name, text] of Object.entries(texts)) {
    await writeFile(join(folder, "acme", name), text);
  }
  const { explore, tearDown } = await setUpExplorer();
  const [pair = expectedOne()] = await explorePairs(folder, scratch, explore).finally(tearDown);
  for (const release of ["old", "new"]) {
    await copyFile(join(scratch, "together", `${release}.jsonl`), join(scratch, `${release}.jsonl`));
  }
  return pair;
}

function expectedOne(): never {
  throw new Error("nothing was explored");
}

import { execFile } from "node:child_process";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type ExploredPairs, explorePairs } from "../../diff/testing/explored-pairs.ts";
import { programFile } from "../../files/home.ts";

/**
 * Explores two releases, 1.0 and 2.0, of a distribution `pairs` whose one module is `acme`.
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
  const [pair = expectedOne()] = await explorePairs(folder, scratch, exploreHere);
  for (const release of ["old", "new"]) {
    await copyFile(join(scratch, "together", `${release}.jsonl`), join(scratch, `${release}.jsonl`));
  }
  return pair;
}

/** With the machine's own Python: the sources say nothing that differs between versions. */
async function exploreHere(site: string): Promise<string> {
  const python = process.env.PYTHON ?? "python3";
  const path = [site, programFile("baseimage", "explorer")].join(":");
  const { stdout } = await promisify(execFile)(python, ["-m", "importgraph_explorer", "pairs"], {
    env: { ...process.env, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: "1" },
    maxBuffer: 1 << 28,
  });
  return stdout;
}

function expectedOne(): never {
  throw new Error("nothing was explored");
}

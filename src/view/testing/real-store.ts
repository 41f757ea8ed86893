/** A store of real packages for the tests of the page: explored once on a machine, and kept in the cache. */

import { createHash } from "node:crypto";
import { readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setUpRuns } from "../../cli/testing/run-stand.ts";
import { makeFolder } from "../../exec/make-folder.ts";
import { withProcessLock } from "../../exec/process-lock.ts";
import { cacheFolder } from "../../files/cache-folder.ts";
import { programFile } from "../../files/home.ts";
import { keepCopies, readOriginals } from "../../graph/testing/copied-shards.ts";
import { graphRun } from "../../graph/testing/graph-run.ts";
import { STANDARD_LIBRARY } from "../../releases/project-name.ts";
import { folderStore } from "../../store/folder-store.ts";

/** With classes and functions that others use, and a dependency of another. */
const PACKAGES = ["attrs", "flask", "requests"];

/** Releases that are compared; the newest is the one of the run. */
const HISTORY = ["history", "attrs", "--from", "25.1"];

/** What a store depends on that is made here. */
const SOURCES = [
  ["baseimage", "explorer", "importgraph_explorer"],
  ...[
    ["src", "shard"],
    ["src", "graph", "tables"],
    ["src", "graph", "index"],
    ["src", "history"],
    ["src", "run", "package"],
  ],
];

/**
 * The folder of a store with a finished run of {@link PACKAGES}, and with a history. It is not to be changed.
 *
 * @throws Error where a package can't be explored
 */
export function realStore(): Promise<string> {
  return kept("real", exploreAll);
}

/** How many distributions {@link largeStore} has. */
export const LARGE = 500;

/** The folder of a store with a run of {@link LARGE} distributions, which are copies of the real ones. It is not to be changed. */
export function largeStore(): Promise<string> {
  return kept("large", async (folder) => {
    const originals = await readOriginals(folderStore(await realStore()), Number.POSITIVE_INFINITY);
    const own = originals.filter(({ entry }) => entry.name !== STANDARD_LIBRARY);
    const store = folderStore(folder);
    await graphRun(store, await keepCopies(store, own, LARGE));
  });
}

/** A folder of the cache, called by what it is made from, and made where there is none. */
async function kept(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const stores = cacheFolder("seeded");
  const folder = join(stores, `${name}-${(await digestOf(SOURCES)).slice(0, 16)}`);
  makeFolder(stores);
  await withProcessLock(`seeded ${folder}`, async () => {
    if ((await stat(folder).catch(() => undefined)) !== undefined) {
      return;
    }
    const unfinished = `${folder}.unfinished`;
    try {
      await rm(unfinished, { recursive: true, force: true });
      await make(unfinished);
      await rename(unfinished, folder);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  });
  return folder;
}

async function exploreAll(folder: string): Promise<void> {
  const stand = await setUpRuns(PACKAGES, { address: folder });
  try {
    for (const args of [HISTORY, ["run", "--all"]]) {
      const { code, err } = await stand.importgraph(args);
      if (code !== 0) {
        throw new Error(`importgraph ${args.join(" ")} failed:\n${err}`);
      }
    }
  } finally {
    await stand.tearDown();
  }
}

async function digestOf(paths: readonly string[][]): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([PACKAGES, HISTORY]));
  for (const path of paths) {
    const root = programFile(...path);
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && /(?<!\.test)\.(ts|py|yaml)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !file.includes("/testing/"));
    for (const file of files.sort()) {
      hash.update(file.slice(root.length)).update(await readFile(file));
    }
  }
  return hash.digest("hex");
}

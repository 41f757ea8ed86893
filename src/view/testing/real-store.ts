/** Stores of real packages for tests: explored once on a machine, and kept in the cache. */

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

/** What is explored for a store. */
interface Explored {
  /** Stems of our own repository: a run of all of these. */
  packages: readonly string[];
  /** What is done before that, such as histories: arguments of the program. */
  before: readonly (readonly string[])[];
}

/** With classes and functions that others use, and a dependency of another; releases of one are compared. */
const VIEWED: Explored = {
  packages: ["attrs", "flask", "requests"],
  before: [["history", "attrs", "--from", "25.1"]],
};

/** What the questions of bench/questions.yaml are about. Old releases stand outside the run, which would explore their Python too. */
const ASKED: Explored = {
  packages: [
    ...VIEWED.packages,
    ...["beautifulsoup4", "click", "itsdangerous", "jinja2", "python-dateutil", "python-dotenv", "pyyaml"],
    ...["urllib3", "werkzeug"],
  ],
  before: [
    ...VIEWED.before,
    ["history", "click", "--from", "8.1", "--to", "8.2"],
    ["explore", "click==7.1.2", "pyyaml==5.4.1"],
    ["history", "click", "--kept"],
  ],
};

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
 * The folder of a store with a finished run of three packages, and with a history. It is not to be changed.
 *
 * @throws Error where a package can't be explored
 */
export function realStore(): Promise<string> {
  return explored("real", VIEWED);
}

/** {@link realStore} with what all questions of bench/questions.yaml are about. It is not to be changed. */
export function askedStore(): Promise<string> {
  return explored("asked", ASKED);
}

function explored(name: string, what: Explored): Promise<string> {
  return kept(name, what, (folder) => exploreAll(folder, what));
}

/** How many distributions {@link largeStore} has. */
export const LARGE = 500;

/** The folder of a store with a run of {@link LARGE} distributions, which are copies of the real ones. It is not to be changed. */
export function largeStore(): Promise<string> {
  return kept("large", VIEWED, async (folder) => {
    const originals = await readOriginals(folderStore(await realStore()), Number.POSITIVE_INFINITY);
    const own = originals.filter(({ entry }) => entry.name !== STANDARD_LIBRARY);
    const store = folderStore(folder);
    await graphRun(store, await keepCopies(store, own, LARGE));
  });
}

/** A folder of the cache, called by what it is made from, and made where there is none. */
async function kept(name: string, what: Explored, make: (folder: string) => Promise<void>): Promise<string> {
  const stores = cacheFolder("seeded");
  const folder = join(stores, `${name}-${(await digestOf(what)).slice(0, 16)}`);
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

async function exploreAll(folder: string, { packages, before }: Explored): Promise<void> {
  const stand = await setUpRuns(packages, { address: folder });
  try {
    for (const args of [...before, ["run", "--all"]]) {
      const { code, err } = await stand.importgraph(args);
      if (code !== 0) {
        throw new Error(`importgraph ${args.join(" ")} failed:\n${err}`);
      }
    }
  } finally {
    await stand.tearDown();
  }
}

async function digestOf(what: Explored): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(what));
  for (const path of SOURCES) {
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

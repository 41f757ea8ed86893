import { createHash } from "node:crypto";
import { readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join, relative } from "node:path";
import { InputError } from "../errors/input-error.ts";
import { makeFolder } from "../exec/make-folder.ts";
import { nodeExec } from "../exec/node-exec.ts";
import { processMark } from "../exec/process-identity.ts";
import { cacheFolder } from "../files/cache-folder.ts";

export interface BuiltPageOptions {
  /** The program's own folder, whose `viewer/` and `src/` the page is built from. */
  home: string;
  signal?: AbortSignal;
  say?: (line: string) => void;
}

/** So many pages stay in the cache: of clones of the program that are used by turns. */
const KEPT_PAGES = 3;

/** What the page is built from, by its path in the program's folder. The reader of graphs is the one of the commands. */
const SOURCES = ["viewer", "src", join("scripts", "generate", "viewer.ts"), "package-lock.json"];

/**
 * The folder with the page as its sources are now: one of the user's cache, called by their content. Built where there is none.
 *
 * @throws InputError where it can't be built
 */
export async function builtPage({ home, signal, say }: BuiltPageOptions): Promise<string> {
  const pages = cacheFolder("viewer");
  const folder = join(pages, (await sourcesDigest(home)).slice(0, 16));
  const now = new Date();
  // Whoever uses it keeps it from being the oldest.
  const isThere = await utimes(folder, now, now).then(
    () => true,
    () => false,
  );
  if (isThere) {
    return folder;
  }
  say?.("Building the page, whose sources are new (once, some seconds)");
  makeFolder(pages);
  const unfinished = `${folder}.${processMark()}.tmp`;
  try {
    await build(home, unfinished, signal);
    await rename(unfinished, folder).catch(async (error: NodeJS.ErrnoException) => {
      // Of two that build it at once, the first one stays.
      if ((await stat(folder).catch(() => undefined)) === undefined) {
        throw error;
      }
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  await removeOldest(pages);
  return folder;
}

async function build(home: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
  const script = join(home, "scripts", "generate", "viewer.ts");
  const { exitCode, stdout, stderr } = await nodeExec(process.execPath, [script, folder], {
    cwd: home,
    env: { ...(process.env as Record<string, string>), NO_COLOR: "1" },
    ...(signal && { signal }),
  });
  if (exitCode !== 0) {
    throw new InputError({
      place: { file: join(home, "viewer") },
      message: `the page could not be built:\n${`${stdout}${stderr}`.trim()}`,
      fix: "mend what is said above, or take a commit of the program as it was released",
    });
  }
}

async function sourcesDigest(home: string): Promise<string> {
  const hash = createHash("sha256");
  const files = (await Promise.all(SOURCES.map((path) => filesBelow(join(home, path))))).flat().sort();
  const texts = await Promise.all(files.map((path) => readFile(path)));
  for (const [index, path] of files.entries()) {
    hash.update(`${relative(home, path)}\0${texts[index]?.length}\0`).update(texts[index] ?? "");
  }
  return hash.digest("hex");
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) {
    return [path];
  }
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/[/\\](testing|rules|node_modules)[/\\]/.test(relative(path, file)));
}

async function removeOldest(pages: string): Promise<void> {
  const names = await readdir(pages);
  const ages = await Promise.all(
    names.map(async (name) => ({
      name,
      used: (await stat(join(pages, name)).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  );
  const old = ages.sort((left, right) => right.used - left.used).slice(KEPT_PAGES);
  await Promise.all(old.map(({ name }) => rm(join(pages, name), { recursive: true, force: true })));
}

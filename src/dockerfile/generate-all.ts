/** The whole of `dockerfiles/` from the whole of `pkginfo/`. */

import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import type { OutputLog } from "../exec/output-log.ts";
import type { LockTools } from "../lock/lock-work.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { type Change, GENERATED_FILE_NAMES, type Generated, generate, realFolder } from "./generate.ts";

export const DOCKERFILES_FOLDER = "dockerfiles";

export interface GenerateAllOptions {
  /** Change nothing and ask nobody; only say what differs. */
  check?: boolean;
  /** Make every lock anew. */
  upgrade?: boolean;
  /** Only the packages with these stems; then nothing is removed. */
  only?: ReadonlySet<string>;
  tools: LockTools;
  /** Opens the log of one package's resolver; it is closed here. */
  openLog: (stem: string) => OutputLog;
  say: (line: string) => void;
  /** Nothing that was uploaded after this instant comes into a lock that has to be made. */
  notAfter?: string;
  /** Gets each package's result as soon as there is one. */
  onResult?: (result: PackageResult) => void;
}

export type PackageResult = { stem: string; generated: Generated } | { stem: string; error: unknown };

export interface AllGenerated {
  /** In the order of the pkginfo. */
  results: PackageResult[];
  /** Of all packages, and of files that belong to none; in the order of their paths. */
  changes: Change[];
}

/** Enough to keep a disk busy, far from the limit of open files. */
const FOLDERS_AT_ONCE = 32;
/** Resolving mostly waits for the index. */
const LOCKS_AT_ONCE = 4;
/** What may stand beside the folders of the packages. */
const OTHER_FILES = new Set(["README.md"]);

/**
 * Brings `dockerfiles/` up to date with these pkginfo, which are all there are: what belongs to none is removed. One
 * package's failure is its result and stops no other one.
 *
 * @throws InputError where `dockerfiles/` is not a folder; the signal's reason when aborted
 */
export async function generateAll(
  root: string,
  packages: readonly Pkginfo[],
  options: GenerateAllOptions,
): Promise<AllGenerated> {
  const { check = false, only, tools, onResult } = options;
  const folder = join(root, DOCKERFILES_FOLDER);
  await realFolder(folder);
  const folders = pLimit(FOLDERS_AT_ONCE);
  const locks = pLimit(LOCKS_AT_ONCE);
  const results = await Promise.all(
    packages
      .filter(({ stem }) => only?.has(stem) ?? true)
      .map(async (pkginfo) => {
        const { stem } = pkginfo;
        const one = () => generateOne(join(folder, stem), pkginfo, options);
        const upToDate = await folders(() =>
          generateOne(join(folder, stem), pkginfo, { ...options, check: true }),
        );
        const stale = "generated" in upToDate && upToDate.generated.changes.length > 0;
        const result = !check && (options.upgrade || stale) ? await locks(one) : upToDate;
        onResult?.(result);
        return result;
      }),
  );
  tools.signal.throwIfAborted();
  const stems = new Set(packages.map(({ stem }) => stem));
  const strays = only === undefined ? await strayChanges(folder, stems) : [];
  if (!check) {
    await Promise.all(strays.map(({ path }) => rm(path, { recursive: true, force: true })));
  }
  const changes = results.flatMap((result) => ("generated" in result ? result.generated.changes : []));
  return { results, changes: [...changes, ...strays].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

async function generateOne(
  folder: string,
  pkginfo: Pkginfo,
  options: GenerateAllOptions,
): Promise<PackageResult> {
  const { stem } = pkginfo;
  let log: OutputLog | undefined;
  try {
    const generated = await generate(folder, pkginfo, {
      ...options,
      log: () => (log ??= options.openLog(stem)),
    });
    return { stem, generated };
  } catch (error) {
    options.tools.signal.throwIfAborted();
    return { stem, error };
  } finally {
    await log?.close();
  }
}

/** What is in `dockerfiles/` and comes from no pkginfo, so that removing one removes what was made from it. */
async function strayChanges(folder: string, stems: ReadonlySet<string>): Promise<Change[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      return [];
    }
    throw error;
  });
  const limit = pLimit(FOLDERS_AT_ONCE);
  const found = await Promise.all(
    entries.map(async (entry): Promise<Change[]> => {
      const path = join(folder, entry.name);
      if (!(entry.isDirectory() && stems.has(entry.name))) {
        const reason = "it belongs to no pkginfo";
        return OTHER_FILES.has(entry.name) && entry.isFile() ? [] : [{ path, kind: "stray", reason }];
      }
      const names = (await limit(() => readdir(path))).filter((name) => !GENERATED_FILE_NAMES.includes(name));
      return names.map((name) => ({ path: join(path, name), kind: "stray", reason: "it is not generated" }));
    }),
  );
  return found.flat();
}

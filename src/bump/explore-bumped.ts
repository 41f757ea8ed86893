import { copyFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "../exec/make-folder.ts";
import { temporaryFolder } from "../exec/temporary-folder.ts";
import { explorePackage } from "../run/package/explore.ts";
import type { Workshop } from "../run/package/workshop.ts";
import { folderStore } from "../store/folder-store.ts";
import { shardObjectKey } from "../store/layout.ts";
import type { Bumped } from "./bump.ts";
import { handedShardPath } from "./hand-over.ts";
import { unusable } from "./retry-skipped.ts";

/** So many are explored; the checks of the pull requests explore all. */
const MOST_EXPLORED = 20;

export interface ExploreBumpedMeans {
  /** The repository, which has their pkginfo and locks already. */
  root: string;
  /** The program's own folder. */
  home: string;
  workshop: Workshop;
  logFolder: string;
  say: (line: string) => void;
}

/**
 * Explores packages in their new releases, and hands their shards over, so that a pull request can tell what is changed. What
 * can't be explored is said: that is for the check of the pull request, or for a repair.
 *
 * @param folder that is handed over; undefined where it is only asked whether they can be explored
 * @returns the stems of those that can't be used
 */
export async function exploreBumped(
  bumped: readonly Bumped[],
  folder: string | undefined,
  { root, home, workshop, logFolder, say }: ExploreBumpedMeans,
): Promise<string[]> {
  const failed: string[] = [];
  const scratch = await temporaryFolder();
  try {
    const store = folderStore(join(scratch.path, "out"));
    const places = { root, scratchFolder: join(scratch.path, "scratch") };
    const settings = { home, places, logFolder, store, force: false, frozen: false };
    for (const { stem, to } of bumped.slice(0, MOST_EXPLORED)) {
      const target = { kind: "pkginfo", label: stem, stem } as const;
      const outcome = await explorePackage(target, settings, workshop, () => undefined);
      if (outcome.status === "failed") {
        say(`What ${stem} ${to} changes is not known: it failed at the stage "${outcome.stage}"`);
        failed.push(stem);
        continue;
      }
      if (unusable(outcome) !== undefined) {
        failed.push(stem);
      }
      if (folder !== undefined) {
        const path = handedShardPath(folder, stem);
        makeFolder(dirname(path));
        await copyFile(await store.localPath(shardObjectKey(outcome.entry)), path);
      }
      say(`✓ ${stem} ${to} is explored`);
    }
    if (bumped.length > MOST_EXPLORED) {
      say(`Of ${bumped.length} packages only ${MOST_EXPLORED} are explored; the checks explore all.`);
    }
    return failed;
  } finally {
    await scratch.remove();
  }
}

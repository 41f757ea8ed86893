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
 * can't be explored is said, and nothing more: that is for the check of the pull request.
 *
 * @param folder that is handed over
 */
export async function exploreBumped(
  bumped: readonly Bumped[],
  folder: string,
  { root, home, workshop, logFolder, say }: ExploreBumpedMeans,
): Promise<void> {
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
        continue;
      }
      const path = handedShardPath(folder, stem);
      makeFolder(dirname(path));
      await copyFile(await store.localPath(shardObjectKey(outcome.entry)), path);
      say(`✓ ${stem} ${to} is explored`);
    }
    if (bumped.length > MOST_EXPLORED) {
      say(`Of ${bumped.length} packages only ${MOST_EXPLORED} are explored; the checks explore all.`);
    }
  } finally {
    await scratch.remove();
  }
}

import { join } from "node:path";
import { temporaryFolder } from "../exec/temporary-folder.ts";
import type { SkippedPackage } from "../pkginfo/skipped.ts";
import type { ProposedChanges } from "../repair/outcome/proposal.ts";
import { explorePackage } from "../run/package/explore.ts";
import type { ExploredOutcome } from "../run/package/outcome.ts";
import type { TaskPlaces } from "../run/package/task.ts";
import type { Workshop } from "../run/package/workshop.ts";
import { folderStore } from "../store/folder-store.ts";

/** What became of trying a skipped package again; `changes` is what its pkginfo needs besides name and version, to work. */
export type Retried = { name: string } & (
  | { works: true; version: string; modules: number; changes?: ProposedChanges }
  | { works: false; reason: string }
);

/**
 * Tries packages of skipped.md again, in their newest release, away from the repository and its results. One works that
 * can be built, and of which more modules can be imported than can't.
 *
 * @param home the program's own folder
 * @param keep called before the scratch folder goes away, which holds the locks of those that work
 */
export async function retrySkipped(
  skipped: readonly SkippedPackage[],
  { home, workshop, logFolder }: { home: string; workshop: Workshop; logFolder: string },
  keep: (retried: readonly Retried[], scratchFolder: string) => Promise<void>,
): Promise<Retried[]> {
  const scratch = await temporaryFolder();
  try {
    // A root without skipped.md: there, nothing is skipped.
    const places: TaskPlaces = { root: scratch.path, scratchFolder: join(scratch.path, "scratch") };
    const store = folderStore(join(scratch.path, "out"));
    const settings = { home, places, logFolder, store, force: false, frozen: false };
    const retried: Retried[] = [];
    for (const { name } of skipped) {
      const target = { kind: "release", label: name, name } as const;
      const outcome = await explorePackage(target, settings, workshop, () => undefined);
      if (outcome.status === "failed") {
        retried.push({ name, works: false, reason: outcome.message.split("\n", 1)[0] ?? "" });
      } else {
        const { version, modules } = outcome.entry;
        const reason = unusable(outcome);
        retried.push(
          reason === undefined ? { name, works: true, version, modules } : { name, works: false, reason },
        );
      }
    }
    await keep(retried, places.scratchFolder);
    return retried;
  } finally {
    await scratch.remove();
  }
}

/** What an import ends with that gives no module. */
const BROKEN = ["import", "crash", "timeout", "memory"] as const;

/**
 * Why a package that was explored can't be used; undefined where it can. Of one that can't be imported, an empty package
 * around its modules often can.
 */
export function unusable({ entry: { modules }, problemsByStage }: ExploredOutcome): string | undefined {
  const broken = BROKEN.reduce((sum, stage) => sum + (problemsByStage[stage] ?? 0), 0);
  return modules > broken ? undefined : `${modules} of its modules can be imported, and ${broken} cannot`;
}

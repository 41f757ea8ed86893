/** What the jobs of a workflow have to do. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { InputProblem } from "../../errors/input-error.ts";
import { temporaryFolder } from "../../exec/temporary-folder.ts";
import type { Git } from "../../git/git.ts";
import { withMergeBase } from "../../git/worktree.ts";
import { readPkginfoFolder } from "../../pkginfo/read-folder.ts";
import { comparePlans } from "../../plan/compare.ts";
import { keySources } from "../../plan/package-keys.ts";
import { hasWork, makePlan, type Plan, type PlannedWork } from "../../plan/plan.ts";
import { folderStore } from "../../store/folder-store.ts";
import type { Store } from "../../store/store.ts";
import { type Selection, selectStems } from "./selection.ts";

export interface SelectedRequest {
  /** The repository with pkginfo/ and dockerfiles/. */
  root: string;
  /** The program's own folder. */
  home: string;
  selection: Selection;
  force: boolean;
  /** With `force`: what was done since this instant (RFC 3339) is not done again. */
  since?: string;
  signal: AbortSignal;
}

export interface SelectedPlan {
  plan: Plan;
  /** The stems that were asked for, sorted, or `all`. */
  selection: Selection;
  work: PlannedWork[];
  /** How many packages are different too, and are not done because a sample of them is. */
  leftOut: number;
  /** What has no place in pkginfo/, and what is wrong in skipped.md. */
  strangers: InputProblem[];
}

/** What the repository has and a store does not, or not any more. Nothing is generated. */
export async function planSelected(request: SelectedRequest, store: Store): Promise<SelectedPlan> {
  const { root, home, selection, force, since, signal } = request;
  const { pkginfos, unusable, strangers } = await readPkginfoFolder(root);
  const stems = [...pkginfos.map(({ stem }) => stem), ...unusable.keys()];
  const selected = await selectStems(root, selection, stems);
  const plan = await makePlan(pkginfos, {
    ...{ root, store, force, since, signal, frozen: true, keySources: keySources(home) },
    ...{ unusable, isSelected: selected.has, pythons: selected.pythons },
  });
  const asked = selection === "all" ? selection : [...selected.stems].sort();
  return { plan, selection: asked, work: plan.packages.filter(hasWork), leftOut: 0, strangers };
}

/**
 * What is different since the checked-out commit parted from another one, whatever any store has.
 *
 * @param sample how many packages stand for all where a change concerns all of them
 */
export async function planChange(
  request: SelectedRequest,
  git: Git,
  commit: string,
  sample: number,
): Promise<SelectedPlan> {
  const nothing = await temporaryFolder();
  try {
    const { plan, selection, work, strangers } = await planSelected(
      request,
      folderStore(join(nothing.path, "store")),
    );
    const compared = await withMergeBase(git, commit, async (root, top) => {
      // Where this program is used from another repository, a change there is none of the explorer.
      const home = existsSync(join(top, "baseimage", "pythons.yaml")) ? top : request.home;
      const before = { root, keySources: keySources(home) };
      return await comparePlans(work, { root: request.root, before, sample });
    });
    return { plan, selection, strangers, ...compared };
  } finally {
    await nothing.remove();
  }
}

/** Packages whose locks or pkginfo can't be used: they are not done, and that is said. */
export function refusals({ packages }: Plan): InputProblem[] {
  return packages.flatMap(({ stem, todo }) =>
    todo.work === "refuse"
      ? (todo.problems ?? [
          {
            place: { file: `pkginfo/${stem}.yaml` },
            message: `not explored: ${todo.message}`,
            fix: `run \`./scripts/importgraph generate ${stem}\` and commit what it writes`,
          },
        ])
      : [],
  );
}

/** From which versions on the dependencies of a project have all that it uses. */

import { compareVersions } from "../releases/versions.ts";
import { misfit } from "./follow/calls.ts";
import { type Situation, situation, type Taken } from "./follow/taken.ts";
import { type InstalledRelease, type LoadShard, World } from "./follow/world.ts";
import { isGuarded } from "./present.ts";
import type { Project } from "./sources/project.ts";

/** What a project has, and what else was explored. */
interface Explored {
  project: Project;
  releases: readonly InstalledRelease[];
  load: LoadShard;
  otherReleases: (name: string) => readonly InstalledRelease[];
}

/** The lowest version of a dependency that has all that a project uses of it. */
export interface LowestInstalled {
  name: string;
  installed: string;
  /** The oldest explored release from which on each one up to the installed has all. */
  lowest: string;
  /** The explored release before it, and what that lacks first; undefined where none was explored. */
  lacking?: { version: string; name: string; file: string; line: number };
}

/**
 * Looks at the explored releases of each dependency that a project uses, from the installed one down to the first that lacks
 * something: a name, or an argument that the project gives.
 */
export async function lowestInstalled(
  options: Explored,
  now: Situation,
  isOwn: (top: string, file: string) => boolean,
): Promise<LowestInstalled[]> {
  const used = Map.groupBy(
    [...now.outcomes].filter(([taken, outcome]) => outcome.is === "object" && !isGuarded(taken)),
    ([, { through }]) => through[0] ?? "",
  );
  const found: LowestInstalled[] = [];
  for (const { name, version: installed } of options.releases) {
    const taken = (used.get(name) ?? []).map(([one]) => one);
    if (taken.length > 0) {
      found.push({ name, installed, ...(await lowestOf(options, now, isOwn, { name, installed, taken })) });
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function lowestOf(
  { project, releases, load, otherReleases }: Explored,
  now: Situation,
  isOwn: (top: string, file: string) => boolean,
  { name, installed, taken }: { name: string; installed: string; taken: readonly Taken[] },
): Promise<Pick<LowestInstalled, "lowest" | "lacking">> {
  const older = otherReleases(name)
    .filter(({ version }) => compareVersions(version, installed) < 0)
    .toSorted((a, b) => compareVersions(b.version, a.version));
  let lowest = installed;
  for (const other of older) {
    const world = new World(
      releases.map((one) => (one.name === name ? other : one)),
      load,
    );
    const there = await situation(world, project, taken, isOwn);
    const lacking = taken.find((one) => isLacking(one, now, there));
    if (lacking !== undefined) {
      const { file, line } = lacking.place;
      const current = now.outcomes.get(lacking);
      const named = current?.is === "object" ? current.name : name;
      return { lowest, lacking: { version: other.version, name: named, file, line } };
    }
    lowest = other.version;
  }
  return { lowest };
}

/** Whether a release has not what is used, or makes it perhaps, or is not called so. */
function isLacking(taken: Taken, now: Situation, there: Situation): boolean {
  const [current, other] = [now.outcomes.get(taken), there.outcomes.get(taken)];
  if (other === undefined || other.is === "missing") {
    return true;
  }
  if (other.is === "unknown") {
    return other.mayBeMade !== undefined;
  }
  const isNowFitting =
    current?.is === "object" && taken.call !== undefined && misfit(current, taken.call) === undefined;
  return isNowFitting && taken.call !== undefined && misfit(other, taken.call) !== undefined;
}

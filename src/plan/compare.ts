/** What a change of the repository makes different: the packages whose shards would not be the same. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { BUILD_REQUIREMENTS, checkGenerated } from "../dockerfile/generate.ts";
import { DOCKERFILES_FOLDER } from "../dockerfile/generate-all.ts";
import { InputError } from "../errors/input-error.ts";
import { readPkginfo } from "../pkginfo/read-folder.ts";
import { libraryPkginfo, libraryPython } from "../pkginfo/standard-library.ts";
import { changedInputs, type ShardInputName } from "./keys.ts";
import { type KeySources, libraryKeys, type PackageKeys, packageKeys } from "./package-keys.ts";
import type { PlannedWork } from "./plan.ts";
import { changeReason } from "./reasons.ts";

export interface CompareOptions {
  /** The repository as it is now. */
  root: string;
  /** The repository as it was. */
  before: { root: string; keySources: KeySources };
  /** How many packages stand for all where something changed that concerns all of them. */
  sample: number;
}

export interface Compared {
  /** What is to be done, with the reason. */
  work: PlannedWork[];
  /** How many more are different, only for a change that concerns all packages. */
  leftOut: number;
}

/** What all packages share: where one of these changed, a sample of the packages is enough to see what comes of it. */
const SHARED: ReadonlySet<ShardInputName> = new Set(["explorer", "rules", "base", "format", "platform"]);

/**
 * Of packages that could be explored, those that a change makes different: each that changed by itself, and of those
 * that only what all share makes different, a sample with every kind of package in it.
 */
export async function comparePlans(work: readonly PlannedWork[], options: CompareOptions): Promise<Compared> {
  const { root, before, sample } = options;
  const own: PlannedWork[] = [];
  const shared: PlannedWork[] = [];
  for (const planned of work) {
    const { todo, stem, python } = planned;
    const earlier = await earlierKeys(stem, before);
    if (todo.keys === undefined || earlier === undefined || python === undefined) {
      own.push(withReason(planned, { work: "build", reason: "new in this change" }));
    } else if (earlier.keys.shardKey !== todo.keys.shardKey) {
      const changed = changedInputs(earlier.keys.inputs, todo.keys.inputs);
      const known = { version: earlier.version, python: earlier.python, inputs: earlier.keys.inputs };
      const again = withReason(planned, changeReason(known, todo.pkginfo, python, todo.keys));
      (changed.length > 0 && changed.every((name) => SHARED.has(name)) ? shared : own).push(again);
    }
  }
  const chosen = representatives(root, shared, sample);
  return { work: [...own, ...chosen], leftOut: shared.length - chosen.length };
}

interface Earlier {
  version: string;
  python: string;
  keys: PackageKeys;
}

/** Undefined where there was no such package, or nothing that could be explored. */
async function earlierKeys(
  stem: string,
  { root, keySources }: CompareOptions["before"],
): Promise<Earlier | undefined> {
  try {
    const library = libraryPython(stem);
    if (library !== undefined) {
      const keys = await libraryKeys(libraryPkginfo(library), library, keySources);
      return { version: library, python: library, keys };
    }
    const pkginfo = await readPkginfo(root, stem);
    const { recipe } = await checkGenerated(join(root, DOCKERFILES_FOLDER, stem), pkginfo);
    if (recipe === undefined) {
      return undefined;
    }
    const { python } = recipe.locks.lock;
    return { version: pkginfo.version, python, keys: await packageKeys(pkginfo, recipe, keySources) };
  } catch (error) {
    if (error instanceof InputError) {
      return undefined;
    }
    throw error;
  }
}

function withReason(planned: PlannedWork, reason: ReturnType<typeof changeReason>): PlannedWork {
  return { ...planned, todo: { ...planned.todo, ...reason } };
}

/** Each time the package that has most of what no chosen one has. */
function representatives(root: string, work: readonly PlannedWork[], count: number): PlannedWork[] {
  const waiting = work.map((planned) => ({ planned, traits: traitsOf(root, planned) }));
  const seen = new Set<string>();
  const chosen: PlannedWork[] = [];
  while (chosen.length < count && waiting.length > 0) {
    const news = waiting.map(({ traits }) => traits.filter((trait) => !seen.has(trait)).length);
    const [best] = waiting.splice(news.indexOf(Math.max(...news)), 1);
    best?.traits.forEach((trait) => {
      seen.add(trait);
    });
    chosen.push(...(best === undefined ? [] : [best.planned]));
  }
  return chosen;
}

/** What makes a package unlike others when it is built and explored. */
function traitsOf(root: string, { stem, python, todo: { pkginfo } }: PlannedWork): string[] {
  const { apt, run, env, setup, imports, skip, extras } = pkginfo;
  const has: Record<string, boolean> = {
    library: libraryPython(stem) !== undefined,
    source: existsSync(join(root, DOCKERFILES_FOLDER, stem, BUILD_REQUIREMENTS)),
    apt: apt.length > 0,
    run: run.length > 0,
    extras: extras.length > 0,
    environment: setup !== undefined || Object.keys(env).length > 0,
    chosenModules: imports !== undefined || Object.keys(skip).length > 0,
  };
  const traits = Object.keys(has).filter((trait) => has[trait]);
  return [`Python ${python}`, ...(traits.length === 0 ? ["plain"] : traits)];
}

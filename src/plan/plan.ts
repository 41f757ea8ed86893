/** What a run has to do: for each package whether, what and why. Asks nobody but the store. */

import { join } from "node:path";
import pLimit from "p-limit";
import { checkGenerated } from "../dockerfile/generate.ts";
import { DOCKERFILES_FOLDER } from "../dockerfile/generate-all.ts";
import { InputError, type InputProblem } from "../errors/input-error.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { readSkippedRows } from "../pkginfo/skipped.ts";
import { askedRelease, libraryPkginfo } from "../pkginfo/standard-library.ts";
import { readHead, type ShardEntry, shardObjectKey } from "../store/layout.ts";
import { readSnapshot, type Snapshot } from "../store/runs/carry.ts";
import type { RunPackage } from "../store/runs/record.ts";
import type { Store } from "../store/store.ts";
import { doneBefore } from "./done-before.ts";
import { type KeySources, libraryKeys, type PackageKeys, packageKeys } from "./package-keys.ts";
import { changeReason, type WorkReason } from "./reasons.ts";

/** One package of a plan. */
export interface PlannedPackage {
  stem: string;
  /** Normalised. */
  name: string;
  /** Of a standard library that was never explored only the minor version. */
  version: string;
  /** Minor version of Python; undefined where there is no lock yet. */
  python: string | undefined;
  /** What the newest run says of it; undefined where it says nothing. */
  previous: RunPackage | undefined;
  /** The shard that the newest run has of it, if it is still there. */
  lastShard: ShardEntry | undefined;
  todo: Todo;
}

/** What is to be done for a package. */
export type Todo =
  /** Nothing: the store has the shard of exactly these inputs. It is news if the newest run does not have it yet. */
  | { work: "none"; shard: ShardEntry; isNews: boolean }
  | WorkTodo
  /** It was not asked for. */
  | { work: "leave" }
  /** skipped.md says so. */
  | { work: "skip"; reason: string }
  /** Its lock can't be used, or, where there are problems, its pkginfo. */
  | { work: "refuse"; message: string; problems?: readonly InputProblem[] };

export interface WorkTodo extends WorkReason {
  pkginfo: Pkginfo;
  /** Unknown where the lock has to be made first. */
  keys: PackageKeys | undefined;
  /** What it took last time; undefined where that is not known. */
  expectedSeconds: number | undefined;
  /** Though nothing changed. */
  isForced: boolean;
}

/** A package that has something to do. */
export type PlannedWork = PlannedPackage & { todo: WorkTodo };

export interface Plan {
  /** Sorted by stem: everything in pkginfo/ and skipped.md, and the standard libraries that those need. */
  packages: PlannedPackage[];
  /** Stems that the newest run has and the repository has no more. */
  removed: string[];
  /** Id of the newest run; undefined where there is none. */
  latest: string | undefined;
  /** What a person should know of which run that is. */
  latestProblem?: InputProblem | undefined;
  /** When the store was asked: an instant in UTC. */
  madeAt: string;
}

export interface PlanOptions {
  /** The repository with dockerfiles/ and skipped.md. */
  root: string;
  store: Store;
  keySources: KeySources;
  /** Stems whose pkginfo can't be used, with why: they are refused, and stop no other one. */
  unusable?: ReadonlyMap<string, readonly InputProblem[]>;
  /** Whether a package was asked for; all are when left out. Of a standard library: whether it was itself. */
  isSelected?: (stem: string) => boolean;
  /** Minor versions of Python whose standard library is planned though no package needs it. */
  pythons?: readonly string[];
  /** What was asked for is done again, changed or not. */
  force?: boolean;
  /** With `force`: what was done since this instant (RFC 3339) is not done again, so that a run can go on. */
  since?: string | undefined;
  /** A lock or Dockerfile that is missing or stale is refused, not made anew. */
  frozen?: boolean;
  signal?: AbortSignal;
}

/** Enough to keep a disk or a bucket busy. */
const AT_ONCE = 32;

/**
 * Compares the repository with what the store holds. Nothing is changed, and neither Docker nor an index is asked.
 * Rows of skipped.md that are wrong count as not there; whoever reads pkginfo/ is told of them.
 *
 * @param pkginfos all there are that can be used
 * @throws InputError where the store cannot be asked
 */
export async function makePlan(pkginfos: readonly Pkginfo[], options: PlanOptions): Promise<Plan> {
  const { root, store, signal } = options;
  const madeAt = new Date().toISOString();
  const [{ rows: skipped }, newest] = await Promise.all([readSkippedRows(root), readNewest(store)]);
  const limit = pLimit(AT_ONCE);
  const planned = await limit.map(pkginfos, async (pkginfo): Promise<PlannedPackage> => {
    signal?.throwIfAborted();
    return await planPackage(pkginfo, newest, options);
  });
  const { unusable = new Map<string, readonly InputProblem[]>() } = options;
  const spoilt = await limit.map([...unusable], ([stem, problems]) =>
    refusedPackage(stem, problems, newest, options),
  );
  const left = skipped
    .filter(({ normalizedName }) => !unusable.has(normalizedName))
    .map(({ normalizedName, version, reason }): PlannedPackage => {
      return {
        stem: normalizedName,
        ...{ name: normalizedName, version, python: undefined },
        previous: newest.packages[normalizedName],
        lastShard: undefined,
        todo: { work: "skip", reason },
      };
    });
  const needs = needsOf([...planned, ...spoilt], options);
  const libraries = (await limit.map([...needs], (need) => planLibrary(need, newest, options))).filter(
    ({ stem, todo, previous }) => !unusable.has(stem) && (todo.work !== "leave" || previous !== undefined),
  );
  const packages = [...planned, ...spoilt, ...left, ...libraries].sort((a, b) => (a.stem < b.stem ? -1 : 1));
  const stems = new Set(packages.map(({ stem }) => stem));
  return {
    packages,
    removed: Object.keys(newest.packages).filter((stem) => !stems.has(stem)),
    latest: newest.run,
    latestProblem: newest.problem,
    madeAt,
  };
}

/**
 * The standard libraries of Pythons that were not known when a plan was made, because locks had to be made first.
 *
 * @throws as {@link makePlan}
 */
export async function planLibraries(
  pythons: Iterable<string>,
  options: PlanOptions,
): Promise<PlannedPackage[]> {
  const newest = await readNewest(options.store);
  return await Promise.all([...pythons].map((python) => planLibrary([python, true], newest, options)));
}

/** Pythons whose standard library is needed, each with whether something that was asked for needs it, or was itself. */
function needsOf(planned: readonly PlannedPackage[], { pythons = [] }: PlanOptions): Map<string, boolean> {
  const needs = new Map<string, boolean>();
  for (const { python, lastShard, todo } of planned) {
    const isAsked = todo.work === "none" || todo.work === "build" || todo.work === "explore";
    for (const [needed, asked] of [
      [lastShard?.python, false],
      [python, isAsked],
    ] as const) {
      if (needed !== undefined) {
        needs.set(needed, asked || (needs.get(needed) ?? false));
      }
    }
  }
  return new Map([...needs, ...pythons.map((python) => [python, true] as const)]);
}

async function planLibrary(
  [python, isAsked]: readonly [string, boolean],
  newest: Newest,
  options: PlanOptions,
): Promise<PlannedPackage> {
  const pkginfo = libraryPkginfo(python);
  const { stem, normalizedName } = pkginfo;
  const previous = newest.packages[stem];
  const lastShard = await ifThere(options.store, previous?.shard);
  const version = previous?.version ?? python;
  const planned = { ...{ stem, name: normalizedName, version, python }, previous, lastShard };
  if (!isAsked) {
    return { ...planned, todo: { work: "leave" } };
  }
  try {
    const keys = await libraryKeys(pkginfo, python, options.keySources);
    const situation = { pkginfo, python, keys, previous, lastShard, known: knownShard(stem, newest) };
    const force = options.force === true && (options.isSelected?.(stem) ?? true);
    const todo = await whatToDo(situation, { ...options, force });
    return { ...planned, ...(todo.work === "none" && { version: todo.shard.version }), todo };
  } catch (error) {
    return refused(planned, error);
  }
}

/** @throws what is no fault of the package */
function refused(planned: Omit<PlannedPackage, "todo">, error: unknown): PlannedPackage {
  if (!(error instanceof InputError)) {
    throw error;
  }
  return { ...planned, todo: { work: "refuse", message: error.message } };
}

/** The newest shard of a package, of whatever inputs. */
function knownShard(stem: string, { packages, explored }: Newest): ShardEntry | undefined {
  return packages[stem]?.shard ?? explored[stem];
}

/** It stays what the newest run has of it, until somebody mends its pkginfo. */
async function refusedPackage(
  stem: string,
  problems: readonly InputProblem[],
  newest: Newest,
  { store }: PlanOptions,
): Promise<PlannedPackage> {
  const previous = newest.packages[stem];
  const [name = stem, version = "unknown"] = stem.split("@", 2);
  return {
    ...{ stem, name: previous?.name ?? name, version: previous?.version ?? version, previous },
    python: previous?.python,
    lastShard: await ifThere(store, previous?.shard),
    todo: { work: "refuse", message: problems.map(({ message }) => message).join("\n"), problems },
  };
}

/** Whether anything has to be built or explored for a package. */
export function hasWork(planned: PlannedPackage): planned is PlannedWork {
  return planned.todo.work === "build" || planned.todo.work === "explore";
}

interface Newest extends Snapshot {
  /** Where no run knows a package, an exploration by hand may. */
  explored: Readonly<Record<string, ShardEntry>>;
}

async function readNewest(store: Store): Promise<Newest> {
  const [snapshot, explored] = await Promise.all([readSnapshot(store), readHead(store)]);
  return { ...snapshot, explored };
}

async function planPackage(pkginfo: Pkginfo, newest: Newest, options: PlanOptions): Promise<PlannedPackage> {
  const { stem, normalizedName, version } = pkginfo;
  const previous = newest.packages[stem];
  const lastShard = await ifThere(options.store, previous?.shard);
  const planned = { stem, name: normalizedName, version, previous, lastShard };
  if (!(options.isSelected?.(stem) ?? true)) {
    return { ...planned, python: previous?.python, todo: { work: "leave" } };
  }
  const known = knownShard(stem, newest);
  const folder = join(options.root, DOCKERFILES_FOLDER, stem);
  try {
    const { recipe, changes } = await checkGenerated(folder, pkginfo);
    const [change] = changes;
    if (change !== undefined && options.frozen === true) {
      const message = changes.map(({ path, reason }) => `${path}: ${reason}`).join("\n");
      return { ...planned, python: undefined, todo: { work: "refuse", message } };
    }
    if (recipe === undefined) {
      const reason = change?.reason ?? "there is no lock";
      return {
        ...planned,
        python: undefined,
        todo: {
          ...{ work: "build", reason, pkginfo, keys: undefined, isForced: options.force === true },
          expectedSeconds: expectedSeconds(known, "build"),
        },
      };
    }
    const { python } = recipe.locks.lock;
    const keys = await packageKeys(pkginfo, recipe, options.keySources);
    const todo = await whatToDo({ pkginfo, python, keys, previous, lastShard, known }, options);
    return { ...planned, python, todo };
  } catch (error) {
    return refused({ ...planned, python: undefined }, error);
  }
}

interface Situation {
  pkginfo: Pkginfo;
  python: string;
  keys: PackageKeys;
  previous: RunPackage | undefined;
  lastShard: ShardEntry | undefined;
  /** The newest shard of the package, of whatever inputs. */
  known: ShardEntry | undefined;
}

async function whatToDo(situation: Situation, { store, force = false, since }: PlanOptions): Promise<Todo> {
  const { pkginfo, python, keys, previous, lastShard, known } = situation;
  const again = (work: WorkReason["work"], reason: string, isForced = false): Todo => ({
    ...{ work, reason, keys, pkginfo, isForced },
    expectedSeconds: expectedSeconds(known, work),
  });
  const version = askedRelease(pkginfo);
  const asked = { ...keys, name: pkginfo.normalizedName, ...(version !== undefined && { version }) };
  if (force && !isDoneSince(await doneBefore(store, asked), since)) {
    return again("build", "forced", true);
  }
  const kept = lastShard?.shardKey === keys.shardKey ? lastShard : undefined;
  const shard = kept ?? (await doneBefore(store, asked));
  if (shard?.unstable === true) {
    return again("explore", "unstable last time");
  }
  if (shard !== undefined) {
    return { work: "none", shard, isNews: kept === undefined };
  }
  if (known?.shardKey === keys.shardKey) {
    return again("explore", "its shard is missing or damaged");
  }
  if (previous?.status === "failed") {
    return again("build", "failed last time");
  }
  if (known === undefined) {
    return again("build", "never explored");
  }
  const { work, reason } = changeReason(known, pkginfo, python, keys);
  return again(work, reason);
}

/** What a shard took last time; a build that was kept then is not known. */
function expectedSeconds(known: ShardEntry | undefined, work: WorkReason["work"]): number | undefined {
  const { explore, build = 0 } = known?.seconds ?? {};
  return explore === undefined ? undefined : explore + (work === "build" ? build : 0);
}

function isDoneSince(shard: ShardEntry | undefined, since: string | undefined): boolean {
  return shard !== undefined && since !== undefined && shard.exploredAt >= since;
}

/** A shard that the newest run has, if it is still there in its whole length. */
async function ifThere(store: Store, shard: ShardEntry | undefined): Promise<ShardEntry | undefined> {
  const found = shard && (await store.stat(shardObjectKey(shard)));
  return found?.sizeBytes === shard?.sizeBytes ? shard : undefined;
}

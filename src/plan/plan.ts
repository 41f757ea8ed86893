/** What a run has to do: for each package whether, what and why. Asks nobody but the store. */

import { join } from "node:path";
import pLimit from "p-limit";
import { checkGenerated } from "../dockerfile/generate.ts";
import { DOCKERFILES_FOLDER } from "../dockerfile/generate-all.ts";
import { InputError, type InputProblem } from "../errors/input-error.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { readSkippedRows } from "../pkginfo/skipped.ts";
import { readHead, type ShardEntry, shardObjectKey } from "../store/layout.ts";
import { readSnapshot, type Snapshot } from "../store/runs/carry.ts";
import type { RunPackage } from "../store/runs/record.ts";
import type { Store } from "../store/store.ts";
import { doneBefore } from "./done-before.ts";
import { type KeySources, type PackageKeys, packageKeys } from "./package-keys.ts";
import { changeReason, type WorkReason } from "./reasons.ts";

/** One package of a plan. */
export interface PlannedPackage {
  stem: string;
  /** Normalised. */
  name: string;
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
  /** Sorted by stem: everything in pkginfo/ and skipped.md. */
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
  /** Whether a package was asked for; all are when left out. */
  isSelected?: (stem: string) => boolean;
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
  const refused = await limit.map([...unusable], ([stem, problems]) =>
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
  const packages = [...planned, ...refused, ...left].sort((a, b) => (a.stem < b.stem ? -1 : 1));
  const stems = new Set(packages.map(({ stem }) => stem));
  return {
    packages,
    removed: Object.keys(newest.packages).filter((stem) => !stems.has(stem)),
    latest: newest.run,
    latestProblem: newest.problem,
    madeAt,
  };
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
  const known = previous?.shard ?? newest.explored[stem];
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
    if (!(error instanceof InputError)) {
      throw error;
    }
    return { ...planned, python: undefined, todo: { work: "refuse", message: error.message } };
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
  const asked = { ...keys, name: pkginfo.normalizedName, version: pkginfo.version };
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

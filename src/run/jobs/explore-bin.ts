import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { digestOfPulled } from "../../docker/base/pushed-base.ts";
import { InputError } from "../../errors/input-error.ts";
import { readPkginfoFolder } from "../../pkginfo/read-folder.ts";
import { libraryPython } from "../../pkginfo/standard-library.ts";
import { hasWork, makePlan, type PlannedPackage, type PlannedWork } from "../../plan/plan.ts";
import type { PlanFile, PlanFileEntry } from "../../plan/plan-file.ts";
import { folderStore } from "../../store/folder-store.ts";
import type { RunPackages } from "../../store/runs/record.ts";
import type { Store } from "../../store/store.ts";
import type { Workshop } from "../package/workshop.ts";
import { openRoom } from "../whole/room.ts";
import type { Bounds } from "../whole/schedule.ts";
import { snapshotOf } from "../whole/snapshot.ts";
import { doWork, type WorkWatcher } from "../whole/work.ts";
import { BIN_LOGS, BIN_STORE, writeBinResults } from "./results.ts";

export interface ExploreBinOptions {
  /** The repository with pkginfo/ and dockerfiles/. */
  root: string;
  /** The program's own folder. */
  home: string;
  plan: PlanFile;
  /** SHA-256 of the plan, where it is known otherwise than from the file. */
  planDigest?: string;
  /** Which job of the plan. */
  bin: number;
  /** Where its results go; what an earlier attempt left there is not done again. */
  folder: string;
  /** When the job began: milliseconds since the epoch. */
  begunAt: number;
  bounds: Bounds;
}

export interface BinOutcome {
  store: Store;
  /** What became of the packages of the bin that were reached, by stem. */
  packages: RunPackages;
  /** Whether the workshop's signal ended it before all were reached. */
  isCutOff: boolean;
}

/**
 * Builds and explores what a plan gives to one job. Results are written after each package, so that whatever ends the
 * job loses at most those that are under way.
 *
 * @throws InputError for a job that the plan does not have, or where Docker can't be had
 */
export async function exploreBin(
  options: ExploreBinOptions,
  workshop: Workshop,
  watcher: WorkWatcher,
): Promise<BinOutcome> {
  const { root, home, plan, bin, folder, bounds, begunAt } = options;
  const entries = new Map(binOf(plan, bin).map((entry) => [entry.stem, entry]));
  const store = folderStore(join(folder, BIN_STORE));
  await mkdir(folder, { recursive: true });
  // Forced work of an earlier attempt of this job is there with its keys, and is as good as new.
  const { pkginfos } = await readPkginfoFolder(root);
  const here = await makePlan(pkginfos, {
    ...{ root, store, frozen: true, keySources: workshop.keySources },
    isSelected: (stem) => entries.has(stem),
    pythons: [...entries.keys()].flatMap((stem) => libraryPython(stem) ?? []),
  });
  const mine = here.packages.flatMap((planned) => withEntry(planned, entries.get(planned.stem)));
  const packages: Record<string, RunPackages[string]> = {
    ...snapshotOf({ ...here, packages: mine.filter((one) => !hasWork(one)) }, {}),
  };
  const of = options.planDigest === undefined ? {} : { plan: options.planDigest };
  let writing = writeBinResults(folder, bin, { packages, ...of });
  const settings = {
    ...{ store, home, bounds, frozen: true, since: plan.startedAt },
    places: { root, scratchFolder: join(folder, "scratch") },
    logFolder: join(folder, BIN_LOGS),
    room: openRoom({ folders: [folder], say: watcher.say, signal: workshop.signal }),
  };
  const times = { firstBegun: undefined as number | undefined, lastEnded: 0 };
  const noting: WorkWatcher = {
    ...watcher,
    begin(planned, attempt) {
      times.firstBegun ??= Date.now();
      watcher.begin(planned, attempt);
    },
    end(planned, result, willRetry) {
      times.lastEnded = Date.now();
      packages[planned.stem] = result;
      writing = writing.then(() => writeBinResults(folder, bin, { packages, ...of }));
      watcher.end(planned, result, willRetry);
    },
  };
  let isCutOff = false;
  try {
    await doWork(mine.filter(hasWork), settings, workshop, noting);
    const pulled = await pulledBases(packages, workshop);
    if (times.firstBegun !== undefined) {
      const idle = (times.firstBegun - begunAt + Date.now() - times.lastEnded) / 1000;
      const setUpSeconds = idle + longestWaitForBase(packages);
      writing = writing.then(() => writeBinResults(folder, bin, { packages, setUpSeconds, pulled, ...of }));
    }
  } catch (error) {
    if (!workshop.signal.aborted) {
      throw error;
    }
    isCutOff = true;
  } finally {
    await writing;
  }
  return { store, packages, isCutOff };
}

/** The packages that are begun first wait together for the base, which belongs to none of them. */
function longestWaitForBase(packages: RunPackages): number {
  return Math.max(0, ...Object.values(packages).map(({ secondsByStage }) => secondsByStage?.base ?? 0));
}

async function pulledBases(packages: RunPackages, workshop: Workshop): Promise<Record<string, string>> {
  const nobody = () => undefined;
  const built = Object.values(packages).filter(
    ({ attempts, failure }) => attempts > 0 && failure === undefined,
  );
  const pythons = [...new Set(built.flatMap(({ python }) => python ?? []))];
  const pulled = pythons.map(async (python): Promise<[string, string][]> => {
    const base = await workshop.base(python, nobody);
    const digest = await digestOfPulled(await workshop.docker(nobody), await workshop.row(python), base);
    return digest === undefined ? [] : [[python, digest]];
  });
  return Object.fromEntries((await Promise.all(pulled)).flat());
}

function binOf({ bins }: PlanFile, bin: number): PlanFileEntry[] {
  const entries = bins[bin];
  if (entries === undefined) {
    throw new InputError({
      message: `the plan has ${bins.length} jobs, and this is to be job ${bin}, counted from 0`,
      fix: "give the matrix of plan-matrix, and the plan of the same run",
    });
  }
  return entries;
}

/** What was planned against the store of the run, whose reasons these are. */
function withEntry(
  planned: PlannedPackage,
  entry: PlanFileEntry | undefined,
): (PlannedPackage | PlannedWork)[] {
  if (entry === undefined) {
    return [];
  }
  if (!hasWork(planned)) {
    return [planned];
  }
  const { reason, expectedSeconds, isForced } = entry;
  return [{ ...planned, todo: { ...planned.todo, reason, expectedSeconds, isForced } }];
}

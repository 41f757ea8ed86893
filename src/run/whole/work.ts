/** Builds and explores what a plan says has to be, as much at a time as the machine bears. */

import type { Docker } from "../../docker/engine/docker.ts";
import { DEFAULT_EXPLORE_LIMITS } from "../../explore/explore-image.ts";
import { libraryPython } from "../../pkginfo/standard-library.ts";
import type { PlannedWork } from "../../plan/plan.ts";
import type { RunPackage, RunPackages } from "../../store/runs/record.ts";
import type { PackageEvent } from "../package/events.ts";
import { type ExploreSettings, explorePackage } from "../package/explore.ts";
import type { Target } from "../package/targets.ts";
import type { Workshop } from "../package/workshop.ts";
import type { Room } from "./room.ts";
import { type Bounds, runWithin } from "./schedule.ts";
import { type WorkResult, workedPackage } from "./snapshot.ts";

export interface WorkSettings extends Omit<ExploreSettings, "force" | "retryUnstable" | "since"> {
  /** When the run was begun: an RFC 3339 instant. */
  since: string;
  bounds: Bounds;
  room: Room;
}

/** Gets what happens, for whoever waits. */
export interface WorkWatcher {
  /** @param attempt from 1 */
  begin(planned: PlannedWork, attempt: number): void;
  event(planned: PlannedWork, event: PackageEvent): void;
  /** @param willRetry it is tried once more when all others are done */
  end(planned: PlannedWork, result: RunPackage, willRetry: boolean): void;
  say(line: string): void;
}

/**
 * Takes packages through their stages, those that took longest last time first. What fails or falls short for want of
 * time, memory or a working engine is tried once more when nothing else runs.
 *
 * @returns by stem. Shards and keys are in the store as soon as each is done, so that what ends this loses nothing
 * @throws InputError where Docker cannot be had; the reason of the workshop's signal when that was aborted
 */
export async function doWork(
  work: readonly PlannedWork[],
  settings: WorkSettings,
  workshop: Workshop,
  watcher: WorkWatcher,
): Promise<RunPackages> {
  if (work.length === 0) {
    return {};
  }
  const docker = await workshop.docker(watcher.say);
  const worker = new Worker(docker, settings, workshop, watcher);
  const jobs = byExpectedTime(work).map((planned) => ({
    memoryBytes: planned.todo.pkginfo.memoryBytes ?? DEFAULT_EXPLORE_LIMITS.memoryBytes,
    run: () => worker.attempt(planned),
  }));
  await runWithin(settings.bounds, jobs);
  for (const planned of worker.toRetry) {
    await worker.attempt(planned);
  }
  return worker.packages;
}

/** What takes long first, so that nothing long is left for the end; of what is not known, nobody knows that it is short. */
function byExpectedTime(work: readonly PlannedWork[]): PlannedWork[] {
  const seconds = ({ todo }: PlannedWork) => todo.expectedSeconds ?? Number.MAX_VALUE;
  return [...work].sort((a, b) => seconds(b) - seconds(a));
}

function targetOf(stem: string): Target {
  const python = libraryPython(stem);
  return python === undefined
    ? { kind: "pkginfo", label: stem, stem }
    : { kind: "library", label: stem, python };
}

class Worker {
  readonly toRetry: PlannedWork[] = [];
  readonly #docker: Docker;
  readonly #settings: WorkSettings;
  readonly #workshop: Workshop;
  readonly #watcher: WorkWatcher;
  readonly #results = new Map<string, WorkResult>();
  readonly #packages = new Map<string, RunPackage>();
  /** By stem, the images that were made for it and are still needed. */
  readonly #built = new Map<string, string[]>();

  constructor(docker: Docker, settings: WorkSettings, workshop: Workshop, watcher: WorkWatcher) {
    this.#docker = docker;
    this.#settings = settings;
    this.#workshop = workshop;
    this.#watcher = watcher;
  }

  get packages(): RunPackages {
    return Object.fromEntries(this.#packages);
  }

  async attempt(planned: PlannedWork): Promise<void> {
    const { stem, todo } = planned;
    const before = this.#results.get(stem);
    const attempts = (before?.attempts ?? 0) + 1;
    this.#workshop.signal.throwIfAborted();
    this.#watcher.begin(planned, attempts);
    await this.#settings.room.make(this.#docker);
    const outcome = await explorePackage(
      targetOf(stem),
      // What was built for the first attempt is good enough for the second one.
      {
        ...this.#settings,
        force: todo.isForced && attempts === 1,
        retryUnstable: true,
        onBuilt: (image) => this.#built.set(stem, [...(this.#built.get(stem) ?? []), image]),
      },
      this.#workshop,
      (event) => this.#watcher.event(planned, event),
    );
    const result = { outcome, attempts, seconds: (before?.seconds ?? 0) + outcome.seconds };
    const said = workedPackage(planned, result);
    this.#results.set(stem, result);
    this.#packages.set(stem, said);
    const willRetry = said.status === "unstable" && attempts === 1;
    if (willRetry) {
      this.toRetry.push(planned);
    }
    if (!willRetry) {
      for (const image of this.#built.get(stem) ?? []) {
        this.#settings.room.giveUp(image);
      }
      this.#built.delete(stem);
    }
    this.#watcher.end(planned, said, willRetry);
  }
}

/** What the jobs of a plan made becomes a run in the store. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { printableLine } from "../exec/printable.ts";
import { InputError, type InputProblem } from "../input-error.ts";
import { keySources } from "../plan/package-keys.ts";
import { hasWork, type Plan, type PlannedPackage } from "../plan/plan.ts";
import type { PlanFile } from "../plan/plan-file.ts";
import { folderStore } from "../store/folder-store.ts";
import { type Published, publishRun } from "../store/publish.ts";
import type { BaseRecord, RunPackage, RunPackages } from "../store/run-record.ts";
import type { Store } from "../store/store.ts";
import { findBinFolders } from "./bin-folders.ts";
import { BIN_STORE, readBinResults } from "./bin-results.ts";
import { planSelected } from "./plan-selected.ts";
import { isNewSnapshot, snapshotOf } from "./snapshot.ts";

const PLATFORM = "linux-x86_64";
/** Artifacts with the results of jobs are called this and the number of the job. */
const BIN_ARTIFACT_PREFIX = "shards-";

export interface PublishBinsOptions {
  /** The repository with pkginfo/ and dockerfiles/. */
  root: string;
  /** The program's own folder. */
  home: string;
  plan: PlanFile;
  /** The folder with the artifacts of the jobs, each in a folder of its own. */
  artifacts: string;
  store: Store;
  /** Who publishes: the same again goes on where it was interrupted. */
  author: string;
  /** Of the repository. */
  commit: string | undefined;
  signal: AbortSignal;
  say: (line: string) => void;
}

export interface PublishedBins {
  plan: Plan;
  packages: RunPackages;
  /** Undefined where nothing is new. */
  published: Published | undefined;
  /** What was wrong with what the jobs handed over. */
  faults: InputProblem[];
}

/**
 * Publishes what the jobs of a plan made, with everything else as the newest run has it. Keys are computed again here,
 * from the repository: a shard that a job hands over is taken only as the shard of exactly that package.
 *
 * @throws InputError where the store can't be read or written
 */
export async function publishBins(options: PublishBinsOptions): Promise<PublishedBins> {
  const { root, home, plan: file, artifacts, store, signal, say } = options;
  const { selection, force, startedAt } = file;
  const { plan } = await planSelected({ root, home, selection, force, signal, since: startedAt }, store);
  const { folders, faults } = await findBinFolders(artifacts, BIN_ARTIFACT_PREFIX, file.bins.length);
  const results: Record<string, RunPackage> = {};
  for (const [bin, folder] of folders) {
    try {
      Object.assign(results, await resultsOf(file, bin, folder, plan));
    } catch (error) {
      if (!(error instanceof InputError)) {
        throw error;
      }
      faults.push(...error.problems);
    }
  }
  const packages = snapshotOf(plan, results);
  const isWorthIt = Object.values(packages).some(({ shard }) => shard !== undefined);
  if (!isWorthIt || !isNewSnapshot(packages, plan)) {
    return { plan, packages, published: undefined, faults };
  }
  const published = await publishRun(
    store,
    {
      start: {
        ...{ startedAt, author: options.author, platform: PLATFORM, commit: options.commit },
        explorer: { version: await versionOf(home), digest: await keySources(home).explorer() },
        inputs: { selected: selection, force },
      },
      finishedAt: new Date().toISOString(),
      bases: await basesOf(packages, home),
      packages,
      log: logText(packages, faults),
      areOwn: false,
      sources: [...folders.values()].map((folder) => folderStore(join(folder, BIN_STORE))),
    },
    {
      signal,
      onProgress: ({ done, objects }) =>
        done % 100 === 0 ? say(`${done} of ${objects} packages`) : undefined,
    },
  );
  return { plan, packages: published.packages, published, faults };
}

async function resultsOf(file: PlanFile, bin: number, folder: string, plan: Plan): Promise<RunPackages> {
  const said = await readBinResults(folder, bin);
  const planned = new Map(plan.packages.map((one) => [one.stem, one]));
  const own = (file.bins[bin] ?? []).flatMap(({ stem }): [string, RunPackage][] => {
    const [one, result] = [planned.get(stem), said[stem]];
    return one === undefined || result === undefined ? [] : [[stem, believed(one, result)]];
  });
  return Object.fromEntries(own);
}

/** A result as far as it can be true: of this package, with a shard of exactly its inputs, or with none. */
function believed(planned: PlannedPackage, result: RunPackage): RunPackage {
  const { name, version, todo } = planned;
  const { shard, shardOf: _shardOf, failure, ...rest } = result;
  const key = hasWork(planned) ? planned.todo.keys?.shardKey : undefined;
  const isOwn =
    shard?.name === name && shard.version === version && shard.shardKey === key && shard.local !== true;
  const common = { ...rest, name, version, ...(hasWork(planned) && { reason: planned.todo.reason }) };
  if (shard !== undefined && failure === undefined && isOwn && todo.work !== "none") {
    return { ...common, status: result.status === "unstable" ? "unstable" : "explored", shard };
  }
  const message = "the job handed no shard over that is this package's, made from what the repository holds";
  return {
    ...common,
    status: result.status === "unstable" ? "unstable" : "failed",
    failure: failure ?? { stage: "publish", message },
  };
}

/** What is known of the bases without asking an engine. */
async function basesOf(packages: RunPackages, home: string): Promise<Record<string, BaseRecord>> {
  const sources = keySources(home);
  const pythons = new Set(Object.values(packages).flatMap(({ shard }) => shard?.python ?? []));
  const bases = [...pythons]
    .sort()
    .map(async (python) => [python, { inputs: await sources.baseInputs(python) }] as const);
  return Object.fromEntries(await Promise.all(bases));
}

async function versionOf(home: string): Promise<string> {
  const text = await readFile(join(home, "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

function logText(packages: RunPackages, faults: readonly InputProblem[]): string {
  const lines = Object.entries(packages).map(([stem, { version, status, reason, failure }]) => {
    const why = failure === undefined ? reason : `${failure.stage}: ${failure.message.split("\n", 1)[0]}`;
    return `${stem} ${version} ${status}: ${why}`;
  });
  return `${[...faults.map(({ message }) => message), ...lines].map(printableLine).join("\n")}\n`;
}

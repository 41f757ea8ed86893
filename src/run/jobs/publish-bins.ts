/** What the jobs of a plan made becomes a run in the store. */

import { join } from "node:path";
import { readPythons } from "../../docker/base/pythons.ts";
import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { printableLine } from "../../exec/printable.ts";
import { temporaryFolder } from "../../exec/temporary-folder.ts";
import { commitTables } from "../../graph/kept/commit-tables.ts";
import { makeRunGraph } from "../../graph/kept/run-graph.ts";
import { keySources } from "../../plan/package-keys.ts";
import type { Plan } from "../../plan/plan.ts";
import type { PlanFile } from "../../plan/plan-file.ts";
import { folderStore } from "../../store/folder-store.ts";
import { type Published, publishRun } from "../../store/runs/publish.ts";
import type { BaseRecord, ManifestObject, RunPackage, RunPackages } from "../../store/runs/record.ts";
import type { Store } from "../../store/store.ts";
import { ensureAnswers } from "../whole/answers.ts";
import { keepLogs } from "../whole/kept-logs.ts";
import { explorerRecord, RUN_PLATFORM } from "../whole/made-by.ts";
import { planSelected } from "../whole/plan-selected.ts";
import { isNewSnapshot, snapshotOf } from "../whole/snapshot.ts";
import { believed } from "./believed.ts";
import { type BinFolders, findBinFolders } from "./folders.ts";
import { BIN_ARTIFACT_PREFIX, BIN_LOGS, BIN_STORE, readBinResults } from "./results.ts";

/** Stands for the run while it has no id. */
const LOGS_OF = "logs";

export interface PublishBinsOptions {
  /** The repository with pkginfo/ and dockerfiles/. */
  root: string;
  /** The program's own folder. */
  home: string;
  plan: PlanFile;
  /** SHA-256 of the plan, where it is known otherwise than from the file: results have to say the same. */
  planDigest?: string;
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
 * from the repository: a shard that a job hands over is taken only as the shard of exactly that package, with what it says
 * of itself. What packages printed that failed is kept beside the run.
 *
 * @throws InputError where the store can't be read or written
 */
export async function publishBins(options: PublishBinsOptions): Promise<PublishedBins> {
  const { root, home, plan: file, artifacts, store, signal } = options;
  const { selection, force, startedAt } = file;
  const { plan } = await planSelected({ root, home, selection, force, signal, since: startedAt }, store);
  const { folders, faults } = await findBinFolders(artifacts, BIN_ARTIFACT_PREFIX, file.bins.length);
  const logs = await temporaryFolder();
  try {
    return await publishHeard(options, { plan, folders, faults }, folderStore(logs.path));
  } finally {
    await logs.remove();
  }
}

async function publishHeard(
  { home, plan: file, store, signal, say, ...options }: PublishBinsOptions,
  { plan, folders, faults }: { plan: Plan } & BinFolders,
  logs: Store,
): Promise<PublishedBins> {
  const { selection, force, startedAt } = file;
  const told: Told = { packages: {}, setUpSeconds: [], pulled: new Map() };
  const objects: Record<string, ManifestObject> = {};
  for (const [bin, folder] of folders) {
    try {
      Object.assign(
        objects,
        await hear({ file, bin, folder, plan, signal, digest: options.planDigest }, logs, told),
      );
    } catch (error) {
      if (!(error instanceof InputError)) {
        throw error;
      }
      faults.push(...error.problems);
    }
  }
  const packages = snapshotOf(plan, told.packages);
  const isWorthIt = Object.values(packages).some(({ shard }) => shard !== undefined);
  if (!isWorthIt || !isNewSnapshot(packages, plan)) {
    // Of a run before this one, which was ended before it had told engines of itself.
    await commitTables(store, signal);
    await ensureAnswers(store, plan);
    return { plan, packages, published: undefined, faults };
  }
  const published = await publishRun(
    store,
    {
      start: {
        ...{ startedAt, author: options.author, platform: RUN_PLATFORM, commit: options.commit },
        explorer: await explorerRecord(home, keySources(home)),
        inputs: { selected: selection, force },
      },
      finishedAt: new Date().toISOString(),
      bases: await basesOf(packages, told.pulled, home),
      ...{ packages, objects, setUpSeconds: told.setUpSeconds },
      log: logText(packages, faults),
      makeGraph: (target, record, own) => makeRunGraph(target, record, own, { signal, say }),
      // Every record of theirs has been looked at.
      areOwn: true,
      sources: [...[...folders.values()].map((folder) => folderStore(join(folder, BIN_STORE))), logs],
    },
    {
      signal,
      onProgress: ({ done, objects }) =>
        done % 100 === 0 ? say(`${done} of ${objects} packages`) : undefined,
    },
  );
  await commitTables(store, signal);
  await ensureAnswers(store, plan);
  return { plan, packages: published.packages, published, faults };
}

interface Told {
  packages: RunPackages;
  /** What jobs took besides their packages. */
  setUpSeconds: number[];
  /** Minor version of Python → digests by which jobs say that they pulled its base. */
  pulled: Map<string, Set<string>>;
}

/** Takes over what a job says of its own packages, and what the packages that failed printed. */
async function hear(
  { file, bin, folder, plan, signal, digest }: Job,
  logs: Store,
  told: Told,
): Promise<Record<string, ManifestObject>> {
  const said = await readBinResults(folder, bin, digest);
  const planned = new Map(plan.packages.map((one) => [one.stem, one]));
  const store = folderStore(join(folder, BIN_STORE));
  const own: Record<string, RunPackage> = {};
  for (const { stem } of file.bins[bin] ?? []) {
    const [one, result] = [planned.get(stem), said.packages[stem]];
    if (one !== undefined && result !== undefined) {
      own[stem] = await believed(one, result, { store, plannedAt: file.startedAt, signal });
    }
  }
  Object.assign(told.packages, own);
  told.setUpSeconds.push(...(said.setUpSeconds === undefined ? [] : [said.setUpSeconds]));
  for (const [python, digest] of Object.entries(said.pulled ?? {})) {
    told.pulled.set(python, (told.pulled.get(python) ?? new Set()).add(digest));
  }
  return await keepLogs(logs, { id: LOGS_OF, startedAt: file.startedAt }, own, join(folder, BIN_LOGS));
}

interface Job {
  file: PlanFile;
  bin: number;
  folder: string;
  plan: Plan;
  signal: AbortSignal;
  /** Of the plan. */
  digest: string | undefined;
}

/** What is known of the bases without asking an engine: a digest that jobs tell counts if it is the reviewed one. */
async function basesOf(
  packages: RunPackages,
  pulled: Told["pulled"],
  home: string,
): Promise<Record<string, BaseRecord>> {
  const sources = keySources(home);
  const rows = await readPythons(home);
  const used = new Set(Object.values(packages).flatMap(({ shard }) => shard?.python ?? []));
  // What was carried may be of a Python that there is no base for any more.
  const bases = rows
    .filter(({ python }) => used.has(python))
    .map(async ({ python, pushed }) => {
      const digest = pushed?.runtime.split("@")[1];
      const isPulled = digest !== undefined && pulled.get(python)?.has(digest);
      const inputs = await sources.baseInputs(python);
      return [python, { inputs, ...(isPulled && { pulled: digest }) }] as const;
    });
  return Object.fromEntries(await Promise.all(bases));
}

function logText(packages: RunPackages, faults: readonly InputProblem[]): string {
  const lines = Object.entries(packages).map(([stem, { version, status, reason, failure }]) => {
    const why = failure === undefined ? reason : `${failure.stage}: ${failure.message.split("\n", 1)[0]}`;
    return `${stem} ${version} ${status}: ${why}`;
  });
  return `${[...faults.map(({ message }) => message), ...lines].map(printableLine).join("\n")}\n`;
}

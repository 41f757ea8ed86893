import { join } from "node:path";
import { temporaryFolder } from "../exec/temporary-folder.ts";
import type { Exploration, ExplorationProgress } from "../explore/exploration.ts";
import { exploreImage } from "../explore/explore-image.ts";
import type { PackageKeys } from "../plan/package-keys.ts";
import { writeShard } from "../shard/writer.ts";
import {
  findExplored,
  recordExplored,
  type ShardEntry,
  shardObjectKey,
  updateHead,
} from "../store/layout.ts";
import type { Store } from "../store/store.ts";
import { buildPackage, generatePackage } from "./build-package.ts";
import type { ExploredOutcome, PackageOutcome } from "./outcome.ts";
import { type PackageRun, type Report, type RunSettings, runPackage } from "./package-run.ts";
import { localVersion, type PackageTask } from "./package-task.ts";
import { type Target, UsageError } from "./targets.ts";
import type { Workshop } from "./workshop.ts";

export interface ExploreSettings extends RunSettings {
  store: Store;
  /** Builds and explores again though nothing changed. */
  force: boolean;
}

/**
 * Takes one package through all stages, doing only what its keys say has not been done.
 *
 * @returns what became of it; a failure is an outcome, so that other packages go on
 * @throws the reason of the workshop's signal when that was aborted
 */
export function explorePackage(
  target: Target,
  settings: ExploreSettings,
  workshop: Workshop,
  report: Report,
): Promise<PackageOutcome<ExploredOutcome>> {
  return runPackage(target, settings, workshop, report, (run) => exploreTask(run, settings, workshop));
}

/**
 * What is made from files of this machine stays on it.
 *
 * @throws UsageError for such a target where the store is a bucket
 */
export function refuseToPublish(targets: readonly Target[], store: Store): void {
  const local = targets.filter(({ kind }) => kind === "artifact");
  if (local.length > 0 && store.folder === undefined) {
    throw new UsageError({
      message: `what is made from files of this machine is not put into ${store.address}, where it would be published: ${local.map(({ label }) => label).join(", ")}`,
      fix: "explore it into a folder: --store out",
    });
  }
}

async function exploreTask(
  { task, clock, openLog, openExploreLog }: PackageRun,
  settings: ExploreSettings,
  workshop: Workshop,
): Promise<ExploredOutcome> {
  const { store, home, force } = settings;
  const generated = await generatePackage(task, settings, workshop, clock, openLog);
  const base = { stem: task.stem, folder: task.folder, origin: task.origin.kind };
  const known = force ? undefined : await findExplored(store, generated.keys.shardKey);
  if (known !== undefined) {
    await updateHead(store, task.stem, known);
    return { ...base, status: "kept", entry: known, sessions: [], moduleReports: new Map() };
  }
  const image = await buildPackage(task, generated, { force }, workshop, clock, openLog);
  const exploration = await clock.time(
    "explore",
    async () =>
      exploreImage({
        docker: await workshop.docker((line) => clock.progress("explore", line)),
        image,
        explorerDirectory: join(home, "baseimage", "explorer"),
        pkginfo: task.pkginfo,
        python: generated.python,
        log: openExploreLog(),
        signal: workshop.signal,
        onProgress: (progress) => clock.progress("explore", progressText(progress)),
      }),
    (done) => ({
      detail: `${done.sessions.length === 1 ? "one session" : `${done.sessions.length} sessions`}`,
    }),
  );
  const entry = await clock.time("write", () => keep(exploration, task, generated.keys, store));
  const { sessions, moduleReports } = exploration;
  return { ...base, status: "explored", entry, sessions, moduleReports };
}

function progressText({ step, finishedModules, plannedModules }: ExplorationProgress): string {
  const now = step === undefined ? "" : `  ${step.stage} ${step.module}`;
  return `${finishedModules} of ${plannedModules} modules${now}`;
}

async function keep(
  exploration: Exploration,
  { stem, pkginfo, origin }: PackageTask,
  { shardKey, inputs }: PackageKeys,
  store: Store,
): Promise<ShardEntry> {
  const scratch = await temporaryFolder();
  const path = join(scratch.path, "shard.jsonl.gz");
  try {
    const { digest, sizeBytes } = await writeShard(path, exploration);
    const local = origin.kind === "local" ? localVersion(origin.artifact) : undefined;
    const shard = { name: pkginfo.normalizedName, version: local ?? pkginfo.version, digest };
    await store.adopt(shardObjectKey(shard), path);
    const entry: ShardEntry = {
      ...shard,
      python: exploration.header.python,
      importNames: exploration.header.importNames,
      shardKey,
      inputs,
      sizeBytes,
      nodes: exploration.nodes.length,
      modules: exploration.nodes.filter(({ kind, imported }) => kind === "module" && imported !== false)
        .length,
      problems: exploration.problems.length,
      exploredAt: new Date().toISOString(),
      ...(local === undefined ? {} : { local: true }),
    };
    await recordExplored(store, entry);
    await updateHead(store, stem, entry);
    return entry;
  } finally {
    await scratch.remove();
  }
}

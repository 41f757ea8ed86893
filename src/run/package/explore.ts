import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { DOCKERFILE } from "../../dockerfile/generate.ts";
import { InputError } from "../../errors/input-error.ts";
import { mendable } from "../../errors/system-error.ts";
import { UsageError } from "../../errors/usage-error.ts";
import { temporaryFolder } from "../../exec/temporary-folder.ts";
import type { Exploration, ExplorationProgress } from "../../explore/exploration.ts";
import { exploreImage } from "../../explore/explore-image.ts";
import { doneBefore } from "../../plan/done-before.ts";
import { libraryKeys, type PackageKeys } from "../../plan/package-keys.ts";
import { writeShard } from "../../shard/writer.ts";
import { isSoundShard } from "../../store/kept-shard.ts";
import { readHead, recordExplored, type ShardEntry, shardObjectKey, updateHead } from "../../store/layout.ts";
import { keepRecipe } from "../../store/recipe.ts";
import { currentShards } from "../../store/runs/current-shards.ts";
import { type Store, UnreadableObjectError } from "../../store/store.ts";
import {
  type BuiltImage,
  buildPackage,
  type GeneratedPackage,
  generatePackage,
  onHeldImage,
} from "./build.ts";
import type { StageClock } from "./events.ts";
import type { ExploredOutcome, PackageOutcome } from "./outcome.ts";
import { type PackageRun, type Report, type RunSettings, runPackage } from "./run.ts";
import type { Target } from "./targets.ts";
import { localVersion, type PackageTask } from "./task.ts";
import { isTransientProblem } from "./transient.ts";
import type { Workshop } from "./workshop.ts";

export interface ExploreSettings extends RunSettings {
  store: Store;
  /** Builds and explores again though nothing changed. */
  force: boolean;
  /** Explores again what was found to be unstable. */
  retryUnstable?: boolean;
  /**
   * When the run that this belongs to was begun: an RFC 3339 instant. An unstable shard that comes out as it was before
   * that is what it is. A run in a bucket has no head: its manifest names the shards.
   */
  since?: string;
  /** Questions about the package are not to be answered from it: it is a release that histories are made of. */
  isForHistory?: boolean;
  /** Gets the id of an image that was built, which others may need no more when the package is done. */
  onBuilt?: (image: string) => void;
}

function keepsHead({ store, since, isForHistory = false }: ExploreSettings): boolean {
  return !isForHistory && (store.folder !== undefined || since === undefined);
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
  const { store, force, retryUnstable = false, since = new Date().toISOString() } = settings;
  if (keepsHead(settings)) {
    // What cannot be added to is told before the work, not after it.
    await readHead(store);
  }
  const isLibrary = task.origin.kind === "library";
  const recipe = isLibrary ? undefined : await generatePackage(task, settings, workshop, clock, openLog);
  const python = recipe?.python ?? task.pkginfo.version;
  const keys = recipe?.keys ?? (await libraryKeys(task.pkginfo, python, workshop.keySources));
  const base = { stem: task.stem, folder: task.folder, origin: task.origin.kind };
  const version = versionOf(task);
  const known = await doneBefore(store, {
    ...{ name: task.pkginfo.normalizedName, shardKey: keys.shardKey },
    ...(version !== undefined && { version }),
  });
  const isSound = known !== undefined && (await isSoundShard(store, known, workshop.signal));
  if (isSound && !force && !(retryUnstable && known.unstable === true)) {
    await noteIfPossible(clock, async () => {
      // What an earlier version explored has none.
      await keepRecipeOf(store, known.digest, recipe);
      if (keepsHead(settings)) {
        await ensureAnswers(store, task.stem, known);
      }
    });
    const nothing = { sessions: [], moduleReports: new Map(), problemsByStage: {} };
    return { ...base, status: "kept", entry: known, ...nothing };
  }
  const build = async (again: boolean) => {
    if (recipe === undefined) {
      return await baseOf(python, workshop, clock);
    }
    const image = await buildPackage(task, recipe, { force: force && !again }, workshop, clock, openLog);
    if (!image.kept) {
      settings.onBuilt?.(image.id);
    }
    return image;
  };
  const docker = await workshop.docker((line) => clock.progress("base", line));
  const exploration = await onHeldImage(docker, build, ({ id }) =>
    clock.time(
      "explore",
      async () =>
        exploreImage({
          docker,
          image: id,
          explorerDirectory: await workshop.explorer(python, (line) => clock.progress("explore", line)),
          pkginfo: task.pkginfo,
          preparation: keys.preparation,
          python,
          log: openExploreLog(),
          signal: workshop.signal,
          onProgress: (progress) => clock.progress("explore", progressText(progress)),
        }),
      (done) => ({
        detail: exploredDetail(done, keys),
      }),
    ),
  );
  const before = known !== undefined && known.exploredAt < since ? known : undefined;
  const entry = await clock.time("write", async () => {
    const damaged = isSound ? undefined : known;
    const circumstances = { keys, recipe, seconds: secondsOf(clock), before, damaged };
    return await keep(exploration, task, circumstances, settings);
  });
  const { sessions, moduleReports } = exploration;
  return {
    ...base,
    status: "explored",
    entry,
    sessions,
    moduleReports,
    problemsByStage: byStage(exploration),
  };
}

/** What is unchanged is answered from a store that can only be read, too. */
async function noteIfPossible(clock: StageClock, note: () => Promise<void>): Promise<void> {
  try {
    await note();
  } catch (thrown) {
    const error = mendable(thrown);
    if (!(error instanceof InputError) || error instanceof UnreadableObjectError) {
      throw error;
    }
    const [why = ""] = error.message.split("\n", 1);
    await clock.time(
      "write",
      async () => undefined,
      () => ({ detail: `not noted as the newest, which questions are answered from: ${why}` }),
    );
  }
}

/**
 * Makes a shard that was kept the one that questions are answered from, where they are not: whoever explored it may have
 * been killed before saying so, and its package may have been another one in between.
 */
async function ensureAnswers(store: Store, stem: string, entry: ShardEntry): Promise<void> {
  const { confirmedAt: _confirmedAt, ...current } = (await currentShards(store))[stem] ?? {};
  // Of several editions of files of this machine the one that was explored last answers, also where it is an old one.
  if (entry.local === true || !isDeepStrictEqual(current, entry)) {
    await updateHead(store, stem, entry);
  }
}

/** The standard library is explored in the base that packages are installed on. */
async function baseOf(python: string, workshop: Workshop, clock: StageClock): Promise<BuiltImage> {
  const { id, tag } = await clock.time("base", () =>
    workshop.base(python, (line) => clock.progress("base", line)),
  );
  return { id, tag, kept: true };
}

/** As its shard has it; undefined where only the shard says it. */
function versionOf({ pkginfo, origin }: PackageTask): string | undefined {
  if (origin.kind === "library") {
    return undefined;
  }
  return origin.kind === "local" ? localVersion(origin.artifact) : pkginfo.version;
}

function exploredDetail({ sessions }: Exploration, keys: PackageKeys): string {
  const { rules } = keys.preparation;
  const count = sessions.length === 1 ? "one session" : `${sessions.length} sessions`;
  return rules.length === 0 ? count : `${count}, setup for ${rules.map(({ name }) => name).join(", ")}`;
}

function progressText({ step, finishedModules, plannedModules }: ExplorationProgress): string {
  const now = step === undefined ? "" : `  ${step.stage} ${step.module}`;
  return `${finishedModules} of ${plannedModules} modules${now}`;
}

/** Of the stages that take long and were not kept. */
function secondsOf({ times }: StageClock): Record<string, number> {
  const done = times.filter(({ stage, kept }) => (stage === "build" || stage === "explore") && !kept);
  return Object.fromEntries(done.map(({ stage, seconds }) => [stage, Number(seconds.toFixed(1))]));
}

function byStage({ problems }: Exploration): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { stage } of problems) {
    counts[stage] = (counts[stage] ?? 0) + 1;
  }
  return counts;
}

/** The standard library has none. */
async function keepRecipeOf(
  store: Store,
  shard: string,
  generated: GeneratedPackage | undefined,
): Promise<void> {
  if (generated !== undefined) {
    const { recipe, keys } = generated;
    const files = { [DOCKERFILE]: recipe.dockerfile, ...recipe.lockTexts };
    await keepRecipe(store, { shard, imageKey: keys.imageKey, files });
  }
}

interface Circumstances {
  keys: PackageKeys;
  /** Undefined for the standard library. */
  recipe: GeneratedPackage | undefined;
  /** What making it took, by stage. */
  seconds: Record<string, number>;
  /** What was made from the same inputs another time. */
  before: ShardEntry | undefined;
  /** What was made from the same inputs, and is not what it was any more. */
  damaged: ShardEntry | undefined;
}

async function keep(
  exploration: Exploration,
  task: PackageTask,
  { keys: { shardKey, inputs }, recipe, seconds, before, damaged }: Circumstances,
  settings: ExploreSettings,
): Promise<ShardEntry> {
  const { store } = settings;
  const isLocal = task.origin.kind === "local";
  const scratch = await temporaryFolder();
  const path = join(scratch.path, "shard.jsonl.gz");
  try {
    const { header } = exploration;
    const { digest, sizeBytes } = await writeShard(path, exploration);
    const shard = {
      name: task.pkginfo.normalizedName,
      version: versionOf(task) ?? header.distribution.version,
      digest,
    };
    if (damaged !== undefined && shardObjectKey(damaged) === shardObjectKey(shard)) {
      // What has this name and length already would be kept.
      await store.remove(shardObjectKey(damaged));
    }
    await store.adopt(shardObjectKey(shard), path);
    await keepRecipeOf(store, digest, recipe);
    const isUnstable = exploration.problems.some(isTransientProblem) && before?.digest !== digest;
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
      seconds,
      ...(isUnstable ? { unstable: true } : {}),
      ...(isLocal ? { local: true } : {}),
    };
    if (keepsHead(settings)) {
      await updateHead(store, task.stem, entry);
    }
    // Last: whoever finds it need not look whether the head was changed too.
    await recordExplored(store, entry);
    return entry;
  } finally {
    await scratch.remove();
  }
}

/** A whole run on one machine: plan, build, explore, publish. */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { digestOfPulled } from "../../docker/base/pushed-base.ts";
import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { UsageError } from "../../errors/usage-error.ts";
import { withProcessLock } from "../../exec/process-lock.ts";
import { commitTables } from "../../graph/kept/commit-tables.ts";
import { makeRunGraph } from "../../graph/kept/run-graph.ts";
import { readPkginfoFolder } from "../../pkginfo/read-folder.ts";
import { libraryStem } from "../../pkginfo/standard-library.ts";
import {
  hasWork,
  makePlan,
  type Plan,
  type PlannedPackage,
  type PlanOptions,
  planLibraries,
} from "../../plan/plan.ts";
import { shardObjectKey } from "../../store/layout.ts";
import { completeRun } from "../../store/runs/complete.ts";
import { whyNotLatest } from "../../store/runs/latest.ts";
import {
  type BaseRecord,
  type RunPackage,
  type RunPackages,
  type RunRecord,
  runKeys,
} from "../../store/runs/record.ts";
import { abandonRun, reserveRun } from "../../store/runs/reservation.ts";
import type { Store } from "../../store/store.ts";
import type { RunSettings } from "../package/run.ts";
import type { Workshop } from "../package/workshop.ts";
import { ensureAnswers } from "./answers.ts";
import { keepLogs } from "./kept-logs.ts";
import { openRunLog, type RunLog } from "./log.ts";
import { explorerRecord, RUN_PLATFORM } from "./made-by.ts";
import { openRoom, type Room } from "./room.ts";
import type { Bounds } from "./schedule.ts";
import { type Selection, selectStems } from "./selection.ts";
import { isNewSnapshot, snapshotOf } from "./snapshot.ts";
import { forgetRun, readUnfinishedRun, rememberRun, type UnfinishedRun } from "./unfinished-run.ts";
import { doWork, type WorkWatcher } from "./work.ts";

/** What a run is asked to do. */
export interface RunRequest {
  selection: Selection;
  /** What was asked for is done again, changed or not. */
  force: boolean;
  /** A lock or Dockerfile that is missing or stale is refused, not made anew. */
  frozen: boolean;
}

export interface FullRunOptions extends Omit<RunSettings, "frozen"> {
  store: Store;
  /** `resume`: whatever the run that was interrupted was asked for. */
  request: RunRequest | "resume";
  bounds: Bounds;
  /** How much of the disk is kept free; see `openRoom`. */
  minimumFreeBytes?: number | undefined;
}

export interface RunWatcher extends WorkWatcher {
  /** The plan is made. What is told from now on belongs into the log too, where there is one: nothing to do needs none. */
  planned(plan: Plan, run: { id: string; log: RunLog } | undefined): void;
  /** All is done, and what is told from now on belongs into no log. */
  finished(packages: RunPackages): void;
}

export interface FullRunResult {
  plan: Plan;
  packages: RunPackages;
  /** Undefined where there was nothing new to publish. */
  published:
    | {
        id: string;
        manifest: string;
        /** Why it did not become the latest run, if it did not. */
        notLatest: InputProblem | undefined;
      }
    | undefined;
}

/**
 * Brings a store up to date with the repository and publishes what is new as a run, in which every package that was
 * not done again carries its last good shard. Whatever ends this process: what was done is kept, and the next run goes
 * on from there.
 *
 * @throws UsageError for a selection that names nothing, or where there is nothing to go on with; InputError where the
 *   store or Docker cannot be had; the reason of the workshop's signal when that was aborted
 */
export async function fullRun(
  options: FullRunOptions,
  workshop: Workshop,
  watcher: RunWatcher,
): Promise<FullRunResult> {
  const { store } = options;
  return await withProcessLock(`run ${await store.identity()}`, () => runAlone(options, workshop, watcher), {
    onWait: () => watcher.say(`Waiting: another run into ${store.address} is under way on this machine`),
    signal: workshop.signal,
  });
}

/**
 * What a run would do.
 *
 * @throws as {@link fullRun}
 */
export async function planRun(options: FullRunOptions, workshop: Workshop): Promise<Plan> {
  const { plan } = await prepare(options, workshop, () => undefined);
  return plan;
}

interface Prepared {
  request: RunRequest;
  plan: Plan;
  planOptions: PlanOptions;
  /** SHA-256 of all that the pkginfo say. */
  pkginfoDigest: string;
  /** The run that was interrupted. */
  begun: UnfinishedRun | undefined;
  /** The same, where this one goes on with it. */
  goesOn: UnfinishedRun | undefined;
}

async function prepare(
  options: FullRunOptions,
  workshop: Workshop,
  say: (line: string) => void,
): Promise<Prepared> {
  const { store, places, logFolder } = options;
  const { root } = places;
  const begun = await readUnfinishedRun(logFolder, store);
  const goesOn = options.request === "resume" ? (begun ?? nothingToResume(store)) : undefined;
  const request = options.request === "resume" ? (begun ?? nothingToResume(store)) : options.request;
  const { pkginfos, unusable, strangers } = await readPkginfoFolder(root);
  strangers.forEach((problem) => {
    say(new InputError(problem).message);
  });
  const stems = [...pkginfos.map(({ stem }) => stem), ...unusable.keys()];
  const selected = await selectStems(root, request.selection, stems);
  const planOptions = {
    ...{ root, store, signal: workshop.signal, keySources: workshop.keySources },
    ...{ force: request.force, frozen: request.frozen, since: goesOn?.startedAt },
    ...{ unusable, isSelected: selected.has, pythons: selected.pythons },
  };
  const plan = await makePlan(pkginfos, planOptions);
  const pkginfoDigest = createHash("sha256").update(JSON.stringify(pkginfos)).digest("hex");
  return { request, plan, planOptions, pkginfoDigest, begun, goesOn };
}

async function runAlone(
  options: FullRunOptions,
  workshop: Workshop,
  watcher: RunWatcher,
): Promise<FullRunResult> {
  const { store, logFolder } = options;
  const prepared = await prepare(options, workshop, watcher.say);
  const { request, begun, goesOn } = prepared;
  let { plan } = prepared;
  const work = plan.packages.filter(hasWork);
  if (work.length > 0) {
    await workshop.docker(watcher.say);
  }
  if (begun !== undefined && goesOn === undefined) {
    await giveBack(options, begun);
  }
  const untouched = snapshotOf(plan, {});
  if (work.length === 0 && !isWorthPublishing(untouched, plan)) {
    await giveBack(options, begun);
    await makeUpFor(store, plan, workshop.signal);
    watcher.planned(plan, undefined);
    return { plan, packages: untouched, published: undefined };
  }
  const record = await begin(options, prepared, workshop);
  const log = openRunLog(join(logFolder, "run.log"), goesOn !== undefined);
  let packages: RunPackages;
  try {
    watcher.planned(plan, { id: record.id, log });
    const settings = {
      ...options,
      frozen: request.frozen,
      since: record.startedAt,
      room: roomOf(options, watcher, workshop),
    };
    const done = await doWork(work, settings, workshop, watcher);
    const late = await lateLibraries(plan, done, prepared);
    const doneLate = await doWork(late.filter(hasWork), settings, workshop, watcher);
    plan = withPackages(plan, late);
    packages = snapshotOf(plan, { ...done, ...doneLate });
    watcher.finished(packages);
  } finally {
    await log.close();
  }
  if (!isWorthPublishing(packages, plan)) {
    await giveBack(options, record);
    await makeUpFor(store, plan, workshop.signal);
    return { plan, packages, published: undefined };
  }
  const result = {
    finishedAt: new Date().toISOString(),
    bases: await basesOf(packages, workshop),
    packages,
    log: await readFile(log.path, "utf8"),
    objects: {
      ...(await keepLogs(store, record, packages, logFolder)),
      ...(await makeRunGraph(store, record, packages, { signal: workshop.signal, say: watcher.say })),
    },
  };
  await completeRun(store, record, result, { signal: workshop.signal });
  await makeUpFor(store, plan, workshop.signal);
  await forgetRun(logFolder, store);
  const notLatest = await whyNotLatest(store, record.id);
  return { plan, packages, published: { id: record.id, manifest: runKeys(record.id).manifest, notLatest } };
}

/** Does what comes after a run is published, for one too that was ended before it had come so far. */
async function makeUpFor(store: Store, plan: Plan, signal: AbortSignal): Promise<void> {
  await commitTables(store, signal);
  await ensureAnswers(store, plan);
}

/** The standard libraries of Pythons that nobody knew of before the locks were made. */
async function lateLibraries(
  plan: Plan,
  done: RunPackages,
  { planOptions }: Prepared,
): Promise<PlannedPackage[]> {
  const planned = new Set(plan.packages.map(({ stem }) => stem));
  const pythons = new Set(Object.values(done).flatMap(({ shard }) => shard?.python ?? []));
  return await planLibraries(
    [...pythons].filter((python) => !planned.has(libraryStem(python))),
    planOptions,
  );
}

function withPackages(plan: Plan, packages: readonly PlannedPackage[]): Plan {
  const all = [...plan.packages, ...packages].sort((a, b) => (a.stem < b.stem ? -1 : 1));
  const stems = new Set(packages.map(({ stem }) => stem));
  return { ...plan, packages: all, removed: plan.removed.filter((stem) => !stems.has(stem)) };
}

function nothingToResume({ address }: Store): never {
  throw new UsageError({
    message: `no run into ${address} was interrupted on this machine`,
    fix: "begin one: ./scripts/importgraph run --all. What is done already is not done again",
  });
}

/** A snapshot without a shard is no use to anybody. */
function isWorthPublishing(packages: RunPackages, plan: Plan): boolean {
  return Object.values(packages).some(({ shard }) => shard !== undefined) && isNewSnapshot(packages, plan);
}

async function giveBack(
  { store, logFolder }: FullRunOptions,
  run: Pick<RunRecord, "id" | "author"> | undefined,
): Promise<void> {
  if (run !== undefined) {
    await abandonRun(store, run);
    await forgetRun(logFolder, store);
  }
}

/** Reserves the id of a run, and remembers it until it is published. */
async function begin(
  { store, logFolder, home, places }: FullRunOptions,
  { request, plan, pkginfoDigest, goesOn }: Prepared,
  workshop: Workshop,
): Promise<RunRecord> {
  const { selection, force, frozen } = request;
  const asked = selection === "all" ? selection : [...selection].sort();
  const objects = plan.packages.flatMap(({ lastShard, todo }) => {
    const shard = todo.work === "none" ? todo.shard : lastShard;
    return shard === undefined ? [] : [shardObjectKey(shard)];
  });
  const record = await reserveRun(store, {
    startedAt: goesOn?.startedAt ?? new Date().toISOString(),
    author: goesOn?.author,
    commit: await commitOf(places.root, workshop),
    explorer: await explorerRecord(home, workshop.keySources),
    platform: RUN_PLATFORM,
    inputs: { pkginfo: pkginfoDigest, selected: asked, force },
    objects,
  });
  const { id, author, startedAt } = record;
  await rememberRun(logFolder, store, { ...{ id, author, startedAt, force, frozen }, selection: asked });
  return record;
}

async function commitOf(root: string, { exec }: Workshop): Promise<string | undefined> {
  const { exitCode, stdout } = await exec("git", ["-C", root, "rev-parse", "--verify", "HEAD"]).catch(() => ({
    ...{ exitCode: 1, stdout: "" },
  }));
  return exitCode === 0 ? stdout.trim() : undefined;
}

function roomOf(
  { store, minimumFreeBytes }: FullRunOptions,
  watcher: RunWatcher,
  { signal }: Workshop,
): Room {
  return openRoom({
    folders: store.folder === undefined ? [] : [store.folder],
    ...(minimumFreeBytes !== undefined && { minimumBytes: minimumFreeBytes }),
    say: watcher.say,
    signal,
  });
}

/** The bases of all Pythons of a snapshot; more is known of those that this machine has built on. */
async function basesOf(packages: RunPackages, workshop: Workshop): Promise<Record<string, BaseRecord>> {
  const used = Object.values(packages).filter(({ shard }) => shard !== undefined);
  const built = used.filter(({ status, attempts }) => status === "explored" && attempts > 0);
  const pythonsOf = (list: readonly RunPackage[]) => new Set(list.map(({ shard }) => shard?.python ?? ""));
  // What was carried may be of a Python that there is no base for any more.
  const known = (await workshop.pythons()).map(({ python }) => python);
  const pythons = known.filter((python) => pythonsOf(used).has(python));
  const bases = pythons.map(async (python) => {
    const inputs = await workshop.keySources.baseInputs(python);
    return [
      python,
      { inputs, ...(pythonsOf(built).has(python) && (await builtBase(python, workshop))) },
    ] as const;
  });
  return Object.fromEntries(await Promise.all(bases));
}

async function builtBase(python: string, workshop: Workshop): Promise<Omit<BaseRecord, "inputs">> {
  const nobody = () => undefined;
  const [docker, row] = [await workshop.docker(nobody), await workshop.row(python)];
  const base = await workshop.base(python, nobody);
  const pulled = await digestOfPulled(docker, row, base);
  const upstream = base.provenance === "official" ? row.image?.split("@")[1] : undefined;
  return {
    image: base.id,
    ...(pulled !== undefined && { pulled }),
    ...(upstream !== undefined && { upstream }),
  };
}

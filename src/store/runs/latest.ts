/** Which run is the latest: what questions on a bucket, and the next run, begin from. */

import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { runGraphKey } from "../../page/graph-keys.ts";
import { NewerFormatError, type Store, UnreadableObjectError } from "../store.ts";
import { compactStoredJson, storedJson } from "../stored-json.ts";
import { compareRunIds, isInFuture } from "./id.ts";
import {
  LATEST_KEY,
  type LatestRun,
  latestFix,
  parseReadableLatest,
  type RunManifest,
  type RunPackages,
  readLatest,
  readManifest,
  readPackagesOf,
  readReadableLatest,
  readRunPackages,
  runFix,
  runKeys,
} from "./record.ts";
import { listFinishedRuns } from "./reservation.ts";

/**
 * The latest run: the one that latest.json names or, where that is lost, damaged or leads to no finished run, the newest
 * finished one that is not of the future. The one rule of who answers, plans, carries, publishes and completes.
 */
export interface LatestManifest {
  manifest: RunManifest;
  /** What a person should know of it: that latest.json had to be made up for, or that the run is of the future. */
  problem: InputProblem | undefined;
}

/**
 * Finds the latest run; undefined where none is finished.
 *
 * @throws UnreadableObjectError where that run's manifest is damaged, or latest.json is and no run is finished
 */
export async function findLatest(store: Store): Promise<LatestManifest | undefined> {
  const { latest, fault } = await readLatestOrFault(store);
  const named = latest && (await readManifest(store, latest.run));
  if (named !== undefined) {
    return { manifest: named, problem: futureProblem(named.id) };
  }
  const message =
    fault ??
    (latest === undefined
      ? "is not there"
      : `leads to run ${latest.run}, which is not in the store, or not finished`);
  const place = { file: `${store.address}/${LATEST_KEY}` };
  const manifest = await newestFinished(store);
  if (manifest !== undefined) {
    const taken = `${message}; run ${manifest.id}, the newest that is finished, is taken for the latest`;
    return { manifest, problem: { place, message: taken, fix: latestFix(store) } };
  }
  if (latest !== undefined || fault !== undefined) {
    throw new UnreadableObjectError({
      place,
      message: `${message}; no run is finished`,
      fix: latestFix(store),
    });
  }
  return undefined;
}

async function newestFinished(store: Store): Promise<RunManifest | undefined> {
  const [newest] = await listFinishedRuns(store);
  return newest === undefined ? undefined : await readManifest(store, newest);
}

/** {@link findLatest}, and what a person should know where that cannot be told: for lists, which help to mend it. */
export async function findLatestIfPossible(store: Store): Promise<Partial<LatestManifest>> {
  try {
    return (await findLatest(store)) ?? {};
  } catch (error) {
    if (error instanceof UnreadableObjectError) {
      return { problem: error.problems[0] };
    }
    throw error;
  }
}

async function readLatestOrFault(store: Store): Promise<{ latest?: LatestRun | undefined; fault?: string }> {
  try {
    return { latest: await readLatest(store) };
  } catch (error) {
    if (error instanceof UnreadableObjectError && !(error instanceof NewerFormatError)) {
      return { fault: error.problems.map(({ message }) => message).join("; ") };
    }
    throw error;
  }
}

/** The latest run, with what it says of its packages. */
export interface LatestPackages {
  run: string;
  finishedAt: string;
  packages: RunPackages;
  /** As {@link LatestManifest} has it. */
  problem: InputProblem | undefined;
}

/**
 * {@link findLatest}, with what the run says of its packages.
 *
 * @throws UnreadableObjectError as that, and where the run is damaged
 */
export async function readLatestRun(store: Store): Promise<LatestPackages | undefined> {
  const latest = await findLatest(store);
  if (latest === undefined) {
    return undefined;
  }
  const { manifest, problem } = latest;
  const { id: run, finishedAt } = manifest;
  const packages = await readPackagesOf(store, manifest);
  if (packages === undefined) {
    throw new UnreadableObjectError({
      place: { file: `${store.address}/${runKeys(run).packages}` },
      message: `there is no such object in the store, though run ${run} is finished, and the latest`,
      fix: runFix(store),
    });
  }
  return { run, finishedAt, packages, problem };
}

/** Says that a run is the newest complete one, unless a newer one is. */
export async function moveLatest(store: Store, manifest: RunManifest): Promise<void> {
  const latest = await readReadableLatest(store);
  const isThere = latest !== undefined && (await store.stat(latest.manifest)) !== undefined;
  // Not what latest.json says by now: somebody else may have just written it, of an older run.
  const { id, finishedAt } = isThere ? manifest : ((await newestFinished(store)) ?? manifest);
  const stays = (stored: LatestRun | undefined) =>
    stored !== undefined && (isThere || stored.run !== latest?.run) && compareRunIds(stored.run, id) >= 0;
  if (stays(latest)) {
    return;
  }
  const text = await latestText(store, { id, finishedAt });
  await store.update(LATEST_KEY, (body) => {
    const stored = parseReadableLatest(store, body);
    return stays(stored) ? textOf({ ...stored }) : text;
  });
}

/** Takes up the graph of a run that was made anew, where it is the latest. */
export async function renewLatest(store: Store, { id, finishedAt }: RunManifest): Promise<void> {
  if ((await readReadableLatest(store))?.run !== id) {
    return;
  }
  const text = await latestText(store, { id, finishedAt });
  await store.update(LATEST_KEY, (body) => {
    const stored = parseReadableLatest(store, body);
    return stored === undefined || stored.run === id ? text : textOf({ ...stored });
  });
}

/**
 * Makes a finished run the latest, whatever was: the way out where a run got an id of the future, latest.json was damaged
 * or lost, or the newest run is not to be used. The next run that is completed becomes the latest again, if it is newer.
 *
 * @returns the run that was the latest before, where that can be read
 * @throws InputError where there is no such run, or it is not finished
 */
export async function setLatest(store: Store, id: string): Promise<string | undefined> {
  const manifest = await readManifest(store, id);
  if (manifest === undefined) {
    throw new InputError({
      message: `there is no finished run ${id} in ${store.address}`,
      fix: "`./scripts/importgraph runs list` tells which there are",
    });
  }
  // One whose packages can't be read would be of no use to whoever asks.
  await readRunPackages(store, id);
  const before = await readReadableLatest(store);
  const text = await latestText(store, manifest);
  await store.update(LATEST_KEY, () => text);
  return before?.run;
}

/** A graph.json of no more than that is part of latest.json: of some 600 packages. */
const SMALL_GRAPH_BYTES = 256 * 1024;

/** What latest.json says of a run. */
export async function latestText(
  store: Store,
  { id, finishedAt }: Pick<RunManifest, "id" | "finishedAt">,
): Promise<string> {
  const graph = await store.read(runGraphKey(id));
  const isSmall = graph !== undefined && graph.length <= SMALL_GRAPH_BYTES;
  return textOf({
    ...{ run: id, manifest: runKeys(id).manifest, finishedAt },
    ...(isSmall && { graph: parsed(graph) }),
  });
}

/** Undefined for what is damaged: whoever reads it is told so. */
function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function textOf(content: object): string {
  return "graph" in content ? compactStoredJson(content) : storedJson(content);
}

/** What is the matter with a run of the future, for a person; undefined for any other. */
export function futureProblem(latest: string | undefined, now = new Date()): InputProblem | undefined {
  return latest === undefined || !isInFuture(latest, now)
    ? undefined
    : {
        message: `run ${latest} is the latest, though its day has not come (today is ${now.toISOString().slice(0, 10)}): some clock was wrong, and no other run becomes the latest until then`,
        fix: "where the clock of this machine is right: ./scripts/importgraph runs set-latest RUN makes another run the latest",
      };
}

/** Why a run that was completed is not the latest one, for a person; undefined where it is. */
export async function whyNotLatest(store: Store, id: string): Promise<InputProblem | undefined> {
  const latest = (await readLatest(store))?.run;
  if (latest === undefined || latest === id) {
    return undefined;
  }
  const future = futureProblem(latest);
  return {
    message: `run ${id} did not become the latest: ${future?.message ?? `run ${latest}, which is newer, stays it`}`,
    fix:
      future?.fix ??
      `./scripts/importgraph runs set-latest ${id} makes it the latest, where it is to be used instead`,
  };
}

import pLimit from "p-limit";
import { NewerGraphError } from "../../page/document.ts";
import { type Graph, isPacked, readGraph } from "../../page/graph-document.ts";
import { digestOfPack, HEAD_GRAPH_KEY, runGraphKey, shardOfPart, sharedKeys } from "../../page/graph-keys.ts";
import { historyFileKey, isHistoryKey, readHistoryDocument } from "../../page/history-document.ts";
import { DamagedFileError } from "../../page/object-reader.ts";
import { readExplored, readHead, shardObjectKey } from "../layout.ts";
import { objectKind } from "../object-kind.ts";
import { shardOfRecipe } from "../recipe.ts";
import { CLOCKS_HOURS, isInFuture } from "../runs/id.ts";
import { readLatest, readManifest, readRunRecord, runKeys } from "../runs/record.ts";
import { listRunIds } from "../runs/reservation.ts";
import { type Store, type StoredObject, UnreadableObjectError } from "../store.ts";
import { ensureStore } from "./is-store.ts";

export interface PruneOptions {
  /** How many complete runs stay: the newest ones, and besides them the latest and any whose day has not come. */
  keep: number;
  /** Default: now. */
  now?: Date;
  signal?: AbortSignal;
}

/** What is to be deleted from a store, and why not more. */
export interface PrunePlan {
  /** Complete runs that stay. */
  keptRuns: string[];
  /** Those of them whose day has not come. They don't count: that they are the newest is some clock's mistake. */
  futureRuns: string[];
  /** Unfinished runs that may still be under way, with what they rely on and all that was written since they began. */
  youngRuns: string[];
  /** Complete runs that go, and unfinished ones that are given up. */
  deletedRuns: string[];
  /**
   * What goes, in this order, one step after another: what leads to an object goes before it, so that nothing ever
   * leads to what is not there.
   */
  steps: StoredObject[][];
  sizeBytes: number;
}

/** For so long an unfinished run is taken for one that is under way. */
const YOUNG_HOURS = 48;

const HOUR = 60 * 60 * 1000;
const AT_ONCE = 8;

/**
 * Finds what no run, no head, no history and no unfinished run needs. Nothing is deleted.
 *
 * @throws UnreadableObjectError where what says what is needed cannot be read
 */
export async function planPrune(store: Store, options: PruneOptions): Promise<PrunePlan> {
  await ensureStore(store);
  const runs = await chooseRuns(store, options);
  // Before the shards, which are written before their recipes.
  const recipes = await Array.fromAsync(store.list("recipes/"));
  const shards = await Array.fromAsync(store.list("shards/"));
  const tables = await Array.fromAsync(store.list("tables/"));
  const segments = await Array.fromAsync(store.list("indexes/"));
  const keys = await Array.fromAsync(store.list("keys/"));
  const histories = await readHistories(store, options.now ?? new Date());
  // Last, since `explore` writes it last: what it leads to by now is not needed by anything else.
  const head = Object.values(await readHead(store)).map(shardObjectKey);
  const headGraph = await graphIfSound(store, HEAD_GRAPH_KEY);
  const needed = new Set([
    ...runs.needed,
    ...head,
    ...histories.shards,
    ...(headGraph === undefined ? [] : sharedKeys(headGraph)),
  ]);
  const isDead = ({ key, modified }: StoredObject) => !needed.has(key) && modified.getTime() < runs.since;
  const living = new Set(shards.filter((shard) => !isDead(shard)).map(({ key }) => key));
  const dead = new Set(shards.filter(isDead).map(({ key }) => key));
  const livingDigests = new Set([...living].map(digestOfShard));
  const ownFiles = await shardsWithOwnFiles(store, livingDigests, headGraph);
  const isGone = async (shard: string) =>
    dead.has(shard) || (!living.has(shard) && (await store.stat(shard)) === undefined);
  const deadKeys = await pLimit(AT_ONCE).map(keys, async (object) => {
    options.signal?.throwIfAborted();
    return isDead(object) && (await leadsTo(store, object.key, isGone)) ? [object] : [];
  });
  const steps = [
    ...(await runSteps(store, runs.deleted)),
    deadKeys.flat(),
    recipes.filter(({ key }) => shardOfRecipe(key) && !livingDigests.has(shardOfRecipe(key))),
    tables.filter((part) => shardOfPart(part.key) && isDead(part) && !ownFiles.has(shardOfPart(part.key))),
    tables.filter((pack) => digestOfPack(pack.key) && isDead(pack)),
    segments.filter(isDead),
    histories.dead,
    shards.filter(isDead),
  ].filter((step) => step.length > 0);
  const sizeBytes = steps.flat().reduce((sum, object) => sum + object.sizeBytes, 0);
  return {
    keptRuns: runs.kept,
    futureRuns: runs.future,
    youngRuns: runs.young,
    deletedRuns: runs.deleted,
    steps,
    sizeBytes,
  };
}

interface RunChoice {
  kept: string[];
  future: string[];
  young: string[];
  deleted: string[];
  needed: ReadonlySet<string>;
  /** What was written since then (milliseconds) may be of an unfinished run that has not listed it. */
  since: number;
}

async function chooseRuns(
  store: Store,
  { keep, now = new Date(), signal }: PruneOptions,
): Promise<RunChoice> {
  const latest = (await readLatest(store))?.run;
  const ids = await listRunIds(store);
  const complete = ids.filter(({ isComplete }) => isComplete).map(({ id }) => id);
  const future = complete.filter((id) => isInFuture(id, now));
  const newest = new Set(complete.filter((id) => !future.includes(id)).slice(-keep));
  const kept = complete.filter((id) => newest.has(id) || id === latest || future.includes(id));
  const needed = new Set<string>();
  const young: string[] = [];
  let since = Number.POSITIVE_INFINITY;
  await pLimit(AT_ONCE).map(ids, async ({ id, isComplete }) => {
    signal?.throwIfAborted();
    if (kept.includes(id)) {
      for (const key of await objectsOfRun(store, id)) {
        needed.add(key);
      }
      return;
    }
    const record = isComplete ? undefined : await readRunRecord(store, id);
    const begun = Date.parse(record?.startedAt ?? "");
    if (record !== undefined && now.getTime() - begun < YOUNG_HOURS * HOUR) {
      young.push(id);
      since = Math.min(since, begun - CLOCKS_HOURS * HOUR);
      for (const key of record.objects) {
        needed.add(key);
      }
    }
  });
  const stays = new Set([...kept, ...young]);
  const deleted = ids.map(({ id }) => id).filter((id) => !stays.has(id));
  return { kept, future, young, deleted, needed, since };
}

/** What a finished run consists of. A graph that was made after it is not in its manifest. */
async function objectsOfRun(store: Store, id: string): Promise<string[]> {
  const keys = Object.keys((await readManifest(store, id))?.objects ?? {});
  const graphKey = runGraphKey(id);
  const graph = keys.includes(graphKey) ? undefined : await graphIfSound(store, graphKey);
  return graph === undefined ? keys : [...keys, ...sharedKeys(graph)];
}

/**
 * First the reservations: without a manifest and with a reservation they would be taken for runs under way. Then the
 * manifests, so that they are no runs any more, then what is left of them.
 */
async function runSteps(store: Store, deleted: readonly string[]): Promise<StoredObject[][]> {
  const folders = await pLimit(AT_ONCE).map(deleted, (id) => Array.fromAsync(store.list(runKeys(id).folder)));
  const objects = folders.flat();
  const isManifest = ({ key }: StoredObject) => /^runs\/[^/]+\/manifest\.json$/.test(key);
  const isRecord = ({ key }: StoredObject) => /^runs\/[^/]+\/run\.json$/.test(key);
  return [
    objects.filter(isRecord),
    objects.filter(isManifest),
    objects.filter((object) => !isManifest(object) && !isRecord(object)),
  ];
}

/** Whether a key leads to a shard of which something is true. What cannot be read is left to a person. */
async function leadsTo(
  store: Store,
  key: string,
  isSo: (shard: string) => Promise<boolean>,
): Promise<boolean> {
  try {
    const entry = await readExplored(store, key);
    return entry !== undefined && (await isSo(shardObjectKey(entry)));
  } catch (error) {
    if (error instanceof UnreadableObjectError) {
      return false;
    }
    throw error;
  }
}

/**
 * The shards that histories are made of, without which they can't be made longer, and files of histories that a newer one has
 * taken the place of. A document is written after its file, so a young one may be waited for.
 */
async function readHistories(store: Store, now: Date): Promise<{ shards: string[]; dead: StoredObject[] }> {
  const objects = await Array.fromAsync(store.list("history/"));
  const needed = new Set<string>();
  const shards: string[] = [];
  for (const { key } of objects.filter((object) => isHistoryKey(object.key))) {
    const history = await orUndefinedIfDamaged(() => readHistoryDocument(store, key));
    if (history !== undefined) {
      const { name, digest, releases } = history;
      needed.add(historyFileKey(name, digest));
      shards.push(...releases.map(({ version, shard }) => shardObjectKey({ name, version, digest: shard })));
    }
  }
  const isOld = ({ modified }: StoredObject) => now.getTime() - modified.getTime() > HOUR;
  const isDead = (object: StoredObject) =>
    !isHistoryKey(object.key) && !needed.has(object.key) && isOld(object);
  return { shards, dead: objects.filter(isDead) };
}

/** A damaged graph.json is made again by the next question. */
async function graphIfSound(store: Store, key: string): Promise<Graph | undefined> {
  return await orUndefinedIfDamaged(() => readGraph(store, key));
}

/**
 * Of living shards, those whose parts may be read as files of their own: by the graph of the head or, where that does not
 * know a shard, by whoever asks next. Those of others lie in packs.
 */
async function shardsWithOwnFiles(
  store: Store,
  living: ReadonlySet<string | undefined>,
  headGraph: Graph | undefined,
): Promise<Set<string | undefined>> {
  const latest = (await readLatest(store))?.run;
  const latestGraph = latest === undefined ? undefined : await graphIfSound(store, runGraphKey(latest));
  const own = new Set(living);
  for (const graph of [latestGraph, headGraph]) {
    for (const release of graph?.releases ?? []) {
      const [, , , digest] = release;
      if (isPacked(release)) {
        own.delete(digest);
      } else {
        own.add(digest);
      }
    }
  }
  return own;
}

async function orUndefinedIfDamaged<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DamagedFileError && !(error instanceof NewerGraphError)) {
      return undefined;
    }
    throw error;
  }
}

function digestOfShard(key: string): string | undefined {
  return objectKind(key).unpackedDigest;
}

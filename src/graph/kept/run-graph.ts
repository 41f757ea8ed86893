import { createHash } from "node:crypto";
import { fileSha256 } from "../../files/file-digest.ts";
import { type Graph, graphContent } from "../../page/graph-document.ts";
import { packKey, partKey, runGraphKey, segmentKey, sharedKeys } from "../../page/graph-keys.ts";
import { eachOnce, type ShardAddress } from "../../store/layout.ts";
import { findLatestIfPossible, renewLatest } from "../../store/runs/latest.ts";
import {
  type ManifestObject,
  type RunPackages,
  type RunRecord,
  readManifest,
} from "../../store/runs/record.ts";
import { extendRun } from "../../store/runs/reservation.ts";
import type { Store } from "../../store/store.ts";
import { compactStoredJson } from "../../store/stored-json.ts";
import { type MadeGraph, type MakeGraphOptions, makeGraph } from "../index/make-graph.ts";
import { makeParts } from "../tables/parts.ts";
import { readEarlierGraph } from "./read-kept.ts";

export interface RunGraphOptions extends MakeGraphOptions {
  /** Begun from this one; default: from that of the store. */
  earlier?: Graph | undefined;
}

type Objects = Record<string, ManifestObject>;

/**
 * Makes the graph of a run that is about to be completed: parts, segments and its graph.json, each whole before anything
 * leads to it.
 *
 * @param packages their shards are in the store
 * @returns what the run consists of by that, for its manifest
 * @throws UnreadableObjectError for a shard that is damaged
 */
export async function makeRunGraph(
  store: Store,
  record: RunRecord,
  packages: RunPackages,
  options: RunGraphOptions = {},
): Promise<Objects> {
  const { say = () => undefined } = options;
  const earlier = options.earlier ?? (await readEarlierGraph(store, say));
  // What the latest run has may be deleted when another one takes its place: not while this one relies on it.
  await extendRun(store, record, earlier === undefined ? [] : sharedKeys(earlier));
  const shards = shardsOf(packages);
  const made = await makeGraph(store, shards, earlier, options);
  const text = compactStoredJson(graphContent(made.graph));
  const key = runGraphKey(record.id);
  await store.write(key, text);
  return {
    ...(await partObjects(store, shards, made, options.signal)),
    ...segmentObjects(made.graph),
    ...packObjects(made.graph),
    [key]: { sizeBytes: Buffer.byteLength(text), sha256: createHash("sha256").update(text).digest("hex") },
  };
}

/**
 * Makes the graph of a run that was finished without one, by an earlier version. Its manifest stays as it is.
 *
 * @throws UnreadableObjectError as {@link makeRunGraph}
 */
export async function makeGraphOfRun(
  store: Store,
  run: string,
  shards: readonly ShardAddress[],
  options: RunGraphOptions = {},
): Promise<MadeGraph> {
  const earlier = await readEarlierGraph(store, options.say ?? (() => undefined));
  const made = await makeGraph(store, shards, earlier, options);
  await store.write(runGraphKey(run), compactStoredJson(graphContent(made.graph)));
  const manifest = await readManifest(store, run);
  if (manifest !== undefined) {
    await renewLatest(store, manifest);
  }
  return made;
}

/** The shards of some packages, each once. */
function shardsOf(packages: RunPackages): ShardAddress[] {
  return eachOnce(Object.values(packages).flatMap(({ shard }) => (shard === undefined ? [] : [shard])));
}

function segmentObjects({ layers }: Graph): Objects {
  const objects: Objects = {};
  for (const { indexes } of layers) {
    for (const [index, segments] of Object.entries(indexes)) {
      for (const { digest, bytes } of segments) {
        objects[segmentKey(index, digest)] = { sizeBytes: bytes, sha256: digest };
      }
    }
  }
  return objects;
}

function packObjects({ packs }: Graph): Objects {
  const objects: Objects = {};
  for (const [table, [digest, sizeBytes]] of packs.flatMap(({ files }) => Object.entries(files))) {
    objects[packKey(table, digest)] = { sizeBytes, sha256: digest };
  }
  return objects;
}

/** The parts of shards that are files of their own, made again where one is lost or cut off. */
async function partObjects(
  store: Store,
  shards: readonly ShardAddress[],
  { parts, sha256: known }: MadeGraph,
  signal: AbortSignal | undefined,
): Promise<Objects> {
  const promised = (await findLatestIfPossible(store)).manifest?.objects ?? {};
  const there = new Map<string, number>();
  for await (const { key, sizeBytes } of store.list("tables/")) {
    there.set(key, sizeBytes);
  }
  const objects: Objects = {};
  for (const address of shards) {
    const own = Object.entries(parts.get(address.digest) ?? {}).filter(
      ([, { within }]) => within === undefined,
    );
    if (own.some(([table, { bytes }]) => there.get(partKey(table, address.digest)) !== bytes)) {
      await makeParts(store, address, signal);
    }
    for (const [table, { bytes }] of own) {
      signal?.throwIfAborted();
      const key = partKey(table, address.digest);
      const sha256 = known.get(key) ?? promised[key]?.sha256 ?? (await store.withFile(key, fileSha256));
      objects[key] = { sizeBytes: bytes, sha256 };
    }
  }
  return objects;
}

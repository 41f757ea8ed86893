import pLimit from "p-limit";
import { InputError } from "../errors/input-error.ts";
import { OpenGraph } from "../graph/questions/open-graph.ts";
import type { Graph } from "../page/graph-document.ts";
import { HEAD_GRAPH_KEY, LATEST_KEY, packKey, partKey, segmentKey } from "../page/graph-keys.ts";
import { historyContent, historyFileKey, historyKey, readHistoryDocument } from "../page/history-document.ts";
import { eachOnce, type ShardAddress, shardObjectKey } from "../store/layout.ts";
import { recipeKey } from "../store/recipe.ts";
import { latestText } from "../store/runs/latest.ts";
import { type RunManifest, readManifest, runKeys } from "../store/runs/record.ts";
import type { Store } from "../store/store.ts";
import { runsListFix } from "../store/store-option.ts";
import { storedJson } from "../store/stored-json.ts";
import type { ViewedStore } from "./viewed-store.ts";

const AT_ONCE = 8;

/** An object of a store that an export has. */
export interface ExportObject {
  key: string;
  /** Its content, where it is not copied. */
  text?: string;
  /** What it has to be; undefined: not known. */
  sizeBytes?: number | undefined;
  /** Of its bytes, hexadecimal; undefined: not known, its readers check it by what leads to it. */
  sha256?: string | undefined;
}

/**
 * All that the page asks of a graph: its documents, its tables and indexes, the histories of its distributions, and the shards of
 * releases that can be compared. Other shards are not among them: the records of their objects are, and say the same.
 *
 * @throws InputError where the store can't be read
 */
export async function exportObjects({ store, graph, run, standIns }: ViewedStore): Promise<ExportObject[]> {
  const manifest = run === undefined ? undefined : await finishedRun(store, run);
  const documents =
    manifest === undefined
      ? [{ key: HEAD_GRAPH_KEY, text: new TextDecoder().decode(standIns.get(HEAD_GRAPH_KEY)) }]
      : await runDocuments(store, manifest);
  const files: ExportObject[] = [
    ...graph.layers.flatMap(({ indexes }) =>
      Object.entries(indexes).flatMap(([index, segments]) =>
        segments.map(({ digest, bytes }) => ({
          ...{ key: segmentKey(index, digest), sizeBytes: bytes, sha256: digest },
        })),
      ),
    ),
    ...graph.packs.flatMap(({ files: packed }) =>
      Object.entries(packed).map(([table, [digest, bytes]]) => ({
        ...{ key: packKey(table, digest), sizeBytes: bytes, sha256: digest },
      })),
    ),
    ...(await ownParts(new OpenGraph(store, graph), manifest)),
    ...(await recipeObjects(store, graph)),
  ];
  const names = [...new Set(graph.releases.map(([name]) => name))];
  const histories = await pLimit(AT_ONCE).map(names, (name) => historyObjects(store, graph, name));
  return [...documents, ...files, ...histories.flat()];
}

async function finishedRun(store: Store, run: string): Promise<RunManifest> {
  const manifest = await readManifest(store, run);
  if (manifest === undefined) {
    throw new InputError({
      message: `there is no finished run ${run} in ${store.address}`,
      fix: runsListFix(store),
    });
  }
  return manifest;
}

async function runDocuments(store: Store, manifest: RunManifest): Promise<ExportObject[]> {
  const { folder, run, manifest: own } = runKeys(manifest.id);
  const promised = Object.entries(manifest.objects).filter(([key]) => key.startsWith(folder));
  return [
    ...promised.map(([key, { sizeBytes, sha256 }]) => ({ key, sizeBytes, sha256 })),
    ...[{ key: run }, { key: own }],
    { key: LATEST_KEY, text: await latestText(store, manifest) },
  ];
}

/** Parts that are files of their own. */
async function ownParts(graph: OpenGraph, manifest: RunManifest | undefined): Promise<ExportObject[]> {
  return (await graph.releaseParts()).flatMap(({ shard, parts }) =>
    Object.entries(parts).flatMap(([table, { bytes, within }]) => {
      const key = partKey(table, shard);
      return within === undefined ? [{ key, sizeBytes: bytes, sha256: manifest?.objects[key]?.sha256 }] : [];
    }),
  );
}

/**
 * The history of a distribution, and the shards of its releases where there are several. A history that is damaged is left out:
 * the page tells that there is none, as the commands do.
 */
async function historyObjects(store: Store, graph: Graph, name: string): Promise<ExportObject[]> {
  const history = await readHistoryDocument(store, historyKey(name)).catch(() => undefined);
  const releases = [
    ...graph.releases
      .filter(([own]) => own === name)
      .map(([, version, , digest]) => ({ name, version, digest })),
    ...(history?.releases ?? []).map(({ version, shard: digest }) => ({ name, version, digest })),
  ];
  const shards = eachOnce(releases);
  const compared = shards.length < 2 ? [] : await shardObjects(store, shards);
  if (history === undefined) {
    return compared;
  }
  const { digest, bytes } = history;
  return [
    ...compared,
    { key: historyFileKey(name, digest), sizeBytes: bytes, sha256: digest },
    { key: historyKey(name), text: storedJson(historyContent(history)) },
  ];
}

async function recipeObjects(store: Store, { releases }: Graph): Promise<ExportObject[]> {
  const keys = [...new Set(releases.map(([, , , shard]) => recipeKey(shard)))];
  return (await whatIsThere(store, keys)).map((key) => ({ key }));
}

/** Those that are there: whoever publishes a history need not have the shards that it is made of. */
async function shardObjects(store: Store, shards: readonly ShardAddress[]): Promise<ExportObject[]> {
  return (await whatIsThere(store, shards.map(shardObjectKey))).map((key) => ({ key }));
}

/** By a byte of each: a server of files can't be asked otherwise. */
async function whatIsThere(store: Store, keys: readonly string[]): Promise<string[]> {
  const isThere = await pLimit(AT_ONCE).map(keys, async (key) => {
    return ((await store.readRange(key, 0, 1))?.length ?? 0) > 0;
  });
  return keys.filter((_, index) => isThere[index]);
}

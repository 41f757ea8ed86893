import type { NewRow } from "../../page/columns.ts";
import {
  type Graph,
  type GraphRelease,
  INDEX_NAMES,
  type Layer,
  type Segment,
} from "../../page/graph-document.ts";
import { segmentKeys } from "../../page/graph-keys.ts";
import { DamagedFileError } from "../../page/object-reader.ts";
import { compareText } from "../../shard/canonical.ts";
import type { ShardAddress } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import type { Parts } from "../tables/parts.ts";
import { mergeSorted } from "./merge-sorted.ts";
import { newLayer } from "./new-layer.ts";
import { overlayStore } from "./overlay-store.ts";
import { parsePartsText } from "./parts-text.ts";
import { orderOf, segmentBatches, segmentRows, writeSegments } from "./segments.ts";
import type { NewLayerOptions, OnParts } from "./threads.ts";

export interface MakeGraphOptions extends NewLayerOptions {
  /** Told of what is damaged, and made again. */
  say?: (line: string) => void;
}

export interface MadeGraph {
  graph: Graph;
  /** By digest of the shard: the parts of all shards of the graph. */
  parts: ReadonlyMap<string, Parts>;
  /** By key: SHA-256 of the parts that were made. */
  sha256: ReadonlyMap<string, string>;
  /** How many shards are new in it. */
  added: number;
}

/** More layers than these are merged: each costs a question its requests. */
const MOST_LAYERS = 3;

/**
 * Makes the graph of some shards out of an earlier one: parts and a new layer for what is new, and merges layers where
 * there are many. What is in the store already is not made again; killed at any instant it leaves nothing that leads to
 * what is not there.
 *
 * @param shards each once
 * @throws UnreadableObjectError for a shard that is not there or damaged
 */
export async function makeGraph(
  store: Store,
  shards: readonly ShardAddress[],
  previous: Graph | undefined,
  options: MakeGraphOptions = {},
): Promise<MadeGraph> {
  const wanted = new Set(shards.map(({ digest }) => digest));
  let layers = previous?.layers ?? [];
  const known = await knownShards(store, layers, options).catch((error: unknown) => {
    if (!(error instanceof DamagedFileError)) {
      throw error;
    }
    options.say?.(`${error.message}\nAll indexes are made again`);
    layers = [];
    return new Map<string, KnownShard>();
  });
  const fresh = shards.filter(({ digest }) => !known.has(digest));
  const own = new Map([...known].filter(([digest]) => wanted.has(digest)));
  // A new layer may be merged with others at once: only the end of it is written. The first one stays as it is.
  const scratch = overlayStore(store);
  const target = layers.length === 0 ? store : scratch;
  const sha256 = new Map<string, string>();
  const onParts: OnParts = (_address, made) => {
    for (const [key, value] of Object.entries(made.sha256)) {
      sha256.set(key, value);
    }
  };
  const added = fresh.length === 0 ? [] : [await newLayer({ store, target }, fresh, onParts, options)];
  for (const [digest, shard] of await knownShards(scratch, added, options)) {
    own.set(digest, shard);
  }
  const dropped = [...known.keys()].filter((digest) => !wanted.has(digest)).sort(compareText);
  const releases = [...own.values()].map(({ release }) => release).sort(compareReleases);
  const graph = await tidy(scratch, {
    shards: wanted.size,
    releases,
    layers: [...layers, ...added],
    dropped,
  });
  for (const key of segmentKeys(graph)) {
    options.signal?.throwIfAborted();
    await scratch.settle(key);
  }
  const parts = new Map([...own].map(([digest, shard]) => [digest, shard.parts]));
  return { graph, parts, sha256, added: fresh.length };
}

function compareReleases(left: GraphRelease, right: GraphRelease): number {
  const [name, version, , digest] = left;
  return compareText(name, right[0]) || compareText(version, right[1]) || compareText(digest, right[3]);
}

/** What segments say of a shard. */
interface KnownShard {
  release: GraphRelease;
  parts: Parts;
}

/** Reads which shards layers have rows of, and what leads to their parts. */
async function knownShards(
  store: Store,
  layers: readonly Layer[],
  { signal }: MakeGraphOptions = {},
): Promise<Map<string, KnownShard>> {
  const known = new Map<string, KnownShard>();
  for (const { indexes } of layers) {
    for await (const row of segmentRows(store, "distributions", indexes.distributions ?? [], NONE)) {
      signal?.throwIfAborted();
      const parts = parsePartsText(String(row.parts));
      known.set(String(row.shard), { release: releaseOf(row, parts), parts });
    }
  }
  return known;
}

const NONE: ReadonlySet<string> = new Set();

/** @param row of the index of distributions */
function releaseOf(
  { distribution, version, python, shard, import_names }: NewRow,
  { records }: Parts,
): GraphRelease {
  const importNames = (import_names ?? []) as readonly string[];
  const { bytes = 0, tailBytes = 0, tailCheck = 0, rows = 0 } = records ?? {};
  const facts: GraphRelease[5] = [bytes, tailBytes, tailCheck, rows];
  return [String(distribution), String(version), String(python), String(shard), [...importNames], facts];
}

/**
 * Merges layers where there are too many: small ones into one, and these into the base when they are half as large, or
 * when a quarter of all shards is dropped.
 */
async function tidy(store: Store, { shards, releases, layers, dropped }: Graph): Promise<Graph> {
  const [base, ...rest] = layers;
  if (base === undefined) {
    return { shards, releases, layers: [], dropped: [] };
  }
  const rowsOf = (list: readonly Layer[]) => list.reduce((sum, layer) => sum + rowsOfLayer(layer), 0);
  const isWorn = dropped.length > 0 && dropped.length * 4 >= shards;
  if (isWorn || (rest.length > 0 && rowsOf(rest) * 2 >= rowsOf([base]))) {
    const merged = await mergeLayers(store, layers, new Set(dropped), shards);
    return { shards, releases, layers: [merged], dropped: [] };
  }
  if (layers.length <= MOST_LAYERS) {
    return { shards, releases, layers, dropped };
  }
  const count = rest.reduce((sum, layer) => sum + layer.shards, 0);
  return {
    shards,
    releases,
    layers: [base, await mergeLayers(store, rest, new Set(dropped), count)],
    dropped,
  };
}

function rowsOfLayer({ indexes }: Layer): number {
  return Object.values(indexes)
    .flat()
    .reduce((sum, { rows }) => sum + rows, 0);
}

async function mergeLayers(
  store: Store,
  layers: readonly Layer[],
  dropped: ReadonlySet<string>,
  shards: number,
): Promise<Layer> {
  const indexes: Record<string, Segment[]> = {};
  for (const name of INDEX_NAMES) {
    const sources = layers.map((layer) => segmentBatches(store, name, layer.indexes[name] ?? [], dropped));
    indexes[name] = await writeSegments(store, name, mergeSorted<NewRow>(sources, orderOf(name)));
  }
  return { shards, indexes };
}

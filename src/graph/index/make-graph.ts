import type { NewRow } from "../../page/columns.ts";
import { type Graph, INDEX_NAMES, type Layer, type Segment } from "../../page/graph-document.ts";
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
  const known = await knownParts(store, layers, options).catch((error: unknown) => {
    if (!(error instanceof DamagedFileError)) {
      throw error;
    }
    options.say?.(`${error.message}\nAll indexes are made again`);
    layers = [];
    return new Map<string, Parts>();
  });
  const fresh = shards.filter(({ digest }) => !known.has(digest));
  const parts = new Map([...known].filter(([digest]) => wanted.has(digest)));
  // A new layer may be merged with others at once: only the end of it is written. The first one stays as it is.
  const scratch = overlayStore(store);
  const target = layers.length === 0 ? store : scratch;
  const sha256 = new Map<string, string>();
  const onParts: OnParts = ({ digest }, made) => {
    parts.set(digest, made.parts);
    for (const [key, value] of Object.entries(made.sha256)) {
      sha256.set(key, value);
    }
  };
  const added = fresh.length === 0 ? [] : [await newLayer({ store, target }, fresh, onParts, options)];
  const dropped = [...known.keys()].filter((digest) => !wanted.has(digest)).sort(compareText);
  const graph = await tidy(scratch, { shards: wanted.size, layers: [...layers, ...added], dropped });
  for (const key of segmentKeys(graph)) {
    options.signal?.throwIfAborted();
    await scratch.settle(key);
  }
  return { graph, parts, sha256, added: fresh.length };
}

/**
 * An earlier graph as that of some shards, where it knows all of them.
 *
 * @returns undefined where it lacks one, or is damaged
 */
export async function ofShards(
  store: Store,
  { layers }: Graph,
  shards: readonly ShardAddress[],
): Promise<Graph | undefined> {
  const wanted = new Set(shards.map(({ digest }) => digest));
  const known = new Set<string>();
  try {
    for (const { indexes } of layers) {
      for await (const { shard } of segmentRows(store, "distributions", indexes.distributions ?? [], NONE, [
        "shard",
      ])) {
        known.add(String(shard));
      }
    }
  } catch (error) {
    if (error instanceof DamagedFileError) {
      return undefined;
    }
    throw error;
  }
  const dropped = [...known].filter((digest) => !wanted.has(digest)).sort(compareText);
  return [...wanted].every((digest) => known.has(digest))
    ? { shards: wanted.size, layers, dropped }
    : undefined;
}

const NONE: ReadonlySet<string> = new Set();

/** Reads which shards layers have rows of, and what leads to their parts. */
export async function knownParts(
  store: Store,
  layers: readonly Layer[],
  { signal }: MakeGraphOptions = {},
): Promise<Map<string, Parts>> {
  const known = new Map<string, Parts>();
  for (const { indexes } of layers) {
    for await (const row of segmentRows(store, "distributions", indexes.distributions ?? [], NONE)) {
      signal?.throwIfAborted();
      known.set(String(row.shard), parsePartsText(String(row.parts)));
    }
  }
  return known;
}

/**
 * Merges layers where there are too many: small ones into one, and these into the base when they are half as large, or
 * when a quarter of all shards is dropped.
 */
async function tidy(store: Store, { shards, layers, dropped }: Graph): Promise<Graph> {
  const [base, ...rest] = layers;
  if (base === undefined) {
    return { shards, layers: [], dropped: [] };
  }
  const rowsOf = (list: readonly Layer[]) => list.reduce((sum, layer) => sum + rowsOfLayer(layer), 0);
  const isWorn = dropped.length > 0 && dropped.length * 4 >= shards;
  if (isWorn || (rest.length > 0 && rowsOf(rest) * 2 >= rowsOf([base]))) {
    const merged = await mergeLayers(store, layers, new Set(dropped), shards);
    return { shards, layers: [merged], dropped: [] };
  }
  if (layers.length <= MOST_LAYERS) {
    return { shards, layers, dropped };
  }
  const count = rest.reduce((sum, layer) => sum + layer.shards, 0);
  return { shards, layers: [base, await mergeLayers(store, rest, new Set(dropped), count)], dropped };
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

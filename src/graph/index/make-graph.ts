import type { NewRow } from "../../page/columns.ts";
import {
  type Graph,
  type GraphRelease,
  INDEX_NAMES,
  type IndexName,
  type Layer,
  type Segment,
} from "../../page/graph-document.ts";
import { segmentKeys } from "../../page/graph-keys.ts";
import { DamagedFileError } from "../../page/object-reader.ts";
import { compareText } from "../../shard/canonical.ts";
import type { ShardAddress } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { makeParts, type Parts } from "../tables/parts.ts";
import { indexRows } from "./index-rows.ts";
import { overlayStore } from "./overlay-store.ts";
import { parsePartsText } from "./parts-text.ts";
import { mergeSorted, orderOf, segmentRows, writeSegments } from "./segments.ts";

export interface MakeGraphOptions {
  signal?: AbortSignal;
  /** Called after each shard whose parts were made. */
  onProgress?: (made: number, shards: number) => void;
  /** Told of what is damaged, and made again. */
  say?: (line: string) => void;
}

export interface MadeGraph {
  graph: Graph;
  /** By digest of the shard: the parts of all shards of the graph. */
  parts: ReadonlyMap<string, Parts>;
  /** How many shards are new in it. */
  added: number;
}

/** Rows of a layer under way in memory, of all indexes together. */
const LAYER_ROWS = 400_000;

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
  // Most of what is made on the way is merged at once: only the end of it is written.
  const scratch = overlayStore(store);
  const added = await newLayers({ store, scratch }, fresh, own, options);
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
  return { graph, parts, added: fresh.length };
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
      known.set(String(row.shard), { release: releaseOf(row), parts: parsePartsText(String(row.parts)) });
    }
  }
  return known;
}

const NONE: ReadonlySet<string> = new Set();

/** @param row of the index of distributions */
function releaseOf({ distribution, version, python, shard, import_names }: NewRow): GraphRelease {
  const importNames = (import_names ?? []) as readonly string[];
  return [String(distribution), String(version), String(python), String(shard), [...importNames]];
}

/** Makes parts, and layers of them that fit into memory. */
async function newLayers(
  { store, scratch }: { store: Store; scratch: Store },
  shards: readonly ShardAddress[],
  known: Map<string, KnownShard>,
  { signal, onProgress }: MakeGraphOptions,
): Promise<Layer[]> {
  const layers: Layer[] = [];
  let pending = newPending();
  for (const [index, address] of shards.entries()) {
    signal?.throwIfAborted();
    const parts = await makeParts(store, address, signal);
    for await (const [name, row] of indexRows(store, address, parts)) {
      if (name === "distributions") {
        known.set(address.digest, { release: releaseOf(row), parts });
      }
      pending.rows.get(name)?.push(row);
      pending.count += 1;
    }
    pending.shards += 1;
    if (pending.count >= LAYER_ROWS || index === shards.length - 1) {
      layers.push(await writeLayer(scratch, pending));
      pending = newPending();
    }
    onProgress?.(index + 1, shards.length);
  }
  return layers;
}

interface Pending {
  rows: Map<IndexName, NewRow[]>;
  count: number;
  shards: number;
}

function newPending(): Pending {
  return { rows: new Map(INDEX_NAMES.map((name) => [name, []])), count: 0, shards: 0 };
}

async function writeLayer(store: Store, { rows, shards }: Pending): Promise<Layer> {
  const indexes: Record<string, Segment[]> = {};
  for (const [name, list] of rows) {
    indexes[name] = await writeSegments(store, name, list.sort(orderOf(name)));
  }
  return { shards, indexes };
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
    const sources = layers.map((layer) => segmentRows(store, name, layer.indexes[name] ?? [], dropped));
    indexes[name] = await writeSegments(store, name, mergeSorted<NewRow>(sources, orderOf(name)));
  }
  return { shards, indexes };
}

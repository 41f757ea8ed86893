import { temporaryFolder } from "../../exec/temporary-folder.ts";
import type { NewRow } from "../../page/columns.ts";
import {
  type Graph,
  type GraphRelease,
  INDEX_NAMES,
  type Layer,
  type Pack,
  type Segment,
} from "../../page/graph-document.ts";
import { segmentKeys } from "../../page/graph-keys.ts";
import { DamagedFileError } from "../../page/object-reader.ts";
import { compareText } from "../../shard/canonical.ts";
import { folderStore } from "../../store/folder-store.ts";
import type { ShardAddress } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { packLayers } from "../packs/pack-layers.ts";
import { PACKING, type Packing } from "../packs/plan-packs.ts";
import type { Parts } from "../tables/parts.ts";
import { mergeSorted } from "./merge-sorted.ts";
import { newLayer } from "./new-layer.ts";
import { overlayStore } from "./overlay-store.ts";
import { parsePartsText } from "./parts-text.ts";
import { orderOf, segmentBatches, segmentRows, writeSegments } from "./segments.ts";
import type { NewLayerOptions, OnParts } from "./threads.ts";

export interface MakeGraphOptions extends NewLayerOptions {
  /** When parts are put into packs; default: {@link PACKING}. */
  packing?: Packing;
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
 * Makes the graph of some shards out of an earlier one: parts, packs of them where there are many, and a new layer for what is new, and merges layers where
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
  const { packing = PACKING } = options;
  const isLarge = wanted.size >= packing.shards;
  // So many parts go into packs at once, and are no objects of the store before.
  const temporary = isLarge && fresh.length >= packing.together ? await temporaryFolder() : undefined;
  try {
    const made = temporary && folderStore(temporary.path);
    // A new layer may be merged with others at once: only the end of it is written. The first one stays as it is.
    const scratch = overlayStore(store);
    const target = layers.length === 0 ? store : scratch;
    const sha256 = new Map<string, string>();
    const onParts: OnParts = (_address, parts) => addAll(sha256, made ? {} : parts.sha256);
    const stores = { store, target, distributions: scratch, parts: made ?? store };
    const added = fresh.length === 0 ? [] : [await newLayer(stores, fresh, onParts, options)];
    for (const [digest, shard] of await knownShards(scratch, added, options)) {
      own.set(digest, shard);
    }
    const tidied = await tidy(scratch, {
      ...{ shards: wanted.size, layers: [...layers, ...added] },
      dropped: [...known.keys()].filter((digest) => !wanted.has(digest)).sort(compareText),
    });
    const packed = await packLayers(
      { store, made, segments: scratch },
      tidied.layers,
      new Map([...own].map(([digest, shard]) => [digest, shard.parts])),
      { packing, isLarge, earlier: previous?.packs ?? [], signal: options.signal },
    );
    addAll(sha256, packed.sha256);
    const parts = new Map(
      [...own].map(([digest, shard]) => [digest, packed.moved.get(digest) ?? shard.parts]),
    );
    const graph = {
      ...{ shards: wanted.size, releases: releasesOf(own, parts, packed.packs) },
      ...{ layers: packed.layers, dropped: tidied.dropped, packs: packed.packs },
    };
    for (const key of segmentKeys(graph)) {
      options.signal?.throwIfAborted();
      await scratch.settle(key);
    }
    return { graph, parts, sha256, added: fresh.length };
  } finally {
    await temporary?.remove();
  }
}

function addAll(map: Map<string, string>, entries: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(entries)) {
    map.set(key, value);
  }
}

/** What graph.json tells of each shard, in its order. */
function releasesOf(
  shards: ReadonlyMap<string, KnownShard>,
  partsOf: ReadonlyMap<string, Parts>,
  packs: readonly Pack[],
): GraphRelease[] {
  const places = new Map(packs.map(({ files }, place) => [files.records?.[0], place]));
  return [...shards]
    .map(([digest, { release }]): GraphRelease => {
      const {
        bytes = 0,
        tailBytes = 0,
        tailCheck = 0,
        rows = 0,
        within,
      } = partsOf.get(digest)?.records ?? {};
      const [place, start] = [places.get(within?.pack), within?.start];
      const isPacked = within !== undefined && place !== undefined && start !== undefined;
      return [
        ...release,
        isPacked ? [bytes, tailBytes, tailCheck, rows, place, start] : [bytes, tailBytes, tailCheck, rows],
      ];
    })
    .sort(compareReleases);
}

function compareReleases(left: GraphRelease, right: GraphRelease): number {
  const [name, version, , digest] = left;
  return compareText(name, right[0]) || compareText(version, right[1]) || compareText(digest, right[3]);
}

/** What segments say of a shard. */
interface KnownShard {
  /** But for what leads to its records. */
  release: [distribution: string, version: string, python: string, digest: string, importNames: string[]];
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
      known.set(String(row.shard), { release: releaseOf(row), parts });
    }
  }
  return known;
}

const NONE: ReadonlySet<string> = new Set();

/** @param row of the index of distributions */
function releaseOf({ distribution, version, python, shard, import_names }: NewRow): KnownShard["release"] {
  const importNames = (import_names ?? []) as readonly string[];
  return [String(distribution), String(version), String(python), String(shard), [...importNames]];
}

/**
 * Merges layers where there are too many: small ones into one, and these into the base when they are half as large, or
 * when a quarter of all shards is dropped.
 */
async function tidy(store: Store, { shards, layers, dropped }: Layers): Promise<Layers> {
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
  const merged = await mergeLayers(store, rest, new Set(dropped), count);
  return { shards, layers: [base, merged], dropped };
}

/** What is merged of a graph. */
type Layers = Pick<Graph, "shards" | "layers" | "dropped">;

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

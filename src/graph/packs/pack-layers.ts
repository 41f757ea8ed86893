/** Puts parts of many shards into packs, and says so in the index that leads to parts. */

import type { NewRow } from "../../page/columns.ts";
import type { Layer, Pack } from "../../page/graph-document.ts";
import { compareText } from "../../shard/canonical.ts";
import type { Store } from "../../store/store.ts";
import { partsText } from "../index/parts-text.ts";
import { segmentRows, writeSegments } from "../index/segments.ts";
import type { Parts } from "../tables/parts.ts";
import { PackMaker } from "./pack-maker.ts";
import { packsThatAreThere, recordsDigest } from "./packs-there.ts";
import { type Packing, type PackMember, packOf, planPacks } from "./plan-packs.ts";

export interface PackStores {
  /** Where shards are, parts and packs. */
  store: Store;
  /** Where the parts are that were made just now, which nothing leads to yet; undefined: in the store. */
  made: Store | undefined;
  /** Where segments are read and written. */
  segments: Store;
}

export interface PackOptions {
  packing: Packing;
  /** Whether the graph is to have packs; else those that it has stay as far as they are of its shards only. */
  isLarge: boolean;
  /** Those of the earlier graph. */
  earlier: readonly Pack[];
  signal: AbortSignal | undefined;
}

export interface PackedLayers {
  layers: Layer[];
  /** All that the shards' parts lie in, sorted. */
  packs: Pack[];
  /** By digest of the shard: where the parts of shards are that lie elsewhere now. */
  moved: ReadonlyMap<string, Parts>;
  /** By key: SHA-256 of parts that were brought into the store. */
  sha256: Readonly<Record<string, string>>;
}

/**
 * Puts together what has come together, layer by layer, and makes packs again that have rows of shards that the graph does
 * not have any more, or that are lost.
 *
 * @param partsOf of the shards of the graph, by digest
 */
export async function packLayers(
  stores: PackStores,
  layers: readonly Layer[],
  partsOf: ReadonlyMap<string, Parts>,
  options: PackOptions,
): Promise<PackedLayers> {
  const sound = await packsThatAreThere(stores.store, options.earlier);
  const packer = new LayerPacker(stores, sound, options);
  const moved = new Map<string, Parts>();
  const packed: Layer[] = [];
  for (const layer of layers) {
    const rows: NewRow[] = await Array.fromAsync(
      segmentRows(stores.segments, "distributions", layer.indexes.distributions ?? [], new Set()),
    );
    const own = await packer.pack(membersIn(rows, partsOf));
    packed.push(own.size === 0 ? layer : await withParts(stores.segments, layer, rows, own));
    for (const [digest, places] of own) {
      moved.set(digest, places);
    }
  }
  const used = new Set([...partsOf].map(([digest, parts]) => packOf({ parts: moved.get(digest) ?? parts })));
  const packs = [...sound]
    .filter(([digest]) => used.has(digest))
    .sort(([left], [right]) => compareText(left, right));
  return { layers: packed, packs: packs.map(([, pack]) => pack), moved, sha256: packer.sha256 };
}

/** @param rows of the index of distributions */
function membersIn(rows: readonly NewRow[], partsOf: ReadonlyMap<string, Parts>): PackMember[] {
  return rows.flatMap(({ distribution, version, shard }) => {
    const digest = String(shard);
    const parts = partsOf.get(digest);
    const address = { name: String(distribution), version: String(version), digest };
    return parts === undefined ? [] : [{ address, parts }];
  });
}

/** Packs the shards of one layer after another. */
class LayerPacker {
  readonly sha256: Record<string, string> = {};
  readonly #maker: PackMaker;
  readonly #hasMade: boolean;
  readonly #sound: Map<string, Pack>;
  readonly #options: PackOptions;

  /** @param sound gets the packs that are made */
  constructor({ store, made }: PackStores, sound: Map<string, Pack>, options: PackOptions) {
    this.#maker = new PackMaker(store, made ?? store, options.signal);
    this.#hasMade = made !== undefined;
    this.#sound = sound;
    this.#options = options;
  }

  /** @returns where parts lie now that lay elsewhere, by digest of the shard */
  async pack(members: readonly PackMember[]): Promise<Map<string, Parts>> {
    const { packing, isLarge } = this.#options;
    const moved = new Map<string, Parts>();
    for (const group of planPacks(members, this.#sound, packing, isLarge)) {
      for (const { pack, parts } of await this.#maker.pack(group, packing)) {
        this.#sound.set(recordsDigest(pack), pack);
        for (const [digest, places] of parts) {
          moved.set(digest, places);
        }
      }
    }
    const isOwn = (member: PackMember) => packOf(member) === undefined && !moved.has(member.address.digest);
    // What was made just now, and is in no pack.
    for (const member of this.#hasMade ? members.filter(isOwn) : []) {
      const { parts, sha256 } = await this.#maker.keep(member);
      moved.set(member.address.digest, parts);
      Object.assign(this.sha256, sha256);
    }
    return moved;
  }
}

/** A layer in which other parts belong to some shards. */
async function withParts(
  segments: Store,
  layer: Layer,
  rows: readonly NewRow[],
  partsOf: ReadonlyMap<string, Parts>,
): Promise<Layer> {
  const changed = rows.map((row): NewRow => {
    const parts = partsOf.get(String(row.shard));
    return parts === undefined ? row : { ...row, parts: partsText(parts) };
  });
  const distributions = await writeSegments(segments, "distributions", [changed]);
  return { ...layer, indexes: { ...layer.indexes, distributions } };
}

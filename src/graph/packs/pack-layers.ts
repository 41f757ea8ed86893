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
  { store, made, segments }: PackStores,
  layers: readonly Layer[],
  partsOf: ReadonlyMap<string, Parts>,
  { packing, isLarge, earlier, signal }: PackOptions,
): Promise<PackedLayers> {
  const maker = new PackMaker(store, made ?? store, signal);
  const sound = await packsThatAreThere(store, earlier);
  const moved = new Map<string, Parts>();
  const sha256: Record<string, string> = {};
  const packed: Layer[] = [];
  for (const layer of layers) {
    const rows: NewRow[] = await Array.fromAsync(
      segmentRows(segments, "distributions", layer.indexes.distributions ?? [], new Set()),
    );
    const members = rows.flatMap((row): PackMember[] => {
      const [name, version, digest] = [row.distribution, row.version, row.shard].map(String) as [
        string,
        string,
        string,
      ];
      const parts = partsOf.get(digest);
      return parts === undefined ? [] : [{ address: { name, version, digest }, parts }];
    });
    const own = new Map<string, Parts>();
    for (const group of planPacks(members, sound, packing, isLarge)) {
      for (const { pack, parts } of await maker.pack(group, packing)) {
        sound.set(recordsDigest(pack), pack);
        for (const [digest, places] of parts) {
          own.set(digest, places);
        }
      }
    }
    for (const member of made === undefined
      ? []
      : members.filter(({ address }) => !own.has(address.digest))) {
      if (packOf(member) === undefined) {
        const kept = await maker.keep(member);
        own.set(member.address.digest, kept.parts);
        Object.assign(sha256, kept.sha256);
      }
    }
    packed.push(own.size === 0 ? layer : await withParts(segments, layer, rows, own));
    for (const [digest, places] of own) {
      moved.set(digest, places);
    }
  }
  const used = new Set([...partsOf].map(([digest, parts]) => packOf({ parts: moved.get(digest) ?? parts })));
  const packs = [...sound]
    .filter(([digest]) => used.has(digest))
    .sort(([left], [right]) => compareText(left, right));
  return { layers: packed, packs: packs.map(([, pack]) => pack), moved, sha256 };
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

import { isEdition } from "./answering.ts";
import { type ShardAddress, shardObjectKey } from "./layout.ts";
import { objectKind } from "./object-kind.ts";
import type { Store, StoredObject } from "./store.ts";

/**
 * The shard of each release of a distribution that a store has, whatever leads to it: of several the one that was written
 * last. None of files of a machine. In no order.
 *
 * @param name normalised
 */
export async function storedReleases(store: Store, name: string): Promise<ShardAddress[]> {
  const newest = new Map<string, { shard: ShardAddress; object: StoredObject }>();
  for await (const object of store.list(`shards/${name}/`)) {
    const [, , version = ""] = object.key.split("/").map(decoded);
    const shard = { name, version, digest: objectKind(object.key).unpackedDigest ?? "" };
    const known = newest.get(version);
    const isNewer = known === undefined || known.object.modified < object.modified;
    if (isNewer && shardObjectKey(shard) === object.key && !isEdition(version)) {
      newest.set(version, { shard, object });
    }
  }
  return [...newest.values()].map(({ shard }) => shard);
}

/** Of a key that is none of ours, which is then not the one that is expected. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

import { findExplored, type ShardEntry } from "../store/layout.ts";
import { type Store, UnreadableObjectError } from "../store/store.ts";

/** A package with the key of what it is made from. */
export interface AskedShard extends Pick<ShardEntry, "name" | "shardKey"> {
  /** Left out of the standard library, of which only its base says which release it is. */
  version?: string;
}

/**
 * The shard that was made from exactly these inputs, if it is still there. A record that is damaged, or another package's,
 * counts as none: what it said is found out again, and written over it.
 */
export async function doneBefore(
  store: Store,
  { name, version, shardKey }: AskedShard,
): Promise<ShardEntry | undefined> {
  try {
    const entry = await findExplored(store, shardKey);
    return entry?.name === name && (version === undefined || entry.version === version) ? entry : undefined;
  } catch (error) {
    if (error instanceof UnreadableObjectError) {
      return undefined;
    }
    throw error;
  }
}

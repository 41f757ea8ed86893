import { findExplored, type ShardEntry } from "../store/layout.ts";
import { type Store, UnreadableObjectError } from "../store/store.ts";

/**
 * The shard that was made from exactly these inputs, if it is still there. A record that is damaged counts as none: what
 * it said is found out again, and written over it.
 */
export async function doneBefore(store: Store, shardKey: string): Promise<ShardEntry | undefined> {
  try {
    return await findExplored(store, shardKey);
  } catch (error) {
    if (error instanceof UnreadableObjectError) {
      return undefined;
    }
    throw error;
  }
}

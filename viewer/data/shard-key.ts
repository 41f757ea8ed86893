/** Where the store has a shard. */
export function shardKey(distribution: string, version: string, digest: string): string {
  return `shards/${distribution}/${encodeURIComponent(version)}/${digest}.jsonl.gz`;
}

/** The address of an object of a store: what keys have encoded is encoded once more. */
export function objectAddress(store: string, key: string): string {
  return `${store}/${key.split("/").map(encodeURIComponent).join("/")}`;
}

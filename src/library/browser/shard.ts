/** `importgraph/shard` in a browser: of bytes and streams, such as the body of what `fetch` answers. */

export { openShardSource as openShard, readShardSource as readShard } from "../../shard/shard-source.ts";
export * from "../shard-types.ts";

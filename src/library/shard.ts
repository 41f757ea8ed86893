/** `importgraph/shard`: reads the graph of one release. docs/library.md tells how, docs/formats.md what its records are. */

import { fileURLToPath } from "node:url";
import { openShard as openFile } from "../shard/open-shard.ts";
import { readShard as readFile } from "../shard/reader.ts";
import type { ShardRecord } from "../shard/records.ts";
import type { Shard } from "../shard/shard.ts";
import {
  openShardSource,
  readShardSource,
  type ShardSource,
  type SourceOptions,
} from "../shard/shard-source.ts";

export * from "./shard-types.ts";

/**
 * Reads a shard record by record, and checks each. What it gave before it threw is of no use: a shard is whole or refused.
 *
 * @param source its path or `file:` URL, or, as in a browser, its bytes or a stream of them
 * @throws InputError that names file, line, what was found and what was expected, for one that is missing, cut off, damaged,
 *   written by a newer version, or no shard at all
 */
export async function* readShard(
  source: string | URL | ShardSource,
  options: SourceOptions = {},
): AsyncGenerator<ShardRecord> {
  const path = pathOf(source);
  if (path === undefined) {
    yield* readShardSource(source as ShardSource, options);
    return;
  }
  for await (const { record } of readFile(path, options)) {
    yield record;
  }
}

/**
 * Reads a whole shard into memory, ready to be asked.
 *
 * @param source as {@link readShard} takes it
 * @returns with its digest where it was a file
 * @throws InputError as {@link readShard}, and for a shard whose records contradict one another
 */
export async function openShard(
  source: string | URL | ShardSource,
  options: SourceOptions = {},
): Promise<Shard> {
  const path = pathOf(source);
  return path === undefined
    ? await openShardSource(source as ShardSource, options)
    : await openFile(path, options);
}

function pathOf(source: string | URL | ShardSource): string | undefined {
  if (source instanceof URL) {
    return fileURLToPath(source);
  }
  return typeof source === "string" ? source : undefined;
}

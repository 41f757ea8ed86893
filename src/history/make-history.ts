import { isDeepStrictEqual } from "node:util";
import { NewerGraphError } from "../page/document.ts";
import {
  type HistoryDocument,
  historyFileKey,
  historyKey,
  readHistoryDocument,
} from "../page/history-document.ts";
import { DamagedFileError } from "../page/object-reader.ts";
import { compareVersions, normalizeVersion } from "../releases/versions.ts";
import { type AnsweringEntry, newestFirst } from "../store/answering.ts";
import { openKeptShard } from "../store/kept-shard.ts";
import type { ShardAddress } from "../store/layout.ts";
import type { Store } from "../store/store.ts";
import { storedReleases } from "../store/stored-releases.ts";
import { HistoryBuilder } from "./history-builder.ts";
import { type HistoryCircumstances, keepHistory } from "./history-file.ts";

/**
 * The shards that the history of a distribution is made of: one for each version that the store has, the oldest first, none
 * of this machine's files. Of a version that questions are answered from it is the one that answers.
 *
 * @param entries those that questions are answered from
 * @param name normalised
 */
export async function historyShards(
  store: Store,
  entries: readonly AnsweringEntry[],
  name: string,
): Promise<ShardAddress[]> {
  const answering = entries.filter((entry) => entry.name === name && entry.local !== true);
  const stored = await storedReleases(store, name);
  // The first of a version counts.
  const all = [...newestFirst(answering), ...stored].filter(
    ({ version }) => normalizeVersion(version) !== undefined,
  );
  const versions = Map.groupBy(all, ({ version }) => version);
  return [...versions.values()]
    .flatMap(([first]) => first ?? [])
    .map(({ version, digest }) => ({ name, version, digest }))
    .sort((left, right) => compareVersions(left.version, right.version));
}

/** The history that a store has of a distribution; undefined where there is none, or it has to be made again. */
export async function keptHistory(store: Store, name: string): Promise<HistoryDocument | undefined> {
  try {
    const document = await readHistoryDocument(store, historyKey(name));
    const file = document && (await store.stat(historyFileKey(name, document.digest)));
    return document !== undefined && file?.sizeBytes === document.bytes ? document : undefined;
  } catch (error) {
    if (error instanceof DamagedFileError && !(error instanceof NewerGraphError)) {
      return undefined;
    }
    throw error;
  }
}

export interface MakeHistoryOptions {
  signal?: AbortSignal;
  /** Called before each shard is read. */
  onShard?: (shard: ShardAddress, index: number) => void;
}

/**
 * Makes the history of a distribution out of shards, one after another, and keeps it; one that is of the same shards stays.
 *
 * @param shards those of {@link historyShards}, at least one
 * @throws UnreadableObjectError where one is not there, damaged, or another one than its name says
 */
export async function makeHistory(
  store: Store,
  shards: readonly ShardAddress[],
  circumstances: HistoryCircumstances,
  { signal, onShard }: MakeHistoryOptions = {},
): Promise<HistoryDocument> {
  const { name, hasEarlier, missing } = circumstances;
  const kept = await keptHistory(store, name);
  const isSame =
    kept?.hasEarlier === hasEarlier &&
    isDeepStrictEqual(
      kept.releases.map(({ shard }) => shard),
      shards.map(({ digest }) => digest),
    ) &&
    isDeepStrictEqual(kept.missing, missing);
  if (isSame) {
    return kept;
  }
  const builder = new HistoryBuilder();
  for (const [index, shard] of shards.entries()) {
    signal?.throwIfAborted();
    onShard?.(shard, index);
    builder.add(await openKeptShard(store, shard));
  }
  return await keepHistory(store, builder.finish(hasEarlier), circumstances);
}

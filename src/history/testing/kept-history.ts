/** Histories of distributions of one module, for tests. */

import { keepModule, type ModuleShard } from "../../graph/testing/module-shard.ts";
import type { HistoryDocument } from "../../page/history-document.ts";
import type { ShardEntry } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { History } from "../history.ts";
import { makeHistory } from "../make-history.ts";

/** Keeps releases of a distribution, the oldest first. */
export async function keepReleases(
  store: Store,
  name: string,
  releases: Readonly<Record<string, ModuleShard>>,
): Promise<ShardEntry[]> {
  const entries: ShardEntry[] = [];
  for (const [version, shard] of Object.entries(releases)) {
    entries.push(await keepModule(store, name, { ...shard, version }));
  }
  return entries;
}

/** Makes the history of shards as if no release were before the first one. */
export async function historyOf(
  store: Store,
  shards: readonly ShardEntry[],
  circumstances: Partial<Pick<HistoryDocument, "hasEarlier" | "missing">> = {},
): Promise<History> {
  const name = shards[0]?.name ?? "";
  await makeHistory(store, shards, { name, hasEarlier: false, missing: [], ...circumstances });
  const history = await History.open(store, name);
  if (history === undefined) {
    throw new Error(`${name} has no history, though it was made`);
  }
  return history;
}

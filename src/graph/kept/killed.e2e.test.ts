/** Whoever makes a graph may end at any instant: what is kept is sound, and the next one completes it. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Graph, readGraph } from "../../page/graph-document.ts";
import { runGraphKey } from "../../page/graph-keys.ts";
import { verifyStore } from "../../store/care/verify.ts";
import { folderStore } from "../../store/folder-store.ts";
import type { ShardEntry } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { endingAfter } from "../../store/testing/ending-store.ts";
import { keepTinyShard } from "../../store/testing/tiny-run.ts";
import { OpenGraph } from "../questions/open-graph.ts";
import { whereis } from "../questions/whereis.ts";
import { graphRun } from "../testing/graph-run.ts";
import { headGraph } from "./asked-graph.ts";
import { commitTables } from "./commit-tables.ts";

vi.setConfig({ testTimeout: 300_000 });

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-killed-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const graphMakers = {
  "of the head": async (store: Store, shards: readonly ShardEntry[]) => {
    const { graph } = await headGraph(store, shards);
    return graph;
  },
  "of a run, with the log of its tables": async (store: Store, shards: readonly ShardEntry[]) => {
    const { id } = await graphRun(store, shards);
    await commitTables(store);
    return (await readGraph(store, runGraphKey(id))) as Graph;
  },
  "of a run whose parts are put into packs, beside those that lie there": async (
    store: Store,
    shards: readonly ShardEntry[],
  ) => {
    const packing = { shards: 1, together: 1, bytes: 1024 * 1024 };
    const { id } = await graphRun(store, shards, undefined, { packing });
    await commitTables(store);
    return (await readGraph(store, runGraphKey(id))) as Graph;
  },
};

test.each(Object.entries(graphMakers))("a graph %s", async (_of, make) => {
  let isDone = false;
  for (let changes = 0; !isDone; changes += 1) {
    const store = folderStore(join(folder, `store-${changes}`));
    const first = await keepTinyShard(store, "1.0");
    const second = await keepTinyShard(store, "2.0", "other");
    // What there is already must answer whatever becomes of what is new.
    await graphRun(store, [first]);
    const before = await headGraph(store, [first]);
    isDone = await make(endingAfter(store, changes), [first, second]).then(
      () => true,
      () => false,
    );
    expect((await verifyStore(store)).faults).toEqual([]);
    expect((await whereis(new OpenGraph(store, before.graph), "tiny.make")).owners).toHaveLength(1);

    const graph = await make(store, [first, second]);
    expect((await whereis(new OpenGraph(store, graph), "tiny.make")).owners).toMatchObject([
      { distribution: "other" },
      { distribution: "tiny" },
    ]);
    expect((await verifyStore(store)).faults).toEqual([]);
    expect(changes).toBeLessThan(60);
  }
});

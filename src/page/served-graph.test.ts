import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { graphRun } from "../graph/testing/graph-run.ts";
import { keepModule } from "../graph/testing/module-shard.ts";
import { folderStore } from "../store/folder-store.ts";
import { HttpReader } from "./http-reader.ts";
import { readServedGraph } from "./served-graph.ts";
import { type FileServer, serveFiles } from "./testing/file-server.ts";

let folder: string;
let server: FileServer;
let reader: HttpReader;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-served-"));
  const store = folderStore(folder);
  const one = await keepModule(store, "one");
  await graphRun(store, [one]);
  await graphRun(store, [one, await keepModule(store, "two")], "2026-11-24T10:00:00.000Z");
  server = await serveFiles(folder);
  reader = new HttpReader(server.address);
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

test("the latest run's graph is asked, or that of a run that is named", async () => {
  expect(await readServedGraph(reader)).toMatchObject({ run: "2026-11-24", graph: { shards: 2 } });
  expect(await readServedGraph(reader, "2026-11-23")).toMatchObject({ graph: { shards: 1 } });
});

test("the latest run's graph comes with latest.json; where that has none that can be read, it is fetched", async () => {
  const { graph } = await readServedGraph(reader);
  expect(server.asked).toEqual(["latest.json"]);
  const path = join(folder, "latest.json");
  const { checksum: _, graph: own, ...latest } = JSON.parse(await readFile(path, "utf8"));
  expect(own).toMatchObject({ shards: 2 });
  for (const changed of [latest, { ...latest, graph: { ...own, format: 999 } }]) {
    await writeFile(path, JSON.stringify(changed));
    expect(await readServedGraph(reader)).toEqual({ graph, run: "2026-11-24" });
    expect(server.asked.at(-1)).toBe("runs/2026-11-24/graph.json");
  }
});

test("without a run it is the graph of what was explored last", async () => {
  await rm(join(folder, "latest.json"));
  await expect(readServedGraph(reader)).rejects.toThrow(/some%20store\/graph\.json: there is no graph/);
});

test.each([
  ["cut off", '{"format":1,"run":"2026-', "is not JSON"],
  ["changed by a digit", undefined, "its content is not what was written"],
  ["of a newer format", '{"format":2}', "has format 2, and this program reads up to 1"],
  ["something else", '{"format":1,"run":"../../etc"}', "run"],
])("a latest.json that is %s is told", async (_, text, message) => {
  const path = join(folder, "latest.json");
  const changed = new TextDecoder().decode(await folderStore(folder).read("latest.json"));
  await writeFile(path, text ?? changed.replaceAll("2026-11-24", "2026-11-23"));
  await expect(readServedGraph(reader)).rejects.toThrow(message);
});

/** Questions on a store that a server of files gives: over HTTP, as good or bad as that is. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HEAD_GRAPH_KEY } from "../page/graph-keys.ts";
import { type FileServer, serveFiles } from "../page/testing/file-server.ts";
import { folderStore } from "../store/folder-store.ts";
import type { ShardEntry } from "../store/layout.ts";
import type { Store } from "../store/store.ts";
import { completeTinyRun, exploredPackage, keepTinyShard } from "../store/testing/tiny-run.ts";
import { runProgram } from "./testing/program-stand.ts";

let folder: string;
let store: Store;
let tiny: ShardEntry;
let server: FileServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-served-"));
  store = folderStore(join(folder, "out"));
  vi.stubEnv("IMPORTGRAPH_STORE", join(folder, "out"));
  tiny = await keepTinyShard(store, "1.0");
  await keepTinyShard(store, "2.0", "other");
});

afterEach(async () => {
  await server.close();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const importgraph = (...args: string[]) => runProgram(folder, args);

test("is asked with few requests, by ranges", async () => {
  await importgraph("merge");
  server = await serveFiles(join(folder, "out"));
  const asked = await importgraph("whereis", "tiny.make", "--store", server.address);
  expect(asked).toEqual({ ...(await importgraph("whereis", "tiny.make")), err: "" });
  expect(server.asked[0]).toBe("latest.json");
  expect(server.asked[1]).toBe("graph.json");
  expect(server.asked.filter((key) => key.startsWith("indexes/")).length).toBeLessThanOrEqual(4);
  expect((await importgraph("show", "tiny.make", "--store", server.address)).out).toContain("Make a thing.");
});

test("answers from its latest run, and without ranges as well, which is said", async () => {
  const { id } = await completeTinyRun(store, { tiny: exploredPackage(tiny) });
  await importgraph("merge", "--run", id);
  server = await serveFiles(join(folder, "out"), "whole");
  const { out, err } = await importgraph("whereis", "tiny.make", "--store", server.address);
  expect(out).toMatch(/^tiny +1\.0 +tiny\.make +function\n$/);
  expect(err.match(/sends whole files/g)).toHaveLength(1);
});

test("questions cost four requests at most, whatever is asked", async () => {
  await importgraph("merge");
  for (const question of [
    ["whereis", "tiny"],
    ["whereis", "Thing.size"],
    ["show", "tiny.things.Thing"],
    ["dependents", "base"],
    ["dependents", "base.core.Base"],
  ]) {
    server = await serveFiles(join(folder, "out"));
    const { out, code } = await importgraph(...question, "--store", server.address);
    expect([question, code, server.asked.length <= 4, server.asked]).toEqual([
      ...[question, 0, true, server.asked],
    ]);
    expect(out).not.toBe("");
    await server.close();
  }
  server = await serveFiles(join(folder, "out"));
  const first = (await importgraph("dependents", "base.core.Base", "--store", server.address)).out;
  expect(first).toContain(
    "3 times; base, call, import; gives name=; with 2.0\n  tiny/things.py:5  tiny.things.Thing",
  );
  expect(first).toContain("… and in 1 more place (--all shows them)");
  const all = await importgraph("dependents", "base.core.Base", "--all", "--store", server.address);
  expect(all.out).toBe((await importgraph("dependents", "base.core.Base", "--all")).out);
});

test("that says 403 of what is not there is asked as one that says 404", async () => {
  await importgraph("merge");
  server = await serveFiles(join(folder, "out"), "forbidden");
  for (const question of [
    ["whereis", "tiny.make"],
    ["show", "tiny.make"],
  ]) {
    const asked = await importgraph(...question, "--store", server.address);
    expect(asked).toMatchObject({ code: 0, out: expect.stringContaining("tiny") });
  }
  expect((await importgraph("whereis", "tiny", "--store", `${server.address}/none`)).err).toContain(
    "/none/graph.json: there is no graph: nothing was published there, an earlier version did, or it may not be read",
  );
});

test("whose run has no graph says how one is made, and shows what shards have", async () => {
  const { id } = await completeTinyRun(store, { tiny: exploredPackage(tiny) });
  server = await serveFiles(join(folder, "out"));
  const none = await importgraph("whereis", "tiny", "--store", server.address);
  expect(none.err).toContain(`runs/${id}/graph.json: there is no graph`);
  expect(none.err).toContain("importgraph merge");
  expect((await importgraph("whereis", "tiny", "--run", id, "--store", server.address)).err).toContain(
    `merge --run ${id}`,
  );
  expect((await importgraph("show", "tiny.make", "--store", server.address)).out).toContain("Make a thing.");
});

test("whose files are lost, damaged, exchanged or newer is told by their names", async () => {
  await importgraph("merge");
  server = await serveFiles(join(folder, "out"));
  const key = async (index: string) =>
    (await Array.fromAsync(store.list(`indexes/${index}/`)))[0]?.key ?? "none";
  const [names, dependents] = [await key("names"), await key("dependents")];
  const ask = async (
    question: string,
    broken: string,
    body: Uint8Array | string | undefined,
    name = "tiny.make",
  ) => {
    const sound = (await store.read(broken)) as Uint8Array;
    await (body === undefined ? store.remove(broken) : store.write(broken, body));
    const { err, out, code } = await importgraph(question, name, "--store", server.address);
    await store.write(broken, sound);
    expect([code, out]).toEqual([1, ""]);
    return err;
  };
  const sound = (await store.read(names)) as Uint8Array;
  expect(await ask("whereis", names, undefined)).toContain(`${names}: there is no such object`);
  expect(await ask("whereis", names, sound.slice(0, 70))).toContain(`${names}: it is cut off`);
  expect(await ask("whereis", names, sound.toReversed())).toContain(`${names}: its bytes`);
  expect(await ask("dependents", dependents, sound, "base")).toContain(`${dependents}: `);
  const graph = new TextDecoder().decode(await store.read(HEAD_GRAPH_KEY));
  for (const question of ["whereis", "show"]) {
    expect(await ask(question, HEAD_GRAPH_KEY, '{"format":99}')).toContain("has format 99");
    expect(await ask(question, HEAD_GRAPH_KEY, graph.slice(0, -9))).toContain("graph.json: is not JSON");
    expect(await ask(question, HEAD_GRAPH_KEY, graph.replace("1.0", "1.1"))).toContain(
      "its content is not what was written",
    );
  }
});

test("cannot be written, nor be told what it has", async () => {
  server = await serveFiles(join(folder, "out"));
  for (const args of [["merge"], ["store", "verify"], ["store", "prune", "--keep", "1"]]) {
    const { err, code } = await importgraph(...args, "--store", server.address);
    expect(err).toContain("is a server of files: it can be read only");
    expect(code).toBe(1);
  }
  expect((await importgraph("whereis", "tiny", "--store", `${server.address}?x`)).err).toContain(
    "without query",
  );
  expect((await importgraph("whereis", "tiny", "--store", `${server.address}/none`)).err).toContain(
    "/none/graph.json: there is no graph",
  );
});

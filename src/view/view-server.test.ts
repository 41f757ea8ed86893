import { once } from "node:events";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../exec/temporary-folder.ts";
import { freePort } from "../exec/testing/server-stand.ts";
import { graphRun } from "../graph/testing/graph-run.ts";
import { keepModule } from "../graph/testing/module-shard.ts";
import { HttpReader } from "../page/http-reader.ts";
import { readServedGraph } from "../page/served-graph.ts";
import { serveFiles } from "../page/testing/file-server.ts";
import { folderStore } from "../store/folder-store.ts";
import { openHttpStore } from "../store/http-store.ts";
import type { Store } from "../store/store.ts";
import type { LoopbackServer } from "./loopback-server.ts";
import { pageFile } from "./page-files.ts";
import { serveView, type ViewOptions } from "./view-server.ts";
import { viewedStore } from "./viewed-store.ts";

const PAGE = new Map(
  Object.entries({
    "index.html": "<!doctype html><title>importgraph</title>",
    "assets/index-DJDqEz17.js": "export {};",
  }).map(([name, text]) => [name, pageFile(name, new TextEncoder().encode(text))]),
);

let folder: TemporaryFolder;
let store: Store;
let servers: LoopbackServer[];
let failures: unknown[];

beforeEach(async () => {
  folder = await temporaryFolder();
  store = folderStore(join(folder.path, "out"));
  [servers, failures] = [[], []];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await folder.remove();
});

async function serve(options: Partial<ViewOptions> = {}, from = store): Promise<string> {
  const renew = () => viewedStore(from);
  const server = await serveView({
    ...{ page: PAGE, viewed: options.viewed ?? (await renew()), renew, port: 0, isOfRun: false },
    ...{ onFailure: (error: unknown) => failures.push(error), ...options },
  });
  servers.push(server);
  return server.address;
}

interface Got {
  status: number | undefined;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

/** Unlike `fetch`, it sends what it is given: any path, host and method. */
async function get(
  address: string,
  path: string,
  { method = "GET", ...headers }: Record<string, string> = {},
): Promise<Got> {
  const { hostname, port } = new URL(address);
  const asked = request({ hostname, port, path, method, headers });
  asked.end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

/** A run of one distribution, and the key of one segment of its graph. */
async function aRun(): Promise<string> {
  const manifest = await graphRun(store, [await keepModule(store, "one")]);
  return (
    Object.keys(manifest.objects).find((key) => key.startsWith("indexes/names/")) ?? expect.fail("no segment")
  );
}

test("the page and its files come with a policy, their types, and how long they may be kept", async () => {
  await aRun();
  const address = await serve();
  const page = await get(address, "/");
  expect([page.status, String(page.body)]).toEqual([200, "<!doctype html><title>importgraph</title>"]);
  expect(page.headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
  });
  const policy = String(page.headers["content-security-policy"]);
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  const script = await get(address, "/assets/index-DJDqEz17.js?x=1");
  expect(script.headers).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": expect.stringContaining("immutable"),
  });
  const known = { "if-none-match": String(script.headers.etag) };
  expect(await get(address, "/assets/index-DJDqEz17.js", known)).toMatchObject({
    status: 304,
    body: Buffer.of(),
  });
  expect((await get(address, "/nothing.js")).status).toBe(404);
});

test("texts come packed to whoever takes that, and are known by another tag", async () => {
  const script = new TextEncoder().encode("export const text = 1;\n".repeat(200));
  await aRun();
  const address = await serve({ page: new Map([["large.js", pageFile("large.js", script)]]) });
  const plain = await get(address, "/large.js");
  const packed = await get(address, "/large.js", { "accept-encoding": "br, gzip" });
  expect([plain.body, gunzipSync(packed.body)]).toEqual([Buffer.from(script), Buffer.from(script)]);
  expect(packed.headers).toMatchObject({
    "content-encoding": "gzip",
    vary: "accept-encoding",
    "content-length": String(packed.body.length),
  });
  expect(packed.body.length).toBeLessThan(script.length / 10);
  expect(packed.headers.etag).not.toBe(plain.headers.etag);
  const known = { "accept-encoding": "gzip", "if-none-match": String(packed.headers.etag) };
  expect((await get(address, "/large.js", known)).status).toBe(304);
  const latest = await get(address, "/store/latest.json", { "accept-encoding": "gzip" });
  expect(JSON.parse(String(gunzipSync(latest.body)))).toMatchObject({ run: "2026-11-23" });
});

test("the settings say where the store is, which runs there are, and the run where one was asked for", async () => {
  await aRun();
  const settings = async (address: string) => JSON.parse(String((await get(address, "/store.json")).body));
  const expected = { format: 1, store: "./store/", runs: ["2026-11-23"] };
  expect(await settings(await serve())).toEqual(expected);
  const ofRun = { isOfRun: true, viewed: await viewedStore(store, { run: "2026-11-23" }) };
  expect(await settings(await serve(ofRun))).toEqual({ ...expected, run: "2026-11-23" });
});

test("objects come whole or in parts, as RFC 9110 has it", async () => {
  const key = await aRun();
  const address = await serve();
  const whole = await readFile(join(folder.path, "out", key));
  const [size, path] = [whole.length, `/store/${key}`];
  const all = await get(address, path);
  expect([all.status, all.body]).toEqual([200, whole]);
  expect(all.headers).toMatchObject({
    "content-type": "application/vnd.apache.parquet",
    "content-length": String(size),
    "accept-ranges": "bytes",
    "cache-control": expect.stringContaining("immutable"),
  });
  const part = async (range: string, more: Record<string, string> = {}) => {
    const { status, headers, body } = await get(address, path, { range, ...more });
    return [status, headers["content-range"], body];
  };
  expect(await part("bytes=4-9")).toEqual([206, `bytes 4-9/${size}`, whole.subarray(4, 10)]);
  const last = [206, `bytes ${size - 3}-${size - 1}/${size}`, whole.subarray(-3)];
  expect(await part(`bytes=${size - 3}-`)).toEqual(last);
  expect(await part("bytes=-3")).toEqual(last);
  expect(await part(`bytes=${size - 3}-${size + 99}`)).toEqual(last);
  expect(await part(`bytes=${size}-`)).toEqual([416, `bytes */${size}`, Buffer.of()]);
  expect(await part("bytes=-0")).toEqual([416, `bytes */${size}`, Buffer.of()]);
  for (const other of ["bytes=0-1,3-4", "bytes=9-4", "lines=1-2", "bytes=-", "bytes=a-b"]) {
    expect((await part(other))[0]).toBe(200);
  }
  const tag = String(all.headers.etag);
  expect(await part("bytes=4-9", { "if-range": tag })).toEqual([
    206,
    `bytes 4-9/${size}`,
    whole.subarray(4, 10),
  ]);
  expect((await part("bytes=4-9", { "if-range": '"another"' }))[0]).toBe(200);
  expect((await get(address, path, { "if-none-match": `"x", W/${tag}` })).status).toBe(304);
  const head = await get(address, path, { method: "HEAD" });
  expect([head.status, head.headers["content-length"], head.body]).toEqual([200, String(size), Buffer.of()]);
});

test("only reading is possible, and only by names of this machine", async () => {
  await aRun();
  const address = await serve();
  const posted = await get(address, "/", { method: "POST" });
  expect([posted.status, posted.headers.allow]).toEqual([405, "GET, HEAD"]);
  expect((await get(address, "/", { host: "attacker.example" })).status).toBe(421);
  expect((await get(address, "/", { host: "127.0.0.1.attacker.example:8470" })).status).toBe(421);
  expect((await get(address, "/store/latest.json", { host: "localhost.attacker.example" })).status).toBe(421);
  for (const host of ["localhost:8470", "LOCALHOST", "[::1]:1", "127.0.0.1:65535"]) {
    expect((await get(address, "/", { host })).status).toBe(200);
  }
});

test("nothing but objects of runs and graphs is given, whatever path leads there", async () => {
  const key = await aRun();
  const out = join(folder.path, "out");
  await writeFile(join(folder.path, "secret.json"), "{}");
  await mkdir(join(out, "logs"));
  await writeFile(join(out, "logs", "one.log"), "own");
  const address = await serve();
  const paths = [
    ...["/store/../secret.json", "/../secret.json", "/store/%2e%2e/secret.json", "/store/..%2fsecret.json"],
    ...[
      "/store/runs/2026-11-23/logs/%2e%2e",
      "/store/runs/2026-11-23/..%5c..%5csecret.json",
      "//store/latest.json",
    ],
    ...[
      "/store/logs/one.log",
      "/store/head.json",
      "/store/",
      "/store",
      "/store/%00",
      "/store/%ff",
      "/store/latest.json/",
    ],
    ...[`/store/${key}/../../../../secret.json`, `/store/tables/nodes/${"a".repeat(64)}.parquet`],
  ];
  for (const path of paths) {
    expect([path, (await get(address, path)).status]).toEqual([path, 404]);
  }
  expect(failures).toEqual([]);
  // What a link leads to is another's, whatever it is called.
  const path = join(out, ...key.split("/"));
  await rm(path);
  await symlink(join(folder.path, "secret.json"), path);
  expect((await get(address, `/store/${key}`)).status).toBe(404);
});

test("what was explored since is there when the page is loaded again", async () => {
  await aRun();
  const address = await serve();
  const releases = async () => {
    await get(address, "/store.json");
    const { graph, run } = await readServedGraph(new HttpReader(`${address}store`));
    return [run, graph.releases.map(([name]) => name)];
  };
  expect(await releases()).toEqual(["2026-11-23", ["one"]]);
  await keepModule(store, "two");
  expect(await releases()).toEqual([undefined, ["one", "two"]]);
  const first = JSON.parse(String((await get(address, "/store.json")).body));
  expect(first.runs).toEqual(["2026-11-23"]);
});

test("a store without a run gets its graph when it is looked at", async () => {
  await keepModule(store, "one");
  const address = await serve();
  const { run, graph } = await readServedGraph(new HttpReader(`${address}store`));
  expect([run, graph.shards]).toEqual([undefined, 1]);
});

test("a server of files is asked by this machine, in parts", async () => {
  const key = await aRun();
  const files = await serveFiles(join(folder.path, "out"));
  try {
    const address = await serve({}, openHttpStore(files.address));
    const { status, headers, body } = await get(address, `/store/${key}`, { range: "bytes=0-3" });
    expect([status, headers["content-range"], String(body)]).toEqual([206, "bytes 0-3/*", "PAR1"]);
    expect(files.asked.at(-1)).toBe(`${key} bytes=0-3`);
    expect((await get(address, `/store/${key}`, { method: "HEAD" })).status).toBe(200);
    expect((await get(address, `/store/${key}`, { range: "bytes=99999999-" })).status).toBe(200);
    expect((await get(address, `/store/${key}`, { range: "bytes=99999998-99999999" })).status).toBe(416);
    expect((await get(address, `/store/indexes/names/${"0".repeat(64)}.parquet`)).status).toBe(404);
    expect((await readServedGraph(new HttpReader(`${address}store`))).run).toBe("2026-11-23");
  } finally {
    await files.close();
  }
});

test("what a store refuses is told, to the page and to who serves it", async () => {
  await aRun();
  const viewed = await viewedStore(store);
  const read = () => Promise.reject(new Error("a defect"));
  const address = await serve({ viewed: { ...viewed, store: { ...viewed.store, read } } });
  expect((await get(address, "/store/latest.json")).status).toBe(500);
  expect(failures).toEqual([expect.objectContaining({ message: "a defect" })]);
});

test("a port that is in use is told, and the usual one is taken where it is free only", async () => {
  await aRun();
  const other = createServer();
  const port = await freePort();
  other.listen(port, "127.0.0.1");
  await once(other, "listening");
  try {
    await expect(serve({ port })).rejects.toThrow(
      `port ${port} of this machine is in use by another program\n  → give another --port, or none, which takes one that is free`,
    );
  } finally {
    other.close();
  }
  const [first, second] = [await serve({ port: undefined }), await serve({ port: undefined })];
  expect(first).not.toBe(second);
  expect([(await get(first, "/")).status, (await get(second, "/")).status]).toEqual([200, 200]);
});

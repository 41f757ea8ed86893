import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HttpReader } from "./http-reader.ts";
import { type FileServer, type Manner, serveFiles } from "./testing/file-server.ts";

const TEXT = "0123456789abcdefghij";

let folder: string;
let server: FileServer | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-http-"));
  await mkdir(join(folder, "a"));
  await writeFile(join(folder, "a", "1.0%2Bcpu"), TEXT);
});

afterEach(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

const KEY = "a/1.0%2Bcpu";
const said: string[] = [];

async function readerOf(manner: Manner): Promise<HttpReader> {
  server = await serveFiles(folder, manner);
  said.length = 0;
  return new HttpReader(server.address, { say: (line) => said.push(line) });
}

const text = (body: Uint8Array | undefined) => body && new TextDecoder().decode(body);

test.each(["ranges", "whole", "cut", "busy", "forbidden"] as const)(
  "objects and parts of them are had from a server that is like this: %s",
  async (manner) => {
    const reader = await readerOf(manner);
    expect(text(await reader.readRange(KEY, 3, 7))).toBe("3456");
    expect(text(await reader.readRange(KEY, 18, 40))).toBe("ij");
    expect(text(await reader.readRange(KEY, 20, 40))).toBe("");
    expect(text(await reader.read(KEY))).toBe(TEXT);
    expect(await reader.read("a/none")).toBeUndefined();
    expect(await reader.readRange("a/none", 0, 4)).toBeUndefined();
  },
);

test("of a server that knows no ranges a file is fetched once, and that is said once", async () => {
  const reader = await readerOf("whole");
  await reader.readRange(KEY, 3, 7);
  await reader.readRange(KEY, 8, 9);
  await reader.readRange("a/none", 8, 9);
  expect(server?.asked).toEqual([`${KEY} bytes=3-6`, "a/none"]);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("sends whole files");
});

test("another part than was asked for is no answer", async () => {
  const reader = await readerOf("wrong");
  await expect(reader.readRange(KEY, 3, 7)).rejects.toThrow(
    `${KEY}: cannot be fetched: it sent another part`,
  );
  expect(reader.traffic.requests).toBe(4);
});

test("a slow server is waited for as long as something comes, and one that falls silent is told", async () => {
  server = await serveFiles(folder, "slow");
  const patient = new HttpReader(server.address, { silenceSeconds: 0.6 });
  expect(text(await patient.readRange(KEY, 3, 13))).toBe("3456789abc");
  expect(patient.traffic.requests).toBe(1);
  await server.close();
  server = await serveFiles(folder, "silent");
  const reader = new HttpReader(server.address, { silenceSeconds: 0.2 });
  await expect(reader.readRange(KEY, 3, 7)).rejects.toThrow(
    `${KEY}: cannot be fetched: Error: nothing came for 0.2 s`,
  );
  expect(reader.traffic.requests).toBe(4);
});

test("a connection that is cut each time is told, and no part of an answer is taken for the whole", async () => {
  const reader = await readerOf("broken");
  await expect(reader.readRange(KEY, 3, 7)).rejects.toThrow(/1\.0%2Bcpu: cannot be fetched: .*terminated/);
  expect(reader.traffic.requests).toBe(4);
});

test("a file that is sent whole and is larger than anybody wants is not waited for", async () => {
  const reader = await readerOf("huge");
  await expect(reader.readRange(KEY, 3, 7)).rejects.toThrow(
    `${KEY}: cannot be fetched: it sends ${2 ** 40} bytes where 4 are asked for`,
  );
});

test("a server that is not there is told by its address", async () => {
  const reader = await readerOf("ranges");
  await server?.close();
  server = undefined;
  await expect(reader.read(KEY)).rejects.toThrow(
    /127\.0\.0\.1:\d+\/some%20store\/a\/1\.0%2Bcpu: cannot be fetched: .*ECONNREFUSED/,
  );
});

test("whoever gives up is not kept waiting", async () => {
  server = await serveFiles(folder, "wrong");
  const reader = new HttpReader(server.address, { signal: AbortSignal.timeout(50) });
  await expect(reader.readRange(KEY, 3, 7)).rejects.toThrow("timeout");
});

import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../errors/input-error.ts";
import { openShard } from "./open-shard.ts";
import { readShard } from "./reader.ts";
import type { ShardContent } from "./records.ts";
import { tinyShard } from "./testing/tiny-shard.ts";
import { writeShard } from "./writer.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-shard-"));
  path = join(folder, "tiny.jsonl.gz");
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function linesOf(content: ShardContent): Promise<string[]> {
  await writeShard(path, content);
  return gunzipSync(await readFile(path))
    .toString("latin1")
    .split("\n")
    .slice(0, -1);
}

async function messageOf(bytes: string | Uint8Array): Promise<string> {
  await writeFile(path, bytes);
  try {
    for await (const _ of readShard(path)) {
      // All of it is to be read.
    }
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message.replaceAll(path, "FILE");
  }
  return "";
}

describe("writeShard", () => {
  it("writes what openShard gives back", async () => {
    const written = await writeShard(path, tinyShard());
    const { header, nodes, externals, entryPoints, imports, uses, requirements, problems, digest } =
      await openShard(path);
    expect({ header, nodes, externals, entryPoints, imports, uses, requirements, problems }).toEqual(
      tinyShard(),
    );
    expect(digest).toBe(written.digest);
    const compressed = await readFile(path);
    expect(written.sizeBytes).toBe(compressed.length);
    expect(written.digest).toBe(createHash("sha256").update(gunzipSync(compressed)).digest("hex"));
  });

  it("gives nothing back of a shard that contradicts itself", async () => {
    const { nodes, ...rest } = tinyShard();
    await writeShard(path, { ...rest, nodes: nodes.filter(({ id }) => id !== "tiny.make") });
    await expect(openShard(path)).rejects.toThrow(
      /the shard contradicts itself: .*"tiny.make".*not in this shard/,
    );
    await expect(openShard(path)).rejects.toBeInstanceOf(InputError);
  });

  it("writes equal bytes for equal content, in whatever order it comes", async () => {
    const content = tinyShard();
    await writeShard(path, content);
    const first = await readFile(path);
    await writeShard(path, {
      ...content,
      nodes: [...content.nodes].reverse(),
      externals: [...content.externals].reverse(),
    });
    expect(await readFile(path)).toEqual(first);
  });

  it("leaves nothing behind when it fails, and keeps what was there", async () => {
    await writeFile(path, "old");
    const broken = { ...tinyShard(), problems: [{ ...tinyShard().problems[0], message: "\ud800" }] };
    await expect(writeShard(path, broken as ShardContent)).rejects.toThrow("lone surrogate");
    const stopped = writeShard(path, tinyShard(), { signal: AbortSignal.abort(new Error("stopped")) });
    await expect(stopped).rejects.toThrow();
    expect(await readdir(folder)).toEqual(["tiny.jsonl.gz"]);
    expect(await readFile(path, "utf8")).toBe("old");
  });

  it("says where it can't write", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(writeShard(join(folder, "file", "tiny.jsonl.gz"), tinyShard())).rejects.toThrow(InputError);
  });
});

describe("readShard", () => {
  it("takes a shard that is not compressed", async () => {
    const lines = await linesOf(tinyShard());
    expect(await messageOf(`${lines.join("\n")}\n`)).toBe("");
  });

  it("lets fields and kinds of records pass that it doesn't know", async () => {
    const [header = "", ...rest] = await linesOf(tinyShard());
    const newer = [header.replace("{", '{"new":1,'), '{"record":"novelty","id":7}', ...rest];
    expect(await messageOf(`${newer.join("\n")}\n`)).toBe("");
  });

  it("reads a shard of an earlier version, which tells nothing of what is taken", async () => {
    const lines = await linesOf(tinyShard());
    const earlier = lines.filter((line) => !/^\{"record":"(import|use|requirement)"/.test(line));
    expect(earlier.length).toBeLessThan(lines.length);
    await writeFile(path, `${earlier.join("\n")}\n`);
    expect(await openShard(path)).toMatchObject({ ...tinyShard(), imports: [], uses: [], requirements: [] });
  });

  it.each<[string, (lines: string[]) => string[], string]>([
    ["a shard without end", (lines) => lines.slice(0, -1), "expected more lines up to an end record"],
    [
      "a shard without a node",
      (lines) => lines.toSpliced(3, 1),
      "nodes and 1 problems in this file, expected",
    ],
    ["a line after the end", (lines) => [...lines, lines[1] ?? ""], "found a line after the end record"],
    ["a second header", (lines) => lines.toSpliced(2, 0, lines[0] ?? ""), "FILE:3: found a second header"],
    ["a shard without header", (lines) => lines.slice(1), "FILE:1: found {"],
    ["an empty line", (lines) => lines.toSpliced(4, 0, ""), 'FILE:5: found "", expected one JSON object'],
    [
      "a malformed node",
      (lines) => lines.with(2, '{"record":"node","id":"a b"}'),
      'FILE:3: node "a b": kind: found nothing',
    ],
    [
      "a newer format",
      (lines) => lines.with(0, (lines[0] ?? "").replace('"format":1', '"format":2')),
      "written by a newer",
    ],
    ["something else", () => ["hello"], 'FILE:1: found "hello", expected one JSON object'],
  ])("refuses %s", async (_, change, expected) => {
    const lines = change(await linesOf(tinyShard()));
    expect(await messageOf(`${lines.join("\n")}\n`)).toContain(expected);
  });

  it("refuses a file that is cut off anywhere", async () => {
    const text = `${(await linesOf(tinyShard())).join("\n")}\n`;
    const compressed = gzipSync(text);
    for (let length = 0; length < compressed.length; length += 7) {
      expect(await messageOf(compressed.subarray(0, length))).toMatch(/cut off/);
    }
    expect(await messageOf(text.slice(0, -1))).toMatch(/cut off/);
    for (let length = 0; length < text.length; length += 61) {
      expect(await messageOf(text.slice(0, length))).toMatch(/cut off/);
    }
  });

  it("refuses damage", async () => {
    const compressed = gzipSync(`${(await linesOf(tinyShard())).join("\n")}\n`);
    const turned = Buffer.from(compressed);
    turned[40] = (turned[40] ?? 0) ^ 0x55;
    expect(await messageOf(turned)).toMatch(/damaged|found/);
    expect(await messageOf(Buffer.concat([compressed, Buffer.alloc(9)]))).toContain(
      "after the compressed data",
    );
    expect(await messageOf(Buffer.concat([compressed, Buffer.from("more")]))).toContain("damaged");
    expect(await messageOf(Buffer.concat([compressed, compressed]))).toContain(
      "found a line after the end record",
    );
    expect(await messageOf(Buffer.from([0xff, 0xfe, 0x0a]))).toContain("not UTF-8");
    expect(await messageOf(gzipSync("x".repeat(9 * 1024 * 1024)))).toContain("a line of more than");
  });

  it("refuses what unpacks to more than was allowed", async () => {
    await writeShard(path, tinyShard());
    await expect(openShard(path, { maxBytes: 500 })).rejects.toThrow("found more than 500 bytes");
  });

  it("says when there is no such file", async () => {
    await expect(openShard(join(folder, "none"))).rejects.toThrow("there is no such shard");
  });
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { wantedNames } from "./wanted-names.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-wanted-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function names(path: string, content: string | Buffer): Promise<string[]> {
  const file = join(folder, path);
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, content);
  return await wantedNames(file, async () => ({ python: "3.13", platform: "linux" }));
}

const HEAD = "# Project: x\n# Version: 1\n";

it("reads the Python names of Sphinx inventories of both versions", async () => {
  const lines =
    "x.f py:function 1 x.html#$ -\nx.C py:class 1 x.html#$ -\nsome title std:label -1 t.html A title\n";
  const zipped = Buffer.concat([
    Buffer.from(`# Sphinx inventory version 2\n${HEAD}# The remainder is compressed using zlib.\n`),
    deflateSync(lines),
  ]);
  expect(await names("objects.inv", zipped)).toEqual(["x.f", "x.C"]);
  const old = `# Sphinx inventory version 1\n${HEAD}x mod x.html\nx.f function x.html\n`;
  expect(await names("old.inv", old)).toEqual(["x", "x.f"]);
});

it("refuses an inventory that is cut off", async () => {
  await expect(
    names("cut.inv", `# Sphinx inventory version 2\n${HEAD}# zlib\nnothing of the kind`),
  ).rejects.toThrow("cannot be unpacked");
});

it("reads one name on each line, and says where there is something else", async () => {
  expect(await names("list", "a.b\n\n# a comment\n a.c # another\r\na.b\n")).toEqual(["a.b", "a.c"]);
  await expect(names("wrong", "a.b\nsome words\n")).rejects.toThrow(
    'wrong:2: expected one dotted name, found "some words"',
  );
});

it("tells a stub's module by the packages that it lies in", async () => {
  await names("thing-stubs/__init__.pyi", "");
  await names("thing-stubs/deep/__init__.pyi", "");
  expect(await names("thing-stubs/deep/part.pyi", "x: int")).toEqual([
    "thing.deep.part",
    "thing.deep.part.x",
  ]);
  expect(await names("thing-stubs/__init__.pyi", "x: int")).toEqual(["thing", "thing.x"]);
  expect(await names("alone.pyi", "x: int")).toEqual(["alone", "alone.x"]);
});

it("says what may be given when a file is not there", async () => {
  await expect(
    wantedNames(join(folder, "none"), async () => ({ python: "3.13", platform: "linux" })),
  ).rejects.toThrow("objects.inv");
});

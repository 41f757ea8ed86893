import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readAllPkginfo, readPkginfo } from "./read-folder.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "importgraph-pkginfo-"));
});

afterEach(() => rm(root, { recursive: true }));

async function write(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

function pkginfo(name: string, version: string): string {
  return `name: ${name}\nversion: "${version}"\n`;
}

test("this repository's own files are without a problem", async () => {
  const all = await readAllPkginfo(join(import.meta.dirname, "..", ".."));
  expect(all.map(({ stem }) => stem)).toEqual(
    expect.arrayContaining(["numpy", "psycopg2", "requests", "zope-interface"]),
  );
});

test("all files are read, sorted by their stems", async () => {
  await write({
    "pkginfo/b.yaml": pkginfo("B", "1"),
    "pkginfo/a@1.0.yaml": pkginfo("a", "1.0"),
    "pkginfo/a.yaml": pkginfo("a", "2.0"),
    "pkginfo/README.md": "How to write one.",
    "pkginfo/.b.yaml.swp": "\u0000",
  });
  expect((await readAllPkginfo(root)).map(({ stem, version }) => [stem, version])).toEqual([
    ["a", "2.0"],
    ["a@1.0", "1.0"],
    ["b", "1"],
  ]);
});

test("a repository without any has none", async () => {
  expect(await readAllPkginfo(root)).toEqual([]);
});

test("the problems of all files are told together", async () => {
  await write({
    "pkginfo/a.yaml": "name: a\nversion: 1.10\n",
    "pkginfo/b.yaml": pkginfo("c", "1"),
    "pkginfo/d.yml": pkginfo("d", "1"),
    "pkginfo/e.yaml": Buffer.from([0xff, 0xfe, 0x00]),
    "pkginfo/f.yaml/x": "",
    "pkginfo/g.yaml": "a".repeat(70_000),
  });
  const error = await readAllPkginfo(root).catch((reason: unknown) => reason);
  expect(
    String(error)
      .split("\n")
      .filter((line) => !line.startsWith("  ")),
  ).toEqual([
    'InputError: pkginfo: found "d.yml", expected only files that end in .yaml',
    "pkginfo/a.yaml:2:10: version: found the number 1.10, expected an exact version such as 2.32.5 (PEP 440)",
    'pkginfo/b.yaml:1:7: the file is named "b.yaml", expected c.yaml (or c@1.yaml for a further version)',
    "pkginfo/e.yaml: this is no UTF-8 text",
    "pkginfo/f.yaml: this is no ordinary file",
    "pkginfo/g.yaml: the file has 70000 bytes, expected at most 65536",
  ]);
});

test.each([
  ["requests", "2.32.5", "requests@2.32.5", "2.32.5"],
  ["a", "1", "a@1.0.0", "1.0.0"],
])("one release in two files is a problem: %s %s and %s", async (stem, version, other, otherVersion) => {
  await write({
    [`pkginfo/${stem}.yaml`]: pkginfo(stem, version),
    [`pkginfo/${other}.yaml`]: pkginfo(stem, otherVersion),
  });
  await expect(readAllPkginfo(root)).rejects.toThrow(
    `pkginfo/${other}.yaml: ${stem} ${otherVersion} is also in pkginfo/${stem}.yaml`,
  );
});

test("a package that is skipped as well is a problem", async () => {
  await write({
    "pkginfo/zope-interface.yaml": pkginfo("zope.interface", "1"),
    "skipped.md": `
## Other reasons

| package | version | reason | since |
| --- | --- | --- | --- |
| Zope_Interface | 1 | x | 2026-01-01 |
`,
  });
  await expect(readAllPkginfo(root)).rejects.toThrow(
    "pkginfo/zope-interface.yaml: zope.interface is also in skipped.md:6",
  );
});

test("a link is not followed, wherever it leads", async () => {
  await write({ "secret.yaml": pkginfo("a", "1"), "pkginfo/b.yaml": pkginfo("b", "1") });
  await symlink(join(root, "secret.yaml"), join(root, "pkginfo", "a.yaml"));
  await expect(readAllPkginfo(root)).rejects.toThrow("pkginfo/a.yaml: this is no ordinary file");
  expect((await readPkginfo(root, "b")).version).toBe("1");
});

test.each(["../secret", "a/b", "", "-v", "a\n", "."])("%j names no file of the folder", async (stem) => {
  await write({ "secret.yaml": pkginfo("secret", "1") });
  await expect(readPkginfo(root, stem)).rejects.toThrow("can't name a file of pkginfo/");
});

test("a file that is not there is told", async () => {
  await expect(readPkginfo(root, "a")).rejects.toThrow("pkginfo/a.yaml: there is no such file");
});

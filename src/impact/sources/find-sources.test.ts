import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findSources } from "./find-sources.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-sources-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function files(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), "import os\n");
  }
}

const LIMITS = { files: 100, entries: 1000, depth: 5, fileBytes: 100, notebookBytes: 100, totalBytes: 1000 };

test("sources and notebooks of the project, and nobody else's", async () => {
  await files("b.py", "a/x.py", "a/note.ipynb", "a/data.csv", ".git/x.py", "node_modules/x.py", "build/x.py");
  await files("env/pyvenv.cfg", "env/lib/x.py", "demo.egg-info/x.py");
  const { sources, problems } = await findSources(folder);
  expect(sources.map(({ path }) => path)).toEqual(["a/note.ipynb", "a/x.py", "b.py"]);
  expect(problems).toEqual([]);
});

test("links are not followed, wherever they lead", async () => {
  await files("a/x.py");
  await symlink("..", join(folder, "a", "circle"));
  await symlink("/etc", join(folder, "elsewhere"));
  await symlink("a/x.py", join(folder, "link.py"));
  expect((await findSources(folder)).sources.map(({ path }) => path)).toEqual(["a/x.py"]);
});

test("what is too much is told, and left out", async () => {
  await files("a/b/c/d/e/f/x.py", "x.py");
  await writeFile(join(folder, "generated.py"), "x = 1\n".repeat(100));
  const { sources, problems } = await findSources(folder, LIMITS);
  expect(sources.map(({ path }) => path)).toEqual(["x.py"]);
  expect(problems.map(({ file, error }) => `${file} ${error}`)).toEqual([
    "a/b/c/d/e/f TooDeep",
    "generated.py FileTooBig",
  ]);
  await files(...Array.from({ length: 20 }, (_, at) => `many/${at}.py`));
  const few = await findSources(folder, { ...LIMITS, files: 5 });
  expect(few.sources).toHaveLength(5);
  expect(few.problems.at(-1)).toMatchObject({ file: ".", error: "TooManyFiles" });
  const entries = await findSources(folder, { ...LIMITS, entries: 3 });
  expect(entries.problems.at(-1)?.message).toContain("more than 3 entries");
});

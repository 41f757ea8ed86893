/** What `impact` says of a folder of sources: they are read in a container, and looked up in the shards of a store. */

import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { keepModule } from "../graph/testing/module-shard.ts";
import type { node } from "../shard/testing/tiny-shard.ts";
import { folderStore } from "../store/folder-store.ts";
import { updateHead } from "../store/layout.ts";
import { runProgram } from "./testing/program-stand.ts";

let folder: string;

const FILES: Readonly<Record<string, string>> = {
  "requirements.txt": "lib==1.0\n-e ./plugin\n",
  "app/__init__.py": "",
  "app/main.py": `
from lib import fetch
from .near import client
fetch("x", timeout=3)
client.gone()
try:
    import lib.absent
except ImportError:
    pass
`,
  "app/near.py": "import lib as client\n",
  "old.py": "print 'two'\n",
  "broken.py": "def f(:\n",
  "explore.ipynb": JSON.stringify({
    nbformat: 4,
    cells: [{ cell_type: "code", source: ["%time\n", "import lib\n", "lib.gone()"] }],
  }),
  ".venv/lib/site.py": "import lib\nlib.gone()\n",
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-impact-"));
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, "project", path)), { recursive: true });
    await writeFile(join(folder, "project", path), text);
  }
  await symlink("..", join(folder, "project", "app", "circle"));
  const store = folderStore(join(folder, "out"));
  const fetch = (...names: string[]) => {
    const parameters = names.map((name) => ({ name, kind: "positionalOrKeyword" as const, default: "None" }));
    return ["lib.fetch", "function", { signature: { parameters } }] as const;
  };
  const lib = (version: string, ...nodes: Parameters<typeof node>[]) =>
    keepModule(store, "lib", {
      ...{ version, nodes },
      members: Object.fromEntries(nodes.map(([id]) => [id.replace("lib.", ""), id])),
    });
  const old = await lib("1.0", [...fetch("url", "timeout")], ["lib.gone", "function"]);
  await lib("2.0", [...fetch("url")]);
  // As `explore lib==1.0` names it.
  await updateHead(store, "lib@1.0", old);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const impact = (...args: string[]) =>
  runProgram(folder, ["impact", join(folder, "project"), "--store", join(folder, "out"), ...args]).finally(
    () => vi.restoreAllMocks(),
  );

test("an upgrade is told by file and line, and what could not be read too", async () => {
  const { out, err, code } = await impact("--upgrade", "lib==2.0");
  expect(out.trimEnd().split("\n")).toEqual([
    "6 sources, requirements.txt, Python 3.13",
    "  lib 1.0 → 2.0: 3 of 8 uses break in 2 files",
    "",
    "breaks (3)",
    "  app/main.py:4  lib.fetch: parameter removed: timeout; not taken: timeout  [parameter-removed]",
    "  app/main.py:5  lib.gone: function removed  [function-removed]",
    "  explore.ipynb cell 1:3  lib.gone: function removed  [function-removed]",
    "",
    "✗ 3 places of the project break",
  ]);
  expect(code).toBe(1);
  expect(err).toContain("old.py: not read: Python2");
  expect(err).toContain("broken.py: not read: SyntaxError");
  expect(err).toContain("requirements.txt:2: left out, as it names no release: ./plugin (editable)");
});

test("without an upgrade nothing is wrong; a program gets all of it", async () => {
  const { out, code } = await impact("--json");
  expect(JSON.parse(out)).toMatchObject({
    ...{ lock: "requirements.txt", python: "3.13", findings: [], guarded: 1 },
    distributions: [{ name: "lib", version: "1.0", uses: 8, broken: 0 }],
  });
  expect(code).toBe(0);
});

test("formats for pull requests, steps and code scanning", async () => {
  const [markdown, github, sarif] = await Promise.all(
    ["markdown", "github", "sarif"].map((format) => impact("--upgrade", "lib", "--format", format)),
  );
  expect(markdown?.out).toContain("**❌ 3 places of the project break.**");
  expect(github?.out).toContain(
    "::error file=app/main.py,line=5::lib.gone (lib 2.0): function removed [function-removed]",
  );
  const { runs } = JSON.parse(sarif?.out ?? "") as { runs: [{ results: { ruleId: string }[] }] };
  expect(runs[0].results.map(({ ruleId }) => ruleId)).toEqual([
    ...["parameter-removed", "function-removed", "function-removed"],
  ]);
});

test("the lowest versions that would do are told as constraints", async () => {
  const { out, code } = await impact("--lowest");
  expect(out).toBe("lib>=1.0  # no older release was explored\n");
  expect(code).toBe(0);
});

test("what is wrong with the question is told", async () => {
  expect((await impact("--upgrade", "other==1")).err).toContain("requirements.txt has no other");
  expect((await impact("--upgrade", "lib==new")).err).toContain("expected NAME or NAME==VERSION");
  const empty = await runProgram(folder, ["impact", join(folder, "out"), "--store", join(folder, "out")]);
  expect(empty.err).toContain("there is no lock here: none of uv.lock");
});

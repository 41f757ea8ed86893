/** What `impact` says of a folder of sources: they are read in a container, and looked up in the shards of a store. */

import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { programFile } from "../files/home.ts";
import { keepModule } from "../graph/testing/module-shard.ts";
import { historyOf } from "../history/testing/kept-history.ts";
import { type FileServer, serveFiles } from "../page/testing/file-server.ts";
import type { node } from "../shard/testing/tiny-shard.ts";
import { folderStore } from "../store/folder-store.ts";
import { updateHead } from "../store/layout.ts";
import { runProgram } from "./testing/program-stand.ts";

let folder: string;
let server: FileServer;

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
  const first = await lib("0.5", [...fetch("url")], ["lib.gone", "function"]);
  const old = await lib("1.0", [...fetch("url", "timeout")], ["lib.gone", "function"]);
  const now = await lib("2.0", [...fetch("url")]);
  await historyOf(store, [first, old, now]);
  // As `explore lib==1.0` names it.
  await updateHead(store, "lib@1.0", old);
  await runProgram(folder, ["merge", "--store", join(folder, "out")]);
  server = await serveFiles(join(folder, "out"));
});

afterAll(() => server?.close());
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
    "  app/main.py:4  lib.fetch: parameter removed: timeout; there until 1.0  [parameter-removed]",
    "  app/main.py:5  lib.gone: function removed; there until 1.0  [function-removed]",
    "  explore.ipynb cell 1:3  lib.gone: function removed; there until 1.0  [function-removed]",
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
    "::error file=app/main.py,line=5::lib.gone (lib 2.0): function removed; there until 1.0 [function-removed]",
  );
  const { runs } = JSON.parse(sarif?.out ?? "") as { runs: [{ results: { ruleId: string }[] }] };
  expect(runs[0].results.map(({ ruleId }) => ruleId)).toEqual([
    ...["parameter-removed", "function-removed", "function-removed"],
  ]);
});

test("the lowest versions that would do are told as constraints", async () => {
  const { out, code } = await impact("--lowest");
  expect(out).toBe("lib>=1.0  # 0.5 lacks lib.fetch: app/main.py:4\n");
  expect(code).toBe(0);
});

test("a server of files answers as well, also of releases that only a history leads to", async () => {
  const lock = join(folder, "older.txt");
  await writeFile(lock, "lib==0.5\n");
  const args = ["impact", join(folder, "project"), "--lock", lock, "--store", server.address];
  const { out, code } = await runProgram(folder, args);
  expect(out).toContain(
    "app/main.py:4  lib.fetch: it takes no argument of this name; not taken: timeout; there from 1.0 until 1.0",
  );
  expect(code).toBe(1);
  const upgraded = await runProgram(folder, [...args, "--upgrade", "lib==1.0"]);
  expect(upgraded.out).toContain("lib 0.5 → 1.0: 8 uses, none of which breaks");
});

test("agents are told the same, over a server of files", async () => {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [programFile("src", "cli", "main.ts"), "mcp", "--store", server.address],
      stderr: "ignore",
    }),
  );
  const ask = async (name: string, given: Record<string, unknown>) => {
    const { content } = await client.callTool({ name, arguments: given });
    return (content as { text: string }[])[0]?.text;
  };
  const project = join(folder, "project");
  expect(await ask("impact", { folder: project, upgrade: ["lib==2.0"] })).toContain(
    "app/main.py:5  lib.gone: function removed; there until 1.0",
  );
  expect(await ask("show", { name: "lib.fetch", package: "lib==1.0" })).toContain("timeout");
  expect(await ask("whereis", { name: "lib.gone", at: "2.0" })).toContain("lib");
  expect(await ask("history", { distribution: "lib" })).toContain("2.0");
  await client.close();
});

test("what is wrong with the question is told", async () => {
  expect((await impact("--upgrade", "other==1")).err).toContain("requirements.txt has no other");
  expect((await impact("--upgrade", "lib==new")).err).toContain("expected NAME or NAME==VERSION");
  const empty = await runProgram(folder, ["impact", join(folder, "out"), "--store", join(folder, "out")]);
  expect(empty.err).toContain("there is no lock here: none of uv.lock");
});

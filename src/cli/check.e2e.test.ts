/** `check` of a project that is built and explored for it. */

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeExec } from "../exec/node-exec.ts";
import { programHome } from "../files/home.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-check-"));
  await project("before", "1.0", "def get(url, timeout=3): ...\ndef old(): ...\n");
  await project("after", "1.1", "def get(url, timeout=3, retries=0): ...\n");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A project whose sources stand below `src`. */
async function project(name: string, version: string, source: string): Promise<void> {
  const path = join(folder, name);
  await mkdir(join(path, "src", "acme_check"), { recursive: true });
  await writeFile(
    join(path, "pyproject.toml"),
    [
      "[build-system]",
      'requires = ["setuptools>=77"]',
      'build-backend = "setuptools.build_meta"',
      "[project]",
      'name = "acme-check"',
      `version = "${version}"`,
      "",
    ].join("\n"),
  );
  await writeFile(join(path, "src", "acme_check", "__init__.py"), source);
}

function check(...args: string[]) {
  return nodeExec(join(programHome, "scripts", "importgraph"), ["check", ...args], {
    cwd: folder,
    env: { ...process.env, IMPORTGRAPH_STORE: join(folder, "store"), NO_COLOR: "1" },
  });
}

test("a folder is compared with another one, in its own configuration's terms, and its files are shown", async () => {
  const red = await check("after", "--against", "before");
  expect(red.exitCode, red.stderr).toBe(1);
  expect(red.stdout).toMatch(/^acme-check 1\.0 → 1\.1 on Python 3\.\d+\n/);
  expect(red.stdout).toMatch(/acme_check\.old +function removed/);
  expect(red.stdout).toContain(
    "these changes deserve 2.0 (major); 1.1 is less\n✗ one change breaks code that uses it",
  );

  const annotated = await check("after", "--against", "before", "--format", "github");
  expect(annotated.stdout).toContain(
    "::error file=after/src/acme_check/__init__.py::acme_check.old: function removed",
  );

  await writeFile(
    join(folder, "after", "importgraph.toml"),
    '[[suppress]]\nrule = "function-removed"\nname = "acme_check.old"\nreason = "announced in 1.0"\n',
  );
  const green = await check("after", "--against", "before");
  expect(green.exitCode, green.stderr).toBe(0);
  expect(green.stdout).toContain("acme_check.old  function removed: announced in 1.0");
});

test("what breaks is tried in the project's image: what that contradicts is not called breaking", async () => {
  // What Python gives of this module only its class knows.
  const served = [
    "import sys, types",
    "class _Module(types.ModuleType):",
    "    def __getattr__(self, name):",
    "        if name == 'old':",
    "            return get",
    "        raise AttributeError(name)",
    "def get(url): ...",
    "sys.modules[__name__].__class__ = _Module",
    "",
  ];
  await project("served", "1.1", served.join("\n"));
  const changes = async (...args: string[]) => {
    const { stdout, stderr } = await check("served", "--against", "before", "--json", ...args);
    const found = JSON.parse(stdout || stderr).changes as { rule: string; level: string }[];
    return found.filter(({ rule }) => /^(function|parameter)-removed$/.test(rule));
  };
  expect(await changes("--no-witness")).toMatchObject([
    { rule: "parameter-removed", name: "acme_check.get", level: "breaking" },
    { rule: "function-removed", name: "acme_check.old", level: "breaking" },
  ]);
  expect(await changes()).toMatchObject([
    { rule: "parameter-removed", level: "breaking", witness: "confirms" },
    { rule: "function-removed", level: "risky", witness: "contradicts" },
  ]);
});

test("a project that does not build is told, and nothing else", async () => {
  await project("broken", "1.2", "");
  await writeFile(join(folder, "broken", "setup.py"), "raise SystemExit('no')\n");
  const { exitCode, stdout, stderr } = await check("broken", "--against", "before", "--format", "json");
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(stderr).toContain('"./broken" could not be explored');
});

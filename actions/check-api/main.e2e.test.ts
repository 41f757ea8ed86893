import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { runActionFor } from "../../src/actions/testing/run-action-stand.ts";
import { exploreSources } from "../../src/check/testing/explored-sources.ts";
import { folderStore } from "../../src/store/folder-store.ts";
import { keepTinyShard } from "../../src/store/testing/tiny-run.ts";

const OLD = "def get(url, timeout=3): ...\ndef old(): ...\n";
const NEW = "def get(url): ...\n";

let scratch: string;
let workspace: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "importgraph-check-api-"));
  await exploreSources(scratch, OLD, NEW);
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

beforeEach(async () => {
  workspace = join(scratch, "workspace");
  await mkdir(join(workspace, "src"), { recursive: true });
  await writeFile(join(workspace, "src", "acme.py"), NEW);
});

afterEach(() => rm(workspace, { recursive: true, force: true }));

function check(inputs: Record<string, string> = {}) {
  return runActionFor("check-api", {
    cwd: workspace,
    inputs: {
      project: join(scratch, "new.jsonl"),
      against: join(scratch, "old.jsonl"),
      store: join(workspace, "store"),
      ...inputs,
    },
  });
}

test("what breaks is told beside the line, on the page and by outputs, and makes the step red", async () => {
  const { exitCode, stdout, outputs, page } = await check();
  expect(exitCode, stdout).toBe(1);
  expect(stdout).toMatch(/^::error file=src\/acme\.py,line=1::acme\.get: parameter removed: timeout/m);
  expect(stdout).toMatch(/^::error file=src\/acme\.py::acme\.old: function removed/m);
  expect(page).toContain("**❌ 2 changes break code that uses it.**");
  expect(page).toContain("| <code>acme.old</code> | function removed |");
  expect(outputs).toEqual({
    ...{ breaking: "2", risky: "0", against: "1.0", version: "2.0", bump: "major" },
    failure: "2 changes break code that uses it",
  });
});

test("what is suppressed with a reason, in the project's own file, does not", async () => {
  await writeFile(
    join(workspace, "pyproject.toml"),
    ["function-removed", "parameter-removed", "class-removed"]
      .map((rule) => `[[tool.importgraph.suppress]]\nrule = "${rule}"\nname = "acme.*"\nreason = "Unused."\n`)
      .join("\n"),
  );
  const { exitCode, stdout, outputs, page } = await check({ sarif: "check.sarif" });
  expect(exitCode, stdout).toBe(0);
  expect(stdout).not.toContain("::error");
  expect(stdout).toMatch(/^::warning file=pyproject\.toml,line=11::nothing is suppressed by class-removed/m);
  expect(page).toContain("✅ Nothing that counts breaks");
  expect(page).toContain("Suppressed, and not counted (2)");
  expect(outputs).toMatchObject({ breaking: "0", version: "1.0.1", bump: "patch", failure: "" });
  const sarif = JSON.parse(await readFile(join(workspace, "check.sarif"), "utf8"));
  expect(sarif.runs[0].results).toMatchObject([
    { suppressions: [{ justification: "Unused." }] },
    { suppressions: [{ justification: "Unused." }] },
  ]);
});

test("what the version tells is no failure where that is chosen, and no error either", async () => {
  const { exitCode, stdout, outputs } = await check({ "fail-on": "version" });
  expect(exitCode, stdout).toBe(0);
  expect(stdout).toMatch(/^::warning file=src\/acme\.py,line=1::acme\.get/m);
  expect(outputs).toMatchObject({ breaking: "2", failure: "" });
});

test("a release that is in the store is compared with by its version", async () => {
  await keepTinyShard(folderStore(join(workspace, "store")), "1.5", "pairs");
  const { stdout, outputs } = await check({ against: "1.5" });
  expect(outputs.against, stdout).toBe("1.5");
});

test("a broken configuration is told beside its line, before anything is explored", async () => {
  await writeFile(join(workspace, "importgraph.toml"), "fail-on = 3\n");
  const { exitCode, stdout, outputs } = await check({ project: ".", against: "1.0" });
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^::error file=importgraph\.toml,line=1,col=11::fail-on: found the number 3/m);
  expect(outputs).toEqual({});
});

test("a pattern has to mean one file", async () => {
  expect((await check({ project: "dist/*.whl" })).stdout).toMatch(/::error::input project: .* means no file/);
  await mkdir(join(workspace, "dist"));
  for (const version of ["1.0", "1.1"]) {
    await writeFile(join(workspace, "dist", `acme-${version}-py3-none-any.whl`), "");
  }
  expect((await check({ project: "dist/*.whl" })).stdout).toMatch(/means 2 files: .*acme-1\.0.*acme-1\.1/);
});

test("inputs that are none are told by name", async () => {
  const { exitCode, stdout } = await check({ "fail-on": "always", project: "" });
  expect(exitCode).toBe(1);
  expect(stdout).toContain("input fail-on: expected breaking or risky or version or nothing, found");
  expect(stdout).toContain("input project: expected some text, found nothing");
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { folderStore } from "../store/folder-store.ts";
import { LATEST_KEY, runKeys } from "../store/runs/record.ts";
import type { Store } from "../store/store.ts";
import { completeTinyRun, exploredPackage, keepTinyShard } from "../store/testing/tiny-run.ts";
import { runProgram } from "./testing/program-stand.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-program-"));
  store = folderStore(join(folder, "out"));
  vi.stubEnv("IMPORTGRAPH_STORE", join(folder, "out"));
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const importgraph = (...args: string[]) => runProgram(folder, args);

test("an option that stands before its command is told where it belongs", async () => {
  for (const [args, line] of [
    [["--store", "a b", "names", "x"], "names x --store 'a b'"],
    [["--store=out", "store", "--keep", "2", "prune"], "store prune --store=out --keep 2"],
    [["runs", "--json", "list"], "runs list --json"],
  ] as const) {
    const { err, code } = await importgraph(...args);
    expect(err).toContain(`→ options stand behind their command: ./scripts/importgraph ${line}\n`);
    expect(code).toBe(2);
  }
  expect((await importgraph("--nonsense", "names", "x")).err).not.toContain("stand behind");
  expect((await importgraph("--keep", "2", "names", "x")).err).not.toContain("stand behind");
});

test("help tells of a command, and of one of a command's own", async () => {
  expect((await importgraph("help", "runs", "list")).out).toContain("Usage: importgraph runs list");
  expect((await importgraph("help")).out).toContain("Usage: importgraph [options] [command]");
  const { err, code } = await importgraph("help", "store", "verfy");
  expect(err).toMatch(/there is no command "verfy" of store\n.*did you mean verify\?/);
  expect(code).toBe(2);
});

test("the version is the program's, and the option of a command that is called so is that command's", async () => {
  expect((await importgraph("--version")).out).toMatch(/^importgraph \d+\.\d+\.\d+.*, Node v\d+/);
  expect(await importgraph("skip", "x", "--version", "1")).toMatchObject({ out: "", code: 2 });
});

test.each<[string[], number, object]>([
  [
    ["names", "none", "--json"],
    2,
    { message: expect.stringContaining('"none" is not in'), fix: expect.any(String) },
  ],
  [["names", "--json"], 2, { message: "missing required argument 'names'" }],
  [["--json", "runs", "list"], 2, { fix: expect.stringContaining("stand behind") }],
  [["runs", "show", "2026-11-23", "--json"], 1, { message: expect.stringContaining("there is no run") }],
  [
    ["runs", "list", "--store", "file:///%zz", "--json"],
    1,
    { message: expect.stringContaining("percent-encoded") },
  ],
  [["runs", "list", "--store", "/dev/null/x", "--json"], 1, { file: "/dev/null/x", fix: expect.any(String) }],
])("with --json the last line of what is said of an error is JSON: %j", async (args, code, problem) => {
  const ended = await importgraph(...args);
  const lines = ended.err.trimEnd().split("\n");
  const { error } = JSON.parse(lines.at(-1) ?? "");
  expect(error.message).toEqual(expect.any(String));
  expect(error.problems).toEqual([expect.objectContaining(problem)]);
  expect(ended.code).toBe(code);
  expect(ended.out).toBe("");
  expect(lines.length).toBeGreaterThan(1);
});

test("without --json, or where it is another option's argument behind --, an error is no JSON", async () => {
  expect((await importgraph("names", "none")).err).not.toContain('"error"');
  expect((await importgraph("names", "none", "--", "--json")).err).not.toContain('"error"');
});

test("what the system refuses is no defect of importgraph", async () => {
  for (const [place, told] of [
    ["file://host/x", "without another machine's name"],
    ["file:x", "expected file:///"],
    ["/dev/null", "it is a file, expected a folder"],
    ["/dev/null/x", "a part of this path is a file"],
  ] as const) {
    const { err, code } = await importgraph("runs", "list", "--store", place);
    expect(err).toContain(told);
    expect(err).not.toContain("defect");
    expect(code).toBe(1);
  }
});

test("colours of what goes to standard error are those of standard error", async () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a colour begins with one.
  expect((await importgraph("names", "none")).err).toMatch(/^\u001b\[31m✗/);
});

test("what several versions of a package say alike is said once, and hints name the store that was asked", async () => {
  await keepTinyShard(store, "1");
  await keepTinyShard(store, "2");
  vi.unstubAllEnvs();
  const { err } = await importgraph("show", "tiny.nope", "--store", join(folder, "out"));
  expect(err.match(/has no \S*nope/g)).toHaveLength(1);
  const { err: unknown } = await importgraph("names", "none", "--store", `${folder}/other`);
  expect(unknown).toContain(`./scripts/explore none --store ${folder}/other`);
});

test("where latest.json is lost that is said, with the way out", async () => {
  const tiny = exploredPackage(await keepTinyShard(store, "1"));
  await completeTinyRun(store, { tiny });
  await store.remove(LATEST_KEY);
  for (const command of [
    ["runs", "list"],
    ["runs", "show"],
    ["names", "tiny"],
    ["publish", "--to", join(folder, "to")],
  ]) {
    const { out, err } = await importgraph(...command);
    expect(out).not.toBe("");
    expect(err).toContain("latest.json: is not there; run 2026-11-23, the newest that is finished, is taken");
    expect(err).toContain("./scripts/importgraph runs set-latest RUN");
  }
  expect((await importgraph("runs", "set-latest", "2026-11-23", "--json")).out).toContain('"before": null');
  expect((await importgraph("runs", "show")).out).toContain("complete, the latest");
  await store.remove(runKeys("2026-11-23").packages);
  const { err, out, code } = await importgraph("runs", "show");
  expect(err).toContain("packages.json is not there, though the run is finished");
  expect(out).toContain("run 2026-11-23");
  expect(code).toBe(1);
});

test("a run of the future is told by whoever meets it, and published runs that do not become the latest", async () => {
  const tiny = exploredPackage(await keepTinyShard(store, "1"));
  await completeTinyRun(store, { tiny }, { startedAt: "2999-01-01T10:00:00.000Z" });
  await completeTinyRun(store, { tiny });
  for (const args of [
    ["runs", "list"],
    ["store", "verify"],
    ["store", "prune", "--keep", "1"],
  ]) {
    expect((await importgraph(...args)).err).toMatch(
      /2999-01-01.*\n?.*day has not come|day has not come.*2999/,
    );
  }
  expect(JSON.parse((await importgraph("store", "verify", "--json")).out).warnings).toHaveLength(1);
  const to = join(folder, "to");
  await importgraph("publish", "2999-01-01", "--to", to);
  const { err } = await importgraph("publish", "2026-11-23", "--to", to);
  expect(err).toContain("run 2026-11-23 did not become the latest");
  const again = JSON.parse((await importgraph("publish", "2026-11-23", "--to", to, "--json")).out);
  expect(again).toMatchObject({ run: "2026-11-23", isLatest: false });
});

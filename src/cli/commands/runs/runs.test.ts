import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createColors } from "picocolors";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { folderStore } from "../../../store/folder-store.ts";
import { currentShards } from "../../../store/runs/current-shards.ts";
import type { Store } from "../../../store/store.ts";
import { completeTinyRun, exploredPackage, keepTinyShard } from "../../../store/testing/tiny-run.ts";
import type { Context } from "../../context.ts";
import { createProgram } from "../../program.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-cli-runs-"));
  store = folderStore(join(folder, "out"));
  vi.stubEnv("IMPORTGRAPH_STORE", join(folder, "out"));
  const one = await keepTinyShard(store, "1");
  await completeTinyRun(store, { tiny: exploredPackage(one) });
  await store.remove("head.json");
  const failed = {
    name: "bad",
    version: "2",
    status: "failed",
    reason: "new",
    attempts: 1,
    seconds: 1,
  } as const;
  const failure = { stage: "build", message: "no compiler\nand more" };
  await completeTinyRun(store, {
    tiny: exploredPackage(await keepTinyShard(store, "2")),
    bad: { ...failed, failure },
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

/** @returns what a command prints; what it says comes after that */
async function importgraph(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const said: string[] = [];
  const context = {
    ...{
      home: folder,
      root: folder,
      signal: new AbortController().signal,
      colors: createColors(false),
      sayColors: createColors(false),
    },
    out: (text: string) => void lines.push(text),
    say: (line: string) => void said.push(line),
    fail: () => void said.push("failed"),
  } as unknown as Context;
  const program = await createProgram(context, args);
  await program.parseAsync(args, { from: "user" });
  return [...lines, ...said].join("\n");
}

test("runs list tells when was what run and where the data is, newest first", async () => {
  const text = await importgraph("runs", "list");
  const [newest, older] = text.split("\n");
  expect(newest).toMatch(/^2026-11-23\.2 +latest +2026-11-23 10:00 .* 1 explored, 1 failed$/);
  expect(older).toMatch(/^2026-11-23 +complete .*runs\/2026-11-23\/ +1 explored$/);
  expect(JSON.parse(await importgraph("runs", "list", "--json"))).toMatchObject([
    { id: "2026-11-23.2", isLatest: true, counts: { failed: 1 } },
    { id: "2026-11-23", state: "complete", sizeBytes: expect.any(Number) },
  ]);
});

test("runs show tells what became of each package", async () => {
  const text = await importgraph("runs", "show");
  expect(text).toContain("run 2026-11-23.2");
  expect(text).toMatch(/bad +2 +failed .*build: no compiler$/m);
  const { run, manifest, packages } = JSON.parse(await importgraph("runs", "show", "2026-11-23", "--json"));
  expect([run.id, manifest.id, packages.tiny.version]).toEqual(["2026-11-23", "2026-11-23", "1"]);
  await expect(importgraph("runs", "show", "2026-11-24")).rejects.toThrow("there is no run 2026-11-24");
  await expect(importgraph("runs", "show", "latest")).rejects.toThrow("is not the id of a run");
});

test("runs show tells a run as a page, for the record of a repository", async () => {
  const text = await importgraph("runs", "show", "--markdown");
  expect(text).toContain("# Run 2026-11-23.2\n");
  expect(text).toContain("| packages | 1 explored, 1 failed |");
  expect(text).toContain("| <code>bad</code> | 2 | failed | build | no compiler |");
  expect(text).toMatch(/^\| <code>tiny<\/code> \| 2 \| 3\.13 \| \d+ \|/m);
});

test("publish copies a run, and says what it sent", async () => {
  const to = join(folder, "to");
  expect(await importgraph("publish", "2026-11-23", "--to", to)).toMatch(
    /run 2026-11-23 is complete in .*1 object sent/,
  );
  expect(JSON.parse(await importgraph("publish", "2026-11-23", "--to", to, "--json"))).toMatchObject({
    sent: 0,
  });
  expect(Object.keys(await currentShards(folderStore(to)))).toEqual(["tiny"]);
});

test("questions are answered from a run that is asked for", async () => {
  const asked = ["names", "tiny", "--json", "--run"];
  expect(await importgraph(...asked, "2026-11-23")).toContain("tiny.");
  await expect(importgraph("names", "tiny==2", "--run", "2026-11-23")).rejects.toThrow('"tiny==2" is not in');
});

test("prune deletes only when it is told to, and verify finds nothing wrong after it", async () => {
  const dry = await importgraph("store", "prune", "--keep", "1");
  expect(dry).toContain("Would delete");
  expect(dry).toContain("runs/2026-11-23/manifest.json");
  expect(await importgraph("store", "prune", "--keep", "1", "--dry-run", "--delete")).toContain(
    "Would delete",
  );
  expect(await importgraph("store", "verify", "--run", "2026-11-23")).toContain("1 run");
  expect(await importgraph("store", "prune", "--keep", "1", "--delete")).toContain(
    "runs that go: 2026-11-23",
  );
  expect(await importgraph("store", "verify")).toMatch(/^✓ .*1 shard, 1 key, 1 package, 1 run/);
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  for (const wrong of ["0", "-1", "all"]) {
    await expect(importgraph("store", "prune", "--keep", wrong)).rejects.toThrow("at least 1");
  }
});

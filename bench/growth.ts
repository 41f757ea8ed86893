/**
 * How a graph grows with the distributions that it is of: objects, bytes, seconds and memory of a run's parts, indexes and
 * log; and of the run after it, which has one distribution more.
 *
 * The distributions are those of a store, renamed as often as it takes: each copy of all of them uses the others of the
 * same copy, and the one standard library.
 *
 * Usage: npm run bench -- growth STORE [COUNTS] [LARGEST]     (default: 100,500,1000 of all shards, whatever their kilobytes)
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { keepCopies, readOriginals } from "../src/graph/testing/copied-shards.ts";
import { runGraphKey } from "../src/page/graph-keys.ts";
import { folderStore } from "../src/store/folder-store.ts";
import type { ShardEntry } from "../src/store/layout.ts";
import { listFinishedRuns } from "../src/store/runs/reservation.ts";
import type { Store } from "../src/store/store.ts";

/** Prints a row for each count of distributions. */
export async function benchGrowth(
  [place, counts = "100,500,1000", largest = "Infinity"]: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  if (place === undefined) {
    throw new Error("growth needs a store: npm run bench -- growth STORE [COUNTS] [LARGEST]");
  }
  const originals = await readOriginals(folderStore(place), Number(largest) * 1000);
  const bytes = originals.reduce((sum, { entry }) => sum + entry.sizeBytes, 0);
  say(`${originals.length} distributions, ${megabytes(bytes)} of shards, are copied`);
  for (const count of counts.split(",").map(Number)) {
    const folder = await mkdtemp(join(tmpdir(), "importgraph-growth-"));
    try {
      const store = folderStore(folder);
      const entries = await keepCopies(store, originals, count + 1);
      const [all, more] = await measure(folder, entries);
      const figures = await sizesOf(store);
      say(`${count} distributions: ${figures}`);
      say(`  the run: ${told(all)}`);
      say(`  one more: ${told(more)}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

const cost = z.object({
  seconds: z.number(),
  cpuSeconds: z.number(),
  commitSeconds: z.number(),
  peakKilobytes: z.number(),
});

type Cost = z.infer<typeof cost>;

/** Makes two runs, each in a process of its own, so that its memory is what it takes: of all but the last, and of all. */
async function measure(folder: string, entries: readonly ShardEntry[]): Promise<[Cost, Cost]> {
  const list = join(folder, "entries.json");
  await writeFile(list, JSON.stringify(entries));
  const module = (path: string) => JSON.stringify(new URL(`../src/${path}`, import.meta.url).href);
  const measureOne = async (count: number, startedAt: string) => {
    const script = `
      const { readFileSync } = await import("node:fs");
      const { folderStore } = await import(${module("store/folder-store.ts")});
      const { graphRun } = await import(${module("graph/testing/graph-run.ts")});
      const { commitTables } = await import(${module("graph/kept/commit-tables.ts")});
      const store = folderStore(${JSON.stringify(folder)});
      const entries = JSON.parse(readFileSync(${JSON.stringify(list)}, "utf8")).slice(0, ${count});
      const started = performance.now();
      const before = process.cpuUsage();
      await graphRun(store, entries, ${JSON.stringify(startedAt)});
      const made = performance.now();
      const { user, system } = process.cpuUsage(before);
      await commitTables(store);
      const [seconds, commitSeconds] = [(made - started) / 1000, (performance.now() - made) / 1000];
      console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, commitSeconds, peakKilobytes: process.resourceUsage().maxRSS }));
      process.exit();`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [[answer]] = await Promise.all([once(child.stdout, "data"), once(child, "exit")]);
    return cost.parse(JSON.parse(String(answer)));
  };
  const all = await measureOne(entries.length - 1, "2026-11-23T10:00:00.000Z");
  const more = await measureOne(entries.length, "2026-11-24T10:00:00.000Z");
  return [all, more];
}

function told({ seconds, cpuSeconds, commitSeconds, peakKilobytes }: Cost): string {
  const memory = (peakKilobytes / 1024).toFixed(0);
  return `${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of a processor), its log ${commitSeconds.toFixed(1)} s, ${memory} MiB at most`;
}

async function sizesOf(store: Store): Promise<string> {
  const [run] = await listFinishedRuns(store);
  const document = run === undefined ? undefined : await store.stat(runGraphKey(run));
  const sizes = [`graph.json ${megabytes(document?.sizeBytes ?? 0)}`];
  for (const folder of ["shards", "tables", "indexes", "runs"]) {
    let [objects, bytes] = [0, 0];
    for await (const { sizeBytes } of store.list(`${folder}/`)) {
      objects += 1;
      bytes += sizeBytes;
    }
    sizes.push(`${folder} ${objects} objects ${megabytes(bytes)}`);
  }
  return sizes.join(", ");
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

/** What a run says of itself and of its packages. */

import * as z from "zod/mini";
import type { Release } from "../../src/graph/questions/open-graph.ts";
import { readDocument } from "../../src/page/document.ts";
import { RUN_ID } from "../../src/page/graph-keys.ts";
import { cached } from "./cached.ts";
import type { ViewedStore } from "./store.ts";

const seconds = z.number().check(z.nonnegative());

/** What is shown of a package of a run; docs/formats.md has the rest. */
const runPackage = z.looseObject({
  name: z.string(),
  version: z.string(),
  python: z.optional(z.string()),
  status: z.string(),
  reason: z.string(),
  failure: z.optional(z.looseObject({ stage: z.string(), message: z.string() })),
  seconds,
  secondsByStage: z.optional(z.record(z.string(), seconds)),
  secondsByModule: z.optional(z.record(z.string(), seconds)),
  shard: z.optional(z.looseObject({ digest: z.string() })),
  problemsByStage: z.optional(z.record(z.string(), z.number())),
  tracebacks: z.optional(z.record(z.string(), z.string())),
});

const packagesDocument = z.looseObject({ format: z.literal(1), packages: z.record(z.string(), runPackage) });

const manifestDocument = z.looseObject({
  format: z.literal(1),
  id: z.string().check(z.regex(RUN_ID)),
  startedAt: z.string(),
  finishedAt: z.string(),
  commit: z.optional(z.string()),
  explorer: z.looseObject({ version: z.string() }),
  platform: z.string(),
  counts: z.record(z.string(), z.number()),
});

export type ShownPackage = z.infer<typeof runPackage>;
export type ShownRun = z.infer<typeof manifestDocument>;

const fix = "whoever can write there mends it by ./scripts/importgraph store repair";

/** The packages of a run, by stem; undefined where they are not there. */
export function packagesOfRun(
  { reader }: ViewedStore,
  run: string,
): Promise<Readonly<Record<string, ShownPackage>> | undefined> {
  return cached(`packages ${run}`, async () => {
    const kind = { schema: packagesDocument, format: 1, fix };
    return (await readDocument(reader, `runs/${run}/packages.json`, kind))?.packages;
  });
}

/** What a run says of itself; undefined where there is no such run, or it is not finished. */
export function runOf({ reader }: ViewedStore, run: string): Promise<ShownRun | undefined> {
  return cached(`manifest ${run}`, () =>
    readDocument(reader, `runs/${run}/manifest.json`, { schema: manifestDocument, format: 1, fix }),
  );
}

/** What the run that is shown says of a release; undefined where no run does. */
export async function packageOfRun(store: ViewedStore, release: Release): Promise<ShownPackage | undefined> {
  const packages = store.run === undefined ? undefined : await packagesOfRun(store, store.run);
  return Object.values(packages ?? {}).find(({ shard }) => shard?.digest === release.shard);
}

/** All that stands before the objects, of which a run of thousands of packages has megabytes. */
const HEAD_BYTES = 128 * 1024;

/**
 * What a run says of itself without what it consists of, out of the beginning of its manifest: for lists of runs. Its
 * checksum is not looked at; the page of a run reads all of it.
 */
export function runHead({ reader }: ViewedStore, run: string): Promise<ShownRun | undefined> {
  return cached(`head ${run}`, async () => {
    const bytes = await reader.readRange(`runs/${run}/manifest.json`, 0, HEAD_BYTES);
    const text = new TextDecoder().decode(bytes);
    const end = text.search(/,\s*"objects"\s*:/);
    try {
      return manifestDocument.parse(JSON.parse(end < 0 ? text : `${text.slice(0, end)}}`));
    } catch {
      return undefined;
    }
  });
}

const commit = z.looseObject({
  commitInfo: z.optional(z.looseObject({ runId: z.string(), timestamp: z.number() })),
});

/** So many runs are looked for, the newest ones. */
const MOST_RUNS = 30;

/**
 * The runs that a store has had, the newest first. A server of files lists nothing: that each run is one commit of each
 * table's log tells them.
 */
export function runsOf(store: ViewedStore): Promise<string[]> {
  return cached("runs", async () => {
    if (store.runs !== undefined) {
      return store.runs.slice(0, MOST_RUNS);
    }
    const newest = await newestCommit(store);
    const versions = Array.from({ length: Math.min(MOST_RUNS, newest + 1) }, (_, index) => newest - index);
    const runs = await Promise.all(versions.map((version) => runOfCommit(store, version)));
    const known = runs.filter((run): run is string => run !== undefined && RUN_ID.test(run));
    return [...new Set([...(store.run === undefined ? [] : [store.run]), ...known])].sort(newerRun);
  });
}

function newerRun(a: string, b: string): number {
  const [dayA = "", numberA = "1"] = a.split(".");
  const [dayB = "", numberB = "1"] = b.split(".");
  return dayA === dayB ? Number(numberB) - Number(numberA) : dayA < dayB ? 1 : -1;
}

function commitKey(version: number): string {
  return `tables/distributions/_delta_log/${String(version).padStart(20, "0")}.json`;
}

/** By doubling, then halving: a log of a thousand commits takes twenty requests. */
async function newestCommit({ reader }: ViewedStore): Promise<number> {
  const isThere = async (version: number) =>
    ((await reader.readRange(commitKey(version), 0, 1))?.length ?? 0) > 0;
  const checkpoint = await reader
    .read("tables/distributions/_delta_log/_last_checkpoint")
    .catch(() => undefined);
  const said = checkpoint === undefined ? undefined : numberIn(checkpoint);
  let low = said ?? -1;
  let step = 1;
  while (step < 2 ** 20 && (await isThere(low + step))) {
    low += step;
    step *= 2;
  }
  for (let high = low + step; high - low > 1; ) {
    const middle = Math.floor((low + high) / 2);
    if (await isThere(middle)) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

function numberIn(bytes: Uint8Array): number | undefined {
  const found = /"version":(\d{1,9})/.exec(new TextDecoder().decode(bytes))?.[1];
  return found === undefined ? undefined : Number(found);
}

async function runOfCommit({ reader }: ViewedStore, version: number): Promise<string | undefined> {
  const bytes = await reader.readRange(commitKey(version), 0, 4096).catch(() => undefined);
  const [line = ""] = new TextDecoder().decode(bytes).split("\n", 1);
  try {
    return commit.parse(JSON.parse(line)).commitInfo?.runId;
  } catch {
    return undefined;
  }
}

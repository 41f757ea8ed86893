import { fileSha256 } from "../../files/file-digest.ts";
import { digestOfPack } from "../../page/graph-keys.ts";
import { compareText } from "../../shard/canonical.ts";
import {
  HEAD_KEY,
  type HeadEntry,
  headDocument,
  keyObjectKey,
  readExplored,
  readHead,
  recordExplored,
  type ShardEntry,
  shardObjectKey,
} from "../layout.ts";
import { readManifest, readRunPackages } from "../runs/record.ts";
import { listRunIds } from "../runs/reservation.ts";
import { type Store, UnreadableObjectError } from "../store.ts";
import { parseStored, storedJson } from "../stored-json.ts";
import { checkShard } from "./check-shard.ts";
import { repairLatest, repairRun } from "./repair-run.ts";
import { type RepairStep, setAside } from "./set-aside.ts";
import { type StoreFault, type VerifyOptions, verifyStore } from "./verify.ts";

export interface RepairReport {
  steps: RepairStep[];
  /** What is wrong still: only exploring again, or a run, helps. */
  left: StoreFault[];
}

/** Mending one thing may show another: a shard, what leads to it, the run that is the latest then. */
const MOST_PASSES = 8;

/**
 * Mends what {@link verifyStore} finds. What is damaged is set aside; what can be made again out of sound objects is: keys
 * and the head out of each other and the runs, run.json, latest.json. What leads to nothing is removed. Sound objects
 * stay as they are, and a store without faults is left alone.
 *
 * @throws InputError as {@link verifyStore}, and where the store cannot be written to
 */
export async function repairStore(
  store: Store,
  options: Omit<VerifyOptions, "run"> = {},
): Promise<RepairReport> {
  const steps: RepairStep[] = [];
  for (let pass = 1; ; pass += 1) {
    const { faults } = await verifyStore(store, options);
    const done = pass > MOST_PASSES ? [] : await mend(store, faults);
    if (done.length === 0) {
      return { steps, left: faults };
    }
    steps.push(...done);
  }
}

async function mend(store: Store, faults: readonly StoreFault[]): Promise<RepairStep[]> {
  const byKey = Map.groupBy(faults, ({ key }) => key);
  const steps: RepairStep[] = [];
  // Shards before what leads to them, runs before the latest one.
  const keys = [...byKey.keys()].sort((left, right) => rank(left) - rank(right) || compareText(left, right));
  for (const key of keys) {
    steps.push(...(await mendOne(store, key, byKey.get(key) ?? [])));
  }
  return steps;
}

const ORDER = [/^shards\//, /^runs\//, /^keys\//, /^head\.json$/, /^latest\.json$/];

function rank(key: string): number {
  return ORDER.findIndex((pattern) => pattern.test(key));
}

async function mendOne(store: Store, key: string, faults: readonly StoreFault[]): Promise<RepairStep[]> {
  if (key.startsWith("shards/")) {
    return await mendShard(store, key);
  }
  if (key.startsWith("runs/")) {
    return await repairRun(store, key, faults);
  }
  if (key.startsWith("keys/")) {
    return await mendKey(store, key);
  }
  if (key.startsWith("history/") || key.startsWith("recipes/")) {
    return [await setAside(store, key)];
  }
  if (digestOfPack(key) !== undefined) {
    return await mendPack(store, key);
  }
  return key === HEAD_KEY ? await mendHead(store) : await repairLatest(store);
}

async function mendShard(store: Store, key: string): Promise<RepairStep[]> {
  // Somebody may have made it again meanwhile.
  const isSound = await isReadable(() => store.withFile(key, (path) => checkShard(key, path, undefined)));
  return isSound ? [] : [await setAside(store, key)];
}

/** What leads to one makes it again when it is not there. */
async function mendPack(store: Store, key: string): Promise<RepairStep[]> {
  const isSound = (await store.withFile(key, fileSha256)) === digestOfPack(key);
  return isSound ? [] : [await setAside(store, key)];
}

async function mendKey(store: Store, key: string): Promise<RepairStep[]> {
  let record: ShardEntry | undefined;
  const isWhole = await isReadable(async () => {
    record = await readExplored(store, key);
  });
  if (isWhole && (record === undefined || (await isThere(store, record)))) {
    return [];
  }
  const steps: RepairStep[] = [];
  if (isWhole) {
    await store.remove(key);
    steps.push({ key, done: "removed", message: "the shard that it led to is not there" });
  } else {
    steps.push(await setAside(store, key));
  }
  const known = (await knownEntries(store)).find(({ shardKey }) => keyObjectKey(shardKey) === key);
  if (known !== undefined) {
    await recordExplored(store, known);
    steps.push({
      key,
      done: "made again",
      message: "out of what a run, or the head, says of the same shard",
    });
  }
  return steps;
}

/** What the head and all runs that can be read say of shards that are there. */
async function knownEntries(store: Store): Promise<ShardEntry[]> {
  const entries: ShardEntry[] = [];
  await isReadable(async () => {
    const head = Object.values(await readHead(store));
    entries.push(...head.map(({ confirmedAt: _confirmedAt, ...entry }) => entry));
  });
  for (const { id, isComplete } of (await listRunIds(store)).reverse()) {
    await isReadable(async () => {
      const packages = isComplete && (await readManifest(store, id)) && (await readRunPackages(store, id));
      entries.push(...Object.values(packages || {}).flatMap(({ shard }) => shard ?? []));
    });
  }
  const there = await Promise.all(entries.map((entry) => isThere(store, entry)));
  return entries.filter((_entry, index) => there[index]);
}

async function mendHead(store: Store): Promise<RepairStep[]> {
  if (!(await isReadable(() => readHead(store)))) {
    const aside = await setAside(store, HEAD_KEY);
    const packages = await headOfKeys(store);
    await store.update(HEAD_KEY, (body) =>
      // Whoever explored meanwhile knows better.
      body === undefined ? storedJson({ packages }) : new TextDecoder().decode(body),
    );
    const message = "out of the keys: `run`, or exploring a package again, says which shard is its newest";
    return [aside, { key: HEAD_KEY, done: "made again", message }];
  }
  const head = await readHead(store);
  const gone = new Set<string>();
  for (const [stem, entry] of Object.entries(head)) {
    if (!(await isThere(store, entry))) {
      gone.add(stem);
    }
  }
  if (gone.size === 0) {
    return [];
  }
  await store.update(HEAD_KEY, (body) => {
    const packages = body === undefined ? {} : parseStored(store, HEAD_KEY, body, headDocument).packages;
    const isGone = ([stem, { digest }]: [string, HeadEntry]) =>
      gone.has(stem) && head[stem]?.digest === digest;
    return storedJson({
      packages: Object.fromEntries(Object.entries(packages).filter((one) => !isGone(one))),
    });
  });
  const message = `without ${[...gone].join(", ")}, whose shards are not there`;
  return [{ key: HEAD_KEY, done: "made again", message }];
}

/** What was explored by no run is found by its version; which of several a pkginfo means now, nobody knows. */
async function headOfKeys(store: Store): Promise<Record<string, HeadEntry>> {
  const inRuns = new Set((await knownEntries(store)).map(({ shardKey }) => shardKey));
  const head: Record<string, HeadEntry> = {};
  for (const { key } of await Array.fromAsync(store.list("keys/"))) {
    await isReadable(async () => {
      const entry = await readExplored(store, key);
      if (entry === undefined || inRuns.has(entry.shardKey) || !(await isThere(store, entry))) {
        return;
      }
      const stem = `${entry.name}@${entry.version}`;
      const other = head[stem];
      head[stem] = other === undefined || other.exploredAt < entry.exploredAt ? entry : other;
    });
  }
  return Object.fromEntries(Object.entries(head).sort(([left], [right]) => compareText(left, right)));
}

async function isThere(store: Store, entry: ShardEntry): Promise<boolean> {
  return (await store.stat(shardObjectKey(entry))) !== undefined;
}

async function isReadable(read: () => Promise<unknown>): Promise<boolean> {
  try {
    await read();
    return true;
  } catch (error) {
    if (error instanceof UnreadableObjectError) {
      return false;
    }
    throw error;
  }
}

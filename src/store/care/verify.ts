import { isDeepStrictEqual } from "node:util";
import pLimit from "p-limit";
import { InputError } from "../../errors/input-error.ts";
import { fileSha256 } from "../../files/file-digest.ts";
import { factsOf } from "../../page/file-facts.ts";
import { type Graph, readGraph } from "../../page/graph-document.ts";
import { digestOfPack, HEAD_GRAPH_KEY, packKey, segmentKey, shardOfPart } from "../../page/graph-keys.ts";
import { historyFileKey, isHistoryKey, readHistoryDocument } from "../../page/history-document.ts";
import { DamagedFileError } from "../../page/object-reader.ts";
import { compareText } from "../../shard/canonical.ts";
import { HEAD_KEY, keyObjectKey, readExplored, readHead, shardObjectKey } from "../layout.ts";
import { objectKind } from "../object-kind.ts";
import { readRecipe, recipeKey, shardOfRecipe } from "../recipe.ts";
import {
  LATEST_KEY,
  type ManifestObject,
  type RunManifest,
  type RunRecord,
  readLatest,
  readManifest,
  readRunRecord,
  readUncheckedPackages,
  runKeys,
} from "../runs/record.ts";
import { listFinishedRuns, listRunIds } from "../runs/reservation.ts";
import { type Store, UnreadableObjectError } from "../store.ts";
import { runsListFix } from "../store-option.ts";
import { commitKey, logFolder, readTableLog } from "../tables-log.ts";
import { checkShard } from "./check-shard.ts";
import { ensureStore } from "./is-store.ts";

/** What is wrong with one object of a store. */
export interface StoreFault {
  key: string;
  /** What was found and expected; text of unknown origin is in it. */
  message: string;
  /** The key of what it leads to, where that is not there. */
  leadsTo?: string;
}

export interface StoreReport {
  /** How many there are, sound or not. */
  shards: number;
  keys: number;
  /** Stems of the head; of one run, its packages. */
  packages: number;
  /** Complete ones. */
  runs: number;
  /** No fault: one that is under way, or was interrupted. */
  unfinishedRuns: number;
  /** Of all shards, compressed. */
  sizeBytes: number;
  /** Sorted by key, then by message. */
  faults: StoreFault[];
}

export interface VerifyOptions {
  signal?: AbortSignal;
  /** Looks only at what this run consists of. */
  run?: string | undefined;
  /** Called after each object that was read whole. */
  onProgress?: (checked: number, objects: number) => void;
}

/** Objects that are asked for at once: reading a shard is work for the processor, but a bucket is far away. */
const AT_ONCE = 4;

/**
 * Reads everything that a store holds, or one run of it: whether each shard is whole and what its name says, each other
 * object what the manifest says, and whether every key, manifest, latest.json and the head lead to what is there.
 *
 * Others may write meanwhile: what leads to an object is written after it, so it is read before the objects are listed.
 *
 * @throws InputError where there is no store, it cannot be asked, or it has no such run; what is wrong with an object is
 *   a fault, not an error
 */
export async function verifyStore(store: Store, options: VerifyOptions = {}): Promise<StoreReport> {
  await ensureStore(store);
  const verification = new Verification(store, options);
  return options.run === undefined ? await verification.everything() : await verification.run(options.run);
}

/** What leads to an object, and what it promises of it. */
interface Lead extends Partial<Pick<ManifestObject, "sha256" | "sizeBytes">> {
  from: string;
  key: string;
}

class Verification {
  readonly #store: Store;
  readonly #options: VerifyOptions;
  readonly #faults: StoreFault[] = [];
  readonly #leads: Lead[] = [];
  readonly #limit = pLimit(AT_ONCE);

  constructor(store: Store, options: VerifyOptions) {
    this.#store = store;
    this.#options = options;
  }

  async everything(): Promise<StoreReport> {
    const store = this.#store;
    const latest = await this.#orFault(LATEST_KEY, () => readLatest(store));
    if (latest !== undefined) {
      this.#leads.push({ from: LATEST_KEY, key: latest.manifest });
    }
    const ids = await listRunIds(store);
    await this.#limit.map(ids, ({ id, isComplete }) => this.#readRun(id, isComplete));
    const head = (await this.#orFault(HEAD_KEY, () => readHead(store))) ?? {};
    for (const entry of Object.values(head)) {
      this.#leads.push({ from: HEAD_KEY, key: shardObjectKey(entry) });
    }
    const keys = await Array.fromAsync(store.list("keys/"));
    await this.#limit.map(keys, ({ key }) => this.#orFault(key, () => this.#readKey(key)));
    const shards = await Array.fromAsync(store.list("shards/"));
    await this.#readHeadGraph();
    await this.#readTableLogs();
    await this.#readHistories();
    await this.#readRecipes();
    const complete = ids.filter(({ isComplete }) => isComplete).length;
    await this.#checkLatestIsThere();
    return {
      ...{ shards: shards.length, keys: keys.length, packages: Object.keys(head).length },
      ...{ runs: complete, unfinishedRuns: ids.length - complete },
      ...(await this.#checkObjects(new Map(shards.map(({ key, sizeBytes }) => [key, sizeBytes])))),
    };
  }

  async run(id: string): Promise<StoreReport> {
    if ((await this.#store.stat(runKeys(id).manifest)) === undefined) {
      throw new InputError({
        message: `there is no finished run ${id} in ${this.#store.address}`,
        fix: runsListFix(this.#store),
      });
    }
    const packages = await this.#readRun(id, true);
    const keys = [...new Set(this.#leads.map(({ key }) => key))].filter((key) => key.startsWith("shards/"));
    const found = await this.#limit.map(keys, async (key) => {
      const sizeBytes = (await this.#store.stat(key))?.sizeBytes;
      return sizeBytes === undefined ? [] : [[key, sizeBytes] as const];
    });
    const shards = new Map(found.flat());
    await this.#limit.map([...shards.keys()], (key) => this.#readRecipe(objectKind(key).unpackedDigest));
    return {
      ...{ shards: shards.size, keys: 0, packages, runs: 1, unfinishedRuns: 0 },
      ...(await this.#checkObjects(shards)),
    };
  }

  /** Segments and packs are called by their content. Of the parts that no run promises, each says itself what it should be. */
  async #readHeadGraph(): Promise<void> {
    const graph = await this.#orFault(HEAD_GRAPH_KEY, () => readGraph(this.#store, HEAD_GRAPH_KEY));
    this.#leads.push(...(graph === undefined ? [] : sharedLeads(graph)));
    const promised = new Set(this.#leads.map(({ key }) => key));
    for await (const { key, sizeBytes } of this.#store.list("tables/")) {
      const digest = shardOfPart(key);
      if (digest !== undefined && !promised.has(key)) {
        await this.#orFault(key, () => this.#checkPart(key, digest));
      }
      const pack = digestOfPack(key);
      if (pack !== undefined && !promised.has(key)) {
        this.#leads.push({ from: key, key, sha256: pack, sizeBytes });
      }
    }
  }

  async #checkPart(key: string, digest: string): Promise<void> {
    const content = await this.#store.read(key);
    const facts = content && factsOf(content);
    if (content !== undefined && facts === undefined) {
      throw new UnreadableObjectError({ message: "is damaged, cut off, or no part of a graph" });
    }
    if (facts !== undefined && !facts.about.includes(` of ${digest},`)) {
      throw new UnreadableObjectError({ message: `is another part: "${facts.about}"` });
    }
  }

  /** What engines read of the newest version of each table has to be there. */
  async #readTableLogs(): Promise<void> {
    const tables = new Set<string>();
    for await (const { key } of this.#store.list("tables/")) {
      tables.add(key.split("/")[1] ?? "");
    }
    for (const table of tables) {
      const log = await this.#orFault(logFolder(table), () =>
        readTableLog(this.#store, table, { isWhole: true }),
      );
      const from = commitKey(table, (log?.nextVersion ?? 1) - 1);
      for (const path of log?.files.keys() ?? []) {
        this.#leads.push({ from, key: `tables/${table}/${path}` });
      }
    }
  }

  async #readHistories(): Promise<void> {
    for await (const { key: from } of this.#store.list("history/")) {
      const history = isHistoryKey(from)
        ? await this.#orFault(from, () => readHistoryDocument(this.#store, from))
        : undefined;
      if (history !== undefined) {
        const { name, digest, bytes } = history;
        this.#leads.push({ from, key: historyFileKey(name, digest), sha256: digest, sizeBytes: bytes });
      }
    }
  }

  async #readRecipes(): Promise<void> {
    const recipes = await Array.fromAsync(this.#store.list("recipes/"));
    await this.#limit.map(recipes, ({ key }) => this.#readRecipe(shardOfRecipe(key)));
  }

  /** A shard is as good without one. */
  async #readRecipe(shard: string | undefined): Promise<void> {
    if (shard !== undefined) {
      await this.#orFault(recipeKey(shard), () => readRecipe(this.#store, shard));
    }
  }

  /** By its absence the newest run is not lost, but everybody has to look for it. */
  async #checkLatestIsThere(): Promise<void> {
    const [newest] = await listFinishedRuns(this.#store);
    if (newest !== undefined && (await this.#store.stat(LATEST_KEY)) === undefined) {
      this.#fault(LATEST_KEY, `is not there, and the newest finished run is ${newest}`);
    }
  }

  /** @returns how many packages it has */
  async #readRun(id: string, isComplete: boolean): Promise<number> {
    const store = this.#store;
    const keys = runKeys(id);
    const record = await this.#orFault(keys.run, () => readRunRecord(store, id));
    if (!isComplete) {
      return 0;
    }
    const manifest = await this.#orFault(keys.manifest, () => readManifest(store, id));
    if (record !== undefined && manifest !== undefined && !isBeginningOf(record, manifest)) {
      this.#fault(keys.run, `does not say what ${keys.manifest} says of the run's beginning`);
    }
    const packages = await this.#orFault(keys.packages, () => readUncheckedPackages(store, id));
    const objects = manifest?.objects ?? {};
    for (const [key, { sha256, sizeBytes }] of Object.entries(objects)) {
      this.#leads.push({ from: keys.manifest, key, ...(sha256 && { sha256, sizeBytes }) });
    }
    for (const [stem, { shard }] of Object.entries(packages ?? {})) {
      const key = shard && shardObjectKey(shard);
      if (key !== undefined && manifest !== undefined && objects[key] === undefined) {
        this.#fault(keys.packages, `${stem} has ${key}, which the manifest does not have`);
      }
    }
    return Object.keys(packages ?? {}).length;
  }

  async #readKey(key: string): Promise<void> {
    const entry = await readExplored(this.#store, key);
    if (entry !== undefined && keyObjectKey(entry.shardKey) !== key) {
      throw new UnreadableObjectError({ message: `is the record of another key, ${entry.shardKey}` });
    }
    if (entry !== undefined) {
      this.#leads.push({ from: key, key: shardObjectKey(entry) });
    }
  }

  /** @param shards those that are there, with their sizes */
  async #checkObjects(
    shards: ReadonlyMap<string, number>,
  ): Promise<Pick<StoreReport, "sizeBytes" | "faults">> {
    const others = this.#leads.filter(({ key }) => !key.startsWith("shards/"));
    for (const { from, key } of this.#leads.filter(({ key }) => key.startsWith("shards/"))) {
      if (!shards.has(key)) {
        await this.#missing(from, key);
      }
    }
    let checked = 0;
    const read = async (key: string, check: () => Promise<void>) => {
      this.#options.signal?.throwIfAborted();
      await this.#orFault(key, check);
      checked += 1;
      this.#options.onProgress?.(checked, shards.size + others.length);
    };
    await this.#limit.map([...shards.keys()], (key) =>
      read(key, () => this.#store.withFile(key, (path) => checkShard(key, path, this.#options.signal))),
    );
    await this.#limit.map(withoutRepeated(others), (lead) => read(lead.key, () => this.#checkOther(lead)));
    return {
      sizeBytes: [...shards.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0),
      faults: this.#faults.sort((a, b) => compareText(`${a.key} ${a.message}`, `${b.key} ${b.message}`)),
    };
  }

  async #checkOther({ from, key, sha256, sizeBytes }: Lead): Promise<void> {
    const found = await this.#store.stat(key);
    if (found === undefined) {
      await this.#missing(from, key);
      return;
    }
    if (sha256 === undefined) {
      return;
    }
    const actual = await this.#store.withFile(key, fileSha256);
    if (actual !== sha256) {
      throw new UnreadableObjectError({
        message: `has ${found.sizeBytes} bytes with the SHA-256 ${actual}, and ${from} says ${sizeBytes} bytes with ${sha256}`,
      });
    }
  }

  /** What leads to an object may have been deleted with it meanwhile. */
  async #missing(from: string, key: string): Promise<void> {
    if ((await this.#store.stat(from)) !== undefined && (await this.#store.stat(key)) === undefined) {
      this.#faults.push({ key: from, message: `leads to ${key}, which is not there`, leadsTo: key });
    }
  }

  #fault(key: string, message: string): void {
    this.#faults.push({ key, message });
  }

  async #orFault<T>(key: string, check: () => Promise<T>): Promise<T | undefined> {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof UnreadableObjectError || error instanceof DamagedFileError)) {
        throw error;
      }
      for (const { place, message } of error.problems) {
        const file = place?.file?.slice(this.#store.address.length + 1) ?? "";
        // Of a folder it is told which of its files it is.
        const named = key.endsWith("/") && file.startsWith(key) ? file : key;
        this.#fault(named, place?.line === undefined ? message : `line ${place.line}: ${message}`);
      }
      return undefined;
    }
  }
}

/** Whether the record that reserved a run is of the run that a manifest is of. */
function isBeginningOf({ objects: _objects, ...record }: RunRecord, manifest: RunManifest): boolean {
  return Object.entries(record).every(([name, value]) => {
    return isDeepStrictEqual(value, manifest[name as keyof RunManifest]);
  });
}

/** What the graph of the head has: segments and packs. */
function sharedLeads({ layers, packs }: Graph): Lead[] {
  const segments = layers.flatMap(({ indexes }) =>
    Object.entries(indexes).flatMap(([index, list]) =>
      list.map(({ digest, bytes }) => ({ key: segmentKey(index, digest), sha256: digest, sizeBytes: bytes })),
    ),
  );
  const files = packs.flatMap((pack) =>
    Object.entries(pack.files).map(([table, [digest, bytes]]) => {
      return { key: packKey(table, digest), sha256: digest, sizeBytes: bytes };
    }),
  );
  return [...segments, ...files].map((lead) => ({ from: HEAD_GRAPH_KEY, ...lead }));
}

/** The parts of a run that many runs share are read once, unless these promise different things of them. */
function withoutRepeated(leads: readonly Lead[]): Lead[] {
  return [...new Map(leads.map((lead) => [`${lead.key} ${lead.sha256 ?? ""}`, lead])).values()];
}

import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { encodeVersion, type Store } from "./store.ts";
import { count, parseStored, readStored, sha256, storedDocument, storedJson } from "./stored-json.ts";

/** A shard among the content-addressed objects of a store. */
export interface ShardAddress {
  /** Normalised name of the distribution. */
  name: string;
  version: string;
  /** SHA-256 of the uncompressed lines, hexadecimal. */
  digest: string;
}

/** {@link ShardEntry} */
export const shardEntry = z.looseObject({
  // They become parts of a path, and may come from another machine.
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  version: z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.!+_-]*$/),
  python: z.string(),
  /** What `import` takes: a dotted name is looked up in the shards that have its beginning. */
  importNames: z.array(z.string()),
  digest: sha256,
  shardKey: sha256,
  /** The beginnings of the digests of what the shard key was made from, by name: they tell what changed. */
  inputs: z.record(z.string(), z.string()).optional(),
  /** How long making it took, by stage: what the next time is expected to take. */
  seconds: z.record(z.string(), z.number().nonnegative()).optional(),
  sizeBytes: count,
  nodes: count,
  /** How many modules were imported; none means that the distribution is of no use as it is. */
  modules: count,
  problems: count,
  exploredAt: z.string(),
  /** Made from a file or folder of this machine; never published. */
  local: z.boolean().optional(),
  /** Some of its problems may be the machine's fault (time, memory): the next run explores it again. */
  unstable: z.boolean().optional(),
});

/** `keys/<shardKey>.json` */
export const keyRecord = storedDocument.extend({
  status: z.enum(["explored", "unstable"]),
  ...shardEntry.shape,
});

/** `head.json` */
export const headDocument = storedDocument.extend({ packages: z.record(z.string(), shardEntry) });

/** A shard of the store, with what is asked of it most often. */
export type ShardEntry = z.infer<typeof shardEntry>;
/** Entries by stem: `requests`, or `requests@2.31.0` for a version that was asked for by number. */
export type Head = Readonly<Record<string, ShardEntry>>;

export const HEAD_KEY = "head.json";

export function shardObjectKey({ name, version, digest }: ShardAddress): string {
  return `shards/${name}/${encodeVersion(version)}/${digest}.jsonl.gz`;
}

export function keyObjectKey(shardKey: string): string {
  return `keys/${shardKey}.json`;
}

/** What was explored under a shard key, if its shard is still there in its whole length. */
export async function findExplored(store: Store, shardKey: string): Promise<ShardEntry | undefined> {
  const entry = await readExplored(store, keyObjectKey(shardKey));
  const shard = entry && (await store.stat(shardObjectKey(entry)));
  // One of another length was cut off, or its disk is damaged.
  return shard?.sizeBytes === entry?.sizeBytes ? entry : undefined;
}

/**
 * The record of a shard key, whether or not its shard is there.
 *
 * @param key of the object: `keys/<shardKey>.json`
 * @throws UnreadableObjectError for what is no such record
 */
export async function readExplored(store: Store, key: string): Promise<ShardEntry | undefined> {
  const record = await readStored(store, key, keyRecord);
  if (record === undefined) {
    return undefined;
  }
  const { format: _format, status: _status, ...entry } = record;
  return entry;
}

/** Says that the work of a shard key is done. Written after the shard itself, so that a key never dangles. */
export async function recordExplored(store: Store, entry: ShardEntry): Promise<void> {
  await store.write(
    keyObjectKey(entry.shardKey),
    storedJson({ status: entry.unstable === true ? "unstable" : "explored", ...entry }),
  );
}

export async function readHead(store: Store): Promise<Head> {
  return (await readStored(store, HEAD_KEY, headDocument))?.packages ?? {};
}

/** Makes a shard the one that questions about a stem are answered from. */
export async function updateHead(store: Store, stem: string, entry: ShardEntry): Promise<void> {
  if (isDeepStrictEqual((await readHead(store))[stem], entry)) {
    return;
  }
  await store.update(HEAD_KEY, (body) => {
    const packages = body === undefined ? {} : parseStored(store, HEAD_KEY, body, headDocument).packages;
    const entries = Object.entries({ ...packages, [stem]: entry });
    return storedJson({ packages: Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) });
  });
}

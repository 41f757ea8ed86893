import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { encodeVersion, type Store, UnreadableObjectError } from "./store.ts";
import {
  count,
  instant,
  parseStored,
  readStored,
  repairFix,
  sha256,
  storedDocument,
  storedJson,
} from "./stored-json.ts";

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

const headEntry = shardEntry.extend({
  /**
   * When it was last found to be the shard of the package as its files were then. Later than `exploredAt` where that
   * had been done before; left out by earlier versions.
   */
  confirmedAt: instant.optional(),
});

/** `head.json` */
export const headDocument = storedDocument.extend({ packages: z.record(z.string(), headEntry) });

/** A shard of the store, with what is asked of it most often. */
export type ShardEntry = z.infer<typeof shardEntry>;
/** An entry of the head: what was explored here by hand, or by a run into a folder. */
export type HeadEntry = z.infer<typeof headEntry>;
/** Entries by stem: `requests`, or `requests@2.31.0` for a version that was asked for by number. */
export type Head = Readonly<Record<string, HeadEntry>>;

/** Shards, each once: the same may be asked for by several stems. */
export function eachOnce<T extends ShardAddress>(shards: readonly T[]): T[] {
  return [...new Map(shards.map((shard) => [shard.digest, shard])).values()];
}

export const HEAD_KEY = "head.json";

/** How much the clocks of machines that write into one store may differ. */
const CLOCKS_MILLISECONDS = 60 * 60 * 1000;

/** A version as a shard's header has it: that of a local artifact has a label (`1.0+local.…`) that its metadata does not know. */
export function versionInMetadata(version: string): string {
  return version.replace(/[+.]local\.[0-9a-f]{12}$/, "");
}

export function shardObjectKey({ name, version, digest }: ShardAddress): string {
  return `shards/${name}/${encodeVersion(version)}/${digest}.jsonl.gz`;
}

/** What a person does about a shard that is damaged, missing, or another's. */
export function exploreAgain(shardKey: string): string {
  const [, name = "NAME"] = shardKey.split("/");
  return `explore the package again (./scripts/explore ${name}), which makes it anew; \`store verify\` tells of others, and \`store repair\` mends what leads to them`;
}

export function keyObjectKey(shardKey: string): string {
  return `keys/${shardKey}.json`;
}

/** Whether a release has something that could be imported, and none of its modules was. A metapackage, or stubs, have nothing. */
export function importsNothing({
  modules,
  importNames,
}: Pick<ShardEntry, "modules" | "importNames">): boolean {
  return modules === 0 && importNames.length > 0;
}

/**
 * What was explored under a shard key, if its shard is still there in its whole length.
 *
 * @throws UnreadableObjectError as {@link readExplored}
 */
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
 * @throws UnreadableObjectError for what is no such record, or another key's
 */
export async function readExplored(store: Store, key: string): Promise<ShardEntry | undefined> {
  const record = await readStored(store, key, keyRecord);
  if (record === undefined) {
    return undefined;
  }
  if (keyObjectKey(record.shardKey) !== key) {
    throw new UnreadableObjectError({
      place: { file: `${store.address}/${key}` },
      message: `is the record of another key, ${record.shardKey}`,
      fix: repairFix(store),
    });
  }
  const { format: _format, status: _status, ...entry } = record;
  return entry;
}

/** Says that the work of a shard key is done. Written last, after all that it leads to. */
export async function recordExplored(store: Store, entry: ShardEntry): Promise<void> {
  await store.write(
    keyObjectKey(entry.shardKey),
    storedJson({ status: entry.unstable === true ? "unstable" : "explored", ...entry }),
  );
}

/**
 * When a shard was last found to be that of its package, in milliseconds. A time that is still to come says nothing: who
 * wrote it has a wrong clock, and must not be right for ever.
 */
export function confirmationOf({
  confirmedAt,
  exploredAt,
}: Pick<HeadEntry, "confirmedAt" | "exploredAt">): number {
  const time = Date.parse(confirmedAt ?? exploredAt);
  return time <= Date.now() + CLOCKS_MILLISECONDS ? time : Number.NEGATIVE_INFINITY;
}

export async function readHead(store: Store): Promise<Head> {
  return (await readStored(store, HEAD_KEY, headDocument))?.packages ?? {};
}

/** Makes a shard the one that questions about a stem are answered from. */
export async function updateHead(store: Store, stem: string, entry: ShardEntry): Promise<void> {
  await updateHeads(store, new Map([[stem, entry]]), new Date().toISOString());
}

/**
 * {@link updateHead} for several stems. What somebody else confirmed later stays.
 *
 * @param confirmedAt when these were found to be the shards of their packages
 */
export async function updateHeads(
  store: Store,
  entries: ReadonlyMap<string, ShardEntry>,
  confirmedAt: string,
): Promise<void> {
  const since = Date.parse(confirmedAt);
  const isOlder = (known: HeadEntry | undefined) => known === undefined || confirmationOf(known) <= since;
  const isNews = (head: Head) =>
    [...entries].some(([stem, entry]) => {
      return isOlder(head[stem]) && !isDeepStrictEqual(head[stem], { ...entry, confirmedAt });
    });
  if (!isNews(await readHead(store))) {
    return;
  }
  await store.update(HEAD_KEY, (body) => {
    const packages = body === undefined ? {} : parseStored(store, HEAD_KEY, body, headDocument).packages;
    const newer = [...entries].filter(([stem]) => isOlder(packages[stem]));
    const changed = Object.entries({
      ...packages,
      ...Object.fromEntries(newer.map(([stem, entry]) => [stem, { ...entry, confirmedAt }])),
    });
    return storedJson({ packages: Object.fromEntries(changed.sort(([a], [b]) => (a < b ? -1 : 1))) });
  });
}

import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { encodeVersion, type Store, UnreadableObjectError } from "./store.ts";

/** Rises only when the meaning of a stored JSON document changes; readers refuse a newer one. */
const STORE_FORMAT = 1;

/** A shard among the content-addressed objects of a store. */
export interface ShardAddress {
  /** Normalised name of the distribution. */
  name: string;
  version: string;
  /** SHA-256 of the uncompressed lines, hexadecimal. */
  digest: string;
}

const digest = z.string().regex(/^[0-9a-f]{64}$/);

const shardEntry = z.looseObject({
  name: z.string(),
  version: z.string(),
  python: z.string(),
  /** What `import` takes: a dotted name is looked up in the shards that have its beginning. */
  importNames: z.array(z.string()),
  digest,
  shardKey: digest,
  sizeBytes: z.number().int().nonnegative(),
  nodes: z.number().int().nonnegative(),
  /** How many modules were imported; none means that the distribution is of no use as it is. */
  modules: z.number().int().nonnegative(),
  problems: z.number().int().nonnegative(),
  exploredAt: z.string(),
  /** Made from a file or folder of this machine; never published. */
  local: z.boolean().optional(),
});

const keyRecord = shardEntry.extend({ format: z.number().int(), status: z.literal("explored") });

const head = z.looseObject({ format: z.number().int(), packages: z.record(z.string(), shardEntry) });

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

/** What was explored under a shard key, if its shard is still there. */
export async function findExplored(store: Store, shardKey: string): Promise<ShardEntry | undefined> {
  const entry = await readExplored(store, keyObjectKey(shardKey));
  const shard = entry && (await store.stat(shardObjectKey(entry)));
  return shard === undefined ? undefined : entry;
}

/**
 * The record of a shard key, whether or not its shard is there.
 *
 * @param key of the object: `keys/<shardKey>.json`
 * @throws UnreadableObjectError for what is no such record
 */
export async function readExplored(store: Store, key: string): Promise<ShardEntry | undefined> {
  const body = await store.read(key);
  if (body === undefined) {
    return undefined;
  }
  const { format: _format, status: _status, ...entry } = parseStored(store, key, body, keyRecord);
  return entry;
}

/** Says that the work of a shard key is done. Written after the shard itself, so that a key never dangles. */
export async function recordExplored(store: Store, entry: ShardEntry): Promise<void> {
  await store.write(keyObjectKey(entry.shardKey), json({ status: "explored", ...entry }));
}

export async function readHead(store: Store): Promise<Head> {
  const body = await store.read(HEAD_KEY);
  return body === undefined ? {} : parseStored(store, HEAD_KEY, body, head).packages;
}

/** Makes a shard the one that questions about a stem are answered from. */
export async function updateHead(store: Store, stem: string, entry: ShardEntry): Promise<void> {
  if (isDeepStrictEqual((await readHead(store))[stem], entry)) {
    return;
  }
  await store.update(HEAD_KEY, (body) => {
    const packages = body === undefined ? {} : parseStored(store, HEAD_KEY, body, head).packages;
    const entries = Object.entries({ ...packages, [stem]: entry });
    return json({ packages: Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) });
  });
}

function json(content: object): string {
  return `${JSON.stringify({ format: STORE_FORMAT, ...content }, undefined, 2)}\n`;
}

function parseStored<T extends { format: number }>(
  store: Store,
  key: string,
  body: Uint8Array,
  schema: z.ZodType<T>,
): T {
  const place = { file: `${store.address}/${key}` };
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    throw new UnreadableObjectError(
      { place, message: "is not JSON: it was cut off or overwritten", fix: "remove it and explore again" },
      { cause: error },
    );
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    throw new UnreadableObjectError({
      place,
      message: z.prettifyError(parsed.error),
      fix: "remove it and explore again",
    });
  }
  if (parsed.data.format > STORE_FORMAT) {
    throw new UnreadableObjectError({
      place,
      message: `has format ${parsed.data.format}, and this program reads up to ${STORE_FORMAT}`,
      fix: "use a newer importgraph with this store",
    });
  }
  return parsed.data;
}

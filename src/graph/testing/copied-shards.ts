/** Many distributions out of a few: real shards, renamed as often as it takes. */

import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { STANDARD_LIBRARY } from "../../releases/project-name.ts";
import { readHead, type ShardEntry, shardObjectKey } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";

/** A real shard, as it is copied. */
export interface Original {
  entry: ShardEntry;
  lines: string;
}

/** The shards of a store's head, up to a size: the standard library's whatever its size. */
export async function readOriginals(store: Store, largestBytes: number): Promise<Original[]> {
  const entries = Object.values(await readHead(store)).filter(
    ({ name, sizeBytes }) => name === STANDARD_LIBRARY || sizeBytes <= largestBytes,
  );
  return await Promise.all(
    entries.map(async (entry) => {
      const packed = await store.read(shardObjectKey(entry));
      return { entry, lines: gunzipSync(packed ?? "").toString("latin1") };
    }),
  );
}

/**
 * Keeps copies of shards in a store, as other distributions, until there are so many.
 *
 * @returns their entries, of which nothing else is kept
 */
export async function keepCopies(
  store: Store,
  originals: readonly Original[],
  count: number,
): Promise<ShardEntry[]> {
  const library = originals.filter(({ entry }) => entry.name === STANDARD_LIBRARY);
  const others = originals.filter(({ entry }) => entry.name !== STANDARD_LIBRARY);
  const rename = renaming(others.map(({ entry }) => entry));
  const entries: ShardEntry[] = [];
  for (const original of library) {
    entries.push(await keep(store, original.entry, original.lines));
  }
  for (let number = 0; entries.length < count; number++) {
    const { entry, lines } = others[number % others.length] as Original;
    const copy = String(Math.floor(number / others.length));
    entries.push(await keep(store, { ...entry, name: `${entry.name}-${copy}` }, rename(lines, copy)));
  }
  return entries;
}

/** Gives distributions and their import names other names wherever a shard has them. */
function renaming(entries: readonly ShardEntry[]): (lines: string, copy: string) => string {
  const names = entries.map(({ name }) => name);
  const tops = new Set(entries.flatMap(({ importNames }) => importNames.map((one) => one.split(".")[0])));
  const distribution = new RegExp(`("(?:distribution|name)":"(?:${names.join("|")}))"`, "g");
  const begin = `(?<=[:,[]")(?<!"(?:distribution|name|displayName|value)":")`;
  const id = new RegExp(`${begin}(${[...tops].join("|")})(?=[.:"])(?!":)`, "g");
  return (lines, copy) => lines.replace(id, `$1_${copy}`).replace(distribution, `$1-${copy}"`);
}

async function keep(store: Store, entry: ShardEntry, lines: string): Promise<ShardEntry> {
  const bytes = Buffer.from(lines, "latin1");
  const packed = gzipSync(bytes, { level: 1 });
  const digest = createHash("sha256").update(bytes).digest("hex");
  const kept = { ...entry, digest, sizeBytes: packed.length };
  await store.write(shardObjectKey(kept), packed);
  return kept;
}

/** `graph.json`: which segments a graph consists of, and what has to be known to read a few bytes of them. */

import { z } from "zod";
import { readDocument } from "./document.ts";
import type { ObjectReader } from "./object-reader.ts";

/** Rises only when the meaning of the document changes; readers refuse a newer one. */
const GRAPH_FORMAT = 1;

export const INDEX_NAMES = ["distributions", "import-names", "names", "words", "dependents"] as const;

export type IndexName = (typeof INDEX_NAMES)[number];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();

const segment = z.looseObject({
  /** SHA-256 of the file, by which it is called. */
  digest: sha256,
  bytes: count,
  /** From the page indexes to the end. */
  tailBytes: count,
  /** CRC-32 of these. */
  tailCheck: count,
  rows: count,
  /** Smallest key. */
  from: z.string(),
  /** Largest key. */
  to: z.string(),
});

const layer = z.looseObject({
  /** How many shards its rows are of. */
  shards: count,
  /** Segments by index, each sorted by keys, and one after another. */
  indexes: z.record(z.string(), z.array(segment)),
});

/** `runs/<id>/graph.json`, and `graph.json` of a store's head. */
export const graphDocument = z.looseObject({
  format: z.literal(GRAPH_FORMAT),
  checksum: sha256,
  /** How many shards it consists of. */
  shards: count,
  /** The oldest and largest first. */
  layers: z.array(layer),
  /** Digests of shards that layers have rows of, and that the graph does not have any more. Sorted. */
  dropped: z.array(sha256),
});

export type Segment = z.infer<typeof segment>;
export type Layer = z.infer<typeof layer>;
/** Which segments there are, and of which of their shards. */
export type Graph = Pick<z.infer<typeof graphDocument>, "shards" | "layers" | "dropped">;

/** How large the segments of a graph are together. */
export function segmentBytes({ layers }: Graph): number {
  return layers
    .flatMap(({ indexes }) => Object.values(indexes).flat())
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * Reads a graph.json; undefined where there is none.
 *
 * @throws DamagedFileError for one that is damaged; NewerGraphError for one of a newer format
 */
export async function readGraph(reader: ObjectReader, key: string): Promise<Graph | undefined> {
  const kind = {
    ...{ schema: graphDocument, format: GRAPH_FORMAT },
    fix: "./scripts/importgraph merge makes it again",
  };
  const document = await readDocument(reader, key, kind);
  return document && { shards: document.shards, layers: document.layers, dropped: document.dropped };
}

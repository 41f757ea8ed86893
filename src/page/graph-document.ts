/** `graph.json`: which segments a graph consists of, and what has to be known to read a few bytes of them. */

import * as z from "zod/mini";
import { readDocument } from "./document.ts";
import type { ObjectReader } from "./object-reader.ts";

/** Rises only when the meaning of the document changes; readers refuse a newer one. */
const GRAPH_FORMAT = 5;

/** Those without packs, and those whose rows have the whole digest of their shard. */
const EARLIER_FORMATS = [3, 4] as const;

export const INDEX_NAMES = ["distributions", "import-names", "names", "words", "dependents"] as const;

export type IndexName = (typeof INDEX_NAMES)[number];

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const count = z.int().check(z.nonnegative());

/**
 * A row group of a segment, which begins where the one before it ends, and the first behind the mark of the file: a key that
 * none of its own is smaller than, and all before it are not larger; behind its last byte; CRC-32 of its bytes.
 */
export const segmentGroup = z.tuple([z.string(), count, count]);

const segment = z.looseObject({
  /** SHA-256 of the file, by which it is called. */
  digest: sha256,
  bytes: count,
  rows: count,
  /** Rows of each row group but the last, which may have fewer. */
  groupRows: count,
  /** Largest key. */
  to: z.string(),
  groups: z.array(segmentGroup),
});

/**
 * What leads to a part: bytes, bytes of its tail, CRC-32 of that, rows; of one in a pack, the place of this in `packs`, and
 * which byte of it the part begins at.
 */
const partFacts = z.union([
  z.tuple([count, count, count, count]),
  z.tuple([count, count, count, count, count, count]),
]);

/** Parts of several shards: all rows that these have, and no others. */
const pack = z.looseObject({
  /** How many. */
  shards: count,
  /** By table: SHA-256 of the file, by which it is called, and its bytes. */
  files: z.record(z.string(), z.tuple([sha256, count])),
});

/**
 * Distribution, version, minor version of Python, SHA-256 of the shard's lines, import names, and what leads to the records
 * of its objects: what shows one is read by nothing else.
 */
const release = z.tuple([z.string(), z.string(), z.string(), sha256, z.array(z.string()), partFacts]);

const layer = z.looseObject({
  /** How many shards its rows are of. */
  shards: count,
  /** Segments by index, each sorted by keys, and one after another. */
  indexes: z.record(z.string(), z.array(segment)),
});

/** `runs/<id>/graph.json`, and `graph.json` of a store's head. */
export const graphDocument = z.looseObject({
  format: z.literal([...EARLIER_FORMATS, GRAPH_FORMAT]),
  checksum: sha256,
  /** How many shards it consists of. */
  shards: count,
  /** These shards: what they are of, sorted by that. */
  releases: z.array(release),
  /** The oldest and largest first. */
  layers: z.array(layer),
  /** Digests of shards that layers have rows of, and that the graph does not have any more. Sorted. */
  dropped: z.array(sha256),
  /** What parts of its shards lie in. */
  packs: z._default(z.array(pack), []),
});

export type SegmentGroup = z.infer<typeof segmentGroup>;
export type Segment = z.infer<typeof segment>;
export type GraphRelease = z.infer<typeof release>;
export type Layer = z.infer<typeof layer>;
export type Pack = z.infer<typeof pack>;
/** Which segments and packs there are, and of which of their shards. */
export type Graph = Pick<
  z.infer<typeof graphDocument>,
  "shards" | "releases" | "layers" | "dropped" | "packs"
>;

/** What the document of a graph has, but for its checksum. */
export function graphContent(graph: Graph): object {
  return { format: GRAPH_FORMAT, ...graph };
}

/** Whether the parts of a release lie in a pack. */
export function isPacked([, , , , , records]: GraphRelease): boolean {
  return records.length > 4;
}

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
    ...{ schema: graphDocument, format: GRAPH_FORMAT, oldest: EARLIER_FORMATS[0] },
    fix: "./scripts/importgraph merge makes it again",
  };
  const document = await readDocument(reader, key, kind);
  return document && graphOf(document);
}

/** A graph.json that another document has whole; undefined for what is none, or one of another format. */
export function embeddedGraph(content: unknown): Graph | undefined {
  const { data } = graphDocument.safeParse(content);
  return data && graphOf(data);
}

function graphOf({ shards, releases, layers, dropped, packs }: z.infer<typeof graphDocument>): Graph {
  return { shards, releases, layers, dropped, packs };
}

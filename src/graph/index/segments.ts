import { createHash } from "node:crypto";
import type { Cell, NewRow, Row } from "../../page/columns.ts";
import type { IndexName, Segment } from "../../page/graph-document.ts";
import { segmentKey, shardMark } from "../../page/graph-keys.ts";
import type { ObjectReader } from "../../page/object-reader.ts";
import { SegmentFile } from "../../page/segment-file.ts";
import { compareText } from "../../shard/canonical.ts";
import type { Store } from "../../store/store.ts";
import { TableWriter } from "../tables/parquet-writer.ts";
import { INDEXES } from "./indexes.ts";

/** Rows of a file: so that a layer that is merged is written, and sent, in pieces. */
const SEGMENT_ROWS = 256 * 1024;

export type Compare = (left: NewRow, right: NewRow) => number;

/** The order of the rows of an index. */
export function orderOf(index: IndexName): Compare {
  const columns = ["key", ...INDEXES[index].order];
  return (left, right) => {
    for (const column of columns) {
      const [one, other] = [left[column], right[column]];
      const order = one === other ? 0 : compareText(textOf(one), textOf(other));
      if (order !== 0) {
        return order;
      }
    }
    return 0;
  };
}

function textOf(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? "" : String(cell);
}

/**
 * Writes sorted rows of an index as segments, one after another. What is in the store already is not written again.
 *
 * @param batches of rows in the order of the index
 */
export async function writeSegments(
  store: Store,
  index: IndexName,
  batches: AsyncIterable<readonly NewRow[]> | Iterable<readonly NewRow[]>,
): Promise<Segment[]> {
  const segments: Segment[] = [];
  let open: OpenSegment | undefined;
  for await (const batch of batches) {
    for (const row of batch) {
      open ??= { writer: newWriter(index), to: "" };
      open.writer.add(row);
      open.to = textOf(row.key);
      if (open.writer.rows === SEGMENT_ROWS) {
        segments.push(await keepSegment(store, index, open));
        open = undefined;
      }
    }
  }
  return open === undefined ? segments : [...segments, await keepSegment(store, index, open)];
}

interface OpenSegment {
  writer: TableWriter;
  to: string;
}

function newWriter(index: IndexName): TableWriter {
  const { columns, groupRows } = INDEXES[index];
  return new TableWriter(columns, { groupRows, about: `index ${index}`, hasGroupFooters: true });
}

async function keepSegment(store: Store, index: IndexName, { writer, to }: OpenSegment): Promise<Segment> {
  const { content, bytes, rows } = writer.finish();
  const { groups } = writer;
  const digest = sha256Of(content);
  const key = segmentKey(index, digest);
  // Of the right length, and damaged, is no use to anybody.
  const there = await store.read(key);
  if (there === undefined || sha256Of(there) !== digest) {
    await store.write(key, content);
  }
  return { digest, bytes, rows, groupRows: INDEXES[index].groupRows, to, groups };
}

/** SHA-256 of some bytes, hexadecimal. */
export function sha256Of(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * The rows of segments, in their order, without those of shards that are not wanted.
 *
 * @param columns default: all; `shard` is among them
 */
export async function* segmentRows(
  reader: ObjectReader,
  index: IndexName,
  segments: readonly Segment[],
  dropped: ReadonlySet<string>,
  columns?: readonly string[],
): AsyncGenerator<Row> {
  for await (const rows of segmentBatches(reader, index, segments, dropped, columns)) {
    yield* rows;
  }
}

/** {@link segmentRows}, many at once. */
export async function* segmentBatches(
  reader: ObjectReader,
  index: IndexName,
  segments: readonly Segment[],
  dropped: ReadonlySet<string>,
  columns?: readonly string[],
): AsyncGenerator<Row[]> {
  const marks = new Set([...dropped].map(shardMark));
  for (const segment of segments) {
    const file = new SegmentFile(reader, segmentKey(index, segment.digest), segment);
    for await (const rows of file.readGroups(columns)) {
      yield marks.size === 0 ? rows : rows.filter(({ shard }) => !marks.has(shardMark(String(shard))));
    }
  }
}

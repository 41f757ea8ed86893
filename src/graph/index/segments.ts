import { createHash } from "node:crypto";
import type { Cell, NewRow, Row } from "../../page/columns.ts";
import type { IndexName, Segment } from "../../page/graph-document.ts";
import { segmentKey } from "../../page/graph-keys.ts";
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
      const order = compareText(textOf(left[column]), textOf(right[column]));
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
 * @param rows in the order of the index
 */
export async function writeSegments(
  store: Store,
  index: IndexName,
  rows: AsyncIterable<NewRow> | Iterable<NewRow>,
): Promise<Segment[]> {
  const segments: Segment[] = [];
  let open: OpenSegment | undefined;
  for await (const row of rows) {
    open ??= { writer: newWriter(index), to: "" };
    open.writer.add(row);
    open.to = textOf(row.key);
    if (open.writer.rows === SEGMENT_ROWS) {
      segments.push(await keepSegment(store, index, open));
      open = undefined;
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
  const digest = digestOf(content);
  const key = segmentKey(index, digest);
  // Of the right length, and damaged, is no use to anybody.
  const there = await store.read(key);
  if (there === undefined || digestOf(there) !== digest) {
    await store.write(key, content);
  }
  return { digest, bytes, rows, groupRows: INDEXES[index].groupRows, to, groups };
}

function digestOf(content: Uint8Array): string {
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
  for (const segment of segments) {
    const file = new SegmentFile(reader, segmentKey(index, segment.digest), segment);
    for await (const row of file.read(columns)) {
      if (!dropped.has(String(row.shard))) {
        yield row;
      }
    }
  }
}

/** Sorted rows of several sources as one. */
export async function* mergeSorted<T>(
  sources: readonly AsyncGenerator<T>[],
  compare: (left: T, right: T) => number,
): AsyncGenerator<T> {
  const heads: { row: T; source: AsyncGenerator<T> }[] = [];
  for (const source of sources) {
    const { value, done } = await source.next();
    if (done !== true) {
      heads.push({ row: value, source });
    }
  }
  while (heads.length > 0) {
    const first = heads.reduce((least, head) => (compare(head.row, least.row) < 0 ? head : least));
    yield first.row;
    const { value, done } = await first.source.next();
    if (done === true) {
      heads.splice(heads.indexOf(first), 1);
    } else {
      first.row = value;
    }
  }
}

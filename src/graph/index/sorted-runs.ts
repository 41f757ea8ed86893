/** Rows that do not fit into memory: sorted runs of them on the disk, which are merged when there are no more. */

import { createReadStream } from "node:fs";
import { appendFile, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { Cell, NewRow } from "../../page/columns.ts";
import { INDEX_NAMES, type IndexName } from "../../page/graph-document.ts";
import type { IndexRow } from "./index-rows.ts";
import { INDEXES } from "./indexes.ts";
import { orderOf } from "./segments.ts";

/** Rows of all indexes together that one thread has in memory. */
const RUN_ROWS = 200_000;

const LINE_ROWS = 512;
const WRITE_CHARACTERS = 1024 * 1024;

/** A folder with a file of sorted rows for each index. */
export type RunFolder = string;

/** Rows as they come, in memory until there are too many. */
export class SortedRuns {
  /** Runs that were written. */
  readonly folders: RunFolder[] = [];
  readonly #folder: string;
  #rows = newRows();
  #count = 0;

  /** @param folder where runs are written */
  constructor(folder: string) {
    this.#folder = folder;
  }

  add([index, row]: IndexRow): void {
    this.#rows[index].push(row);
    this.#count += 1;
  }

  /** Writes what is in memory, where that is too much. */
  async settle(): Promise<void> {
    if (this.#count >= RUN_ROWS) {
      await this.flush();
    }
  }

  /** Writes what is in memory. */
  async flush(): Promise<void> {
    if (this.#count > 0) {
      const folder = await mkdtemp(join(this.#folder, "run-"));
      for (const index of INDEX_NAMES) {
        await writeRun(join(folder, index), index, this.sorted(index));
      }
      this.folders.push(folder);
      this.#rows = newRows();
      this.#count = 0;
    }
  }

  /** What is in memory. */
  sorted(index: IndexName): NewRow[] {
    return this.#rows[index].sort(orderOf(index));
  }
}

function newRows(): Record<IndexName, NewRow[]> {
  return { distributions: [], "import-names": [], names: [], words: [], dependents: [] };
}

/** Columns that are the same in all rows of a shard: half of the bytes of a row, if they stood in each. */
const OWNER_COLUMNS = ["distribution", "version", "shard"] as const;

function ownColumns(index: IndexName): string[] {
  return INDEXES[index].columns
    .map(({ name }) => name)
    .filter((name) => !(OWNER_COLUMNS as readonly string[]).includes(name));
}

/** The first line lists the shards; each other one has some rows: the number of the shard, and the other cells. */
async function writeRun(path: string, index: IndexName, rows: readonly NewRow[]): Promise<void> {
  const columns = ownColumns(index);
  const numbers = new Map<Cell | undefined, number>();
  const owners: (Cell | undefined)[][] = [];
  for (const row of rows) {
    if (!numbers.has(row.shard)) {
      numbers.set(row.shard, owners.length);
      owners.push(OWNER_COLUMNS.map((name) => row[name]));
    }
  }
  let text = `${JSON.stringify(owners)}\n`;
  for (let start = 0; start < rows.length; start += LINE_ROWS) {
    const cells = rows
      .slice(start, start + LINE_ROWS)
      .map((row) => [numbers.get(row.shard), ...columns.map((name) => row[name] ?? null)]);
    text += `${JSON.stringify(cells)}\n`;
    if (text.length >= WRITE_CHARACTERS) {
      await appendFile(path, text);
      text = "";
    }
  }
  await appendFile(path, text);
}

/** The rows of a run, many at once. */
export async function* readRun(folder: RunFolder, index: IndexName): AsyncGenerator<NewRow[]> {
  const columns = ownColumns(index);
  let owners: NewRow[] | undefined;
  for await (const line of linesOf(join(folder, index))) {
    const lists = JSON.parse(line) as Cell[][];
    if (owners === undefined) {
      owners = lists.map(([distribution, version, shard]) => ({ distribution, version, shard }));
      continue;
    }
    const rows: NewRow[] = [];
    for (const cells of lists) {
      const row: Record<string, Cell | undefined> = { ...owners[cells[0] as number] };
      for (let column = 0; column < columns.length; column++) {
        row[columns[column] as string] = cells[column + 1] as Cell;
      }
      rows.push(row);
    }
    yield rows;
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path)) {
    let rest = chunk as Buffer;
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
      yield Buffer.concat([...chunks.splice(0), rest.subarray(0, end)]).toString("utf8");
      rest = rest.subarray(end + 1);
    }
    chunks.push(rest);
  }
}

const LINE_FEED = 0x0a;

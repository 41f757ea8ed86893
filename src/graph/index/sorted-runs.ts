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
const LINES_AT_ONCE = 16;

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

/** One line of JSON for some rows: a list of cells for each. */
async function writeRun(path: string, index: IndexName, rows: readonly NewRow[]): Promise<void> {
  const columns = INDEXES[index].columns.map(({ name }) => name);
  for (let start = 0; start < rows.length; start += LINE_ROWS * LINES_AT_ONCE) {
    let text = "";
    for (
      let line = start;
      line < Math.min(start + LINE_ROWS * LINES_AT_ONCE, rows.length);
      line += LINE_ROWS
    ) {
      const lists = rows.slice(line, line + LINE_ROWS).map((row) => columns.map((name) => row[name] ?? null));
      text += `${JSON.stringify(lists)}\n`;
    }
    await appendFile(path, text);
  }
}

/** The rows of a run, many at once; none where it has none of this index. */
export async function* readRun(folder: RunFolder, index: IndexName): AsyncGenerator<NewRow[]> {
  const columns = INDEXES[index].columns.map(({ name }) => name);
  for await (const line of linesOf(join(folder, index))) {
    yield (JSON.parse(line) as Cell[][]).map((cells) => {
      const row: Record<string, Cell> = {};
      for (let column = 0; column < columns.length; column++) {
        row[columns[column] as string] = cells[column] as Cell;
      }
      return row;
    });
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(path)) {
      let rest = chunk as Buffer;
      for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
        yield Buffer.concat([...chunks.splice(0), rest.subarray(0, end)]).toString("utf8");
        rest = rest.subarray(end + 1);
      }
      chunks.push(rest);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw error;
    }
  }
}

const LINE_FEED = 0x0a;

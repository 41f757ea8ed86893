/** The part that single objects are read from: laid out so that one costs two requests. */

import { gzipSync } from "node:zlib";
import type { NewRow } from "../../page/columns.ts";
import { GROUPS_KEY, MODULES_KEY } from "../../page/records-file.ts";
import { compareText } from "../../shard/canonical.ts";
import type { External, ShardHeader, ShardNode, ShardRecord } from "../../shard/records.ts";
import { aliasesIn } from "../../shard/shard.ts";
import { TABLES } from "./columns.ts";
import { type ParquetBytes, TableWriter } from "./parquet-writer.ts";

/** Characters of the records of a row group, which is fetched whole: some 25 kB packed. */
const GROUP_CHARACTERS = 160 * 1024;

/** So many characters of records stand at the end of the file, and are fetched when it is opened. */
const NEAR_CHARACTERS = 128 * 1024;

/**
 * Gathers the records of a shard, and writes them: row groups of nodes by id, then, near the end of the file, one with what
 * following a name begins with: the header, foreign classes, and the outermost modules.
 */
export class RecordsPart {
  #header: ShardHeader | undefined;
  readonly #externals: External[] = [];
  readonly #nodes: ShardNode[] = [];

  add(record: ShardRecord): void {
    if (record.record === "header") {
      this.#header = record;
    } else if (record.record === "external") {
      this.#externals.push(record);
    } else if (record.record === "node") {
      this.#nodes.push(record);
    }
  }

  /** @param about what the file is of */
  finish(about: string): ParquetBytes {
    const header = this.#header;
    if (header === undefined) {
      throw new Error("the reader gave no header");
    }
    const { name: distribution, version } = header.distribution;
    const aliases = aliasesIn(this.#nodes);
    const writer = new TableWriter(TABLES.records.columns, {
      ...{ groupRows: Number.POSITIVE_INFINITY, about, hasGroupFooters: true, isPacked: true },
    });
    const rowOf = (id: string, record: string): NewRow => {
      return { distribution, version, id, aliases: aliases.get(id), record };
    };
    const texts = new Map(this.#nodes.map((node) => [node.id, JSON.stringify(node)]));
    const modules = this.#nodes.filter(({ kind }) => kind === "module").map(({ id }) => id);
    const nearModules = new Set(outermost(modules, texts));
    const near = [
      rowOf("", JSON.stringify(header)),
      // One that nobody knows may be called as a node is.
      ...this.#externals.map((external) => rowOf(external.ref.id, JSON.stringify(external))),
      ...[...nearModules].map((id) => rowOf(id, texts.get(id) ?? "")),
    ];
    let characters = 0;
    for (const [id, text] of texts) {
      if (!nearModules.has(id)) {
        writer.add(rowOf(id, text));
        characters += text.length;
      }
      if (characters >= GROUP_CHARACTERS) {
        writer.endGroup();
        characters = 0;
      }
    }
    writer.endGroup();
    for (const row of near.sort((left, right) => compareText(String(left.id), String(right.id)))) {
      writer.add(row);
    }
    writer.endGroup();
    return writer.finish([
      { key: GROUPS_KEY, value: JSON.stringify(writer.groups) },
      { key: MODULES_KEY, value: gzipSync(modules.join("\n")).toString("base64") },
    ]);
  }
}

/** Modules with the fewest names in their ids first, as many as have room. */
function outermost(modules: readonly string[], texts: ReadonlyMap<string, string>): string[] {
  const depth = (id: string) => id.split(".").length;
  const found: string[] = [];
  let room = NEAR_CHARACTERS;
  for (const id of modules.toSorted(
    (left, right) => depth(left) - depth(right) || compareText(left, right),
  )) {
    room -= texts.get(id)?.length ?? 0;
    if (room < 0) {
      break;
    }
    found.push(id);
  }
  return found;
}

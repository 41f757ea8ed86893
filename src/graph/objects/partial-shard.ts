/** A release, of which only the objects are read that a question meets: the same answers as from the whole shard. */

import type { RecordRow, RecordsFile } from "../../page/records-file.ts";
import type { External, ForeignRef, ShardHeader, ShardNode, ShardRecord } from "../../shard/records.ts";
import { foreignKey, moduleOf } from "../../shard/references.ts";
import type { ShardObjects } from "../../shard/shard.ts";
import { nameOf } from "../index/words.ts";
import type { OpenGraph, Release } from "../questions/open-graph.ts";

/**
 * Knows some objects of a shard. What a question meets besides is noted, and read before the question is put again.
 */
export class PartialShard implements ShardObjects {
  readonly header: ShardHeader;
  readonly #graph: OpenGraph;
  readonly #release: Release;
  readonly #file: RecordsFile;
  readonly #modules: ReadonlySet<string>;
  /** Undefined: there is none. */
  readonly #nodes = new Map<string, ShardNode | undefined>();
  readonly #aliases = new Map<string, readonly string[]>();
  readonly #externals = new Map<string, External>();
  readonly #classes = new Map<string, string | undefined>();
  #wantedNodes = new Set<string>();
  #wantedClasses = new Set<string>();

  private constructor(graph: OpenGraph, release: Release, file: RecordsFile, near: readonly RecordRow[]) {
    this.#graph = graph;
    this.#release = release;
    this.#file = file;
    this.#modules = new Set(file.modules);
    this.header = headerIn(near);
    this.#keep(near);
  }

  /**
   * Opens a release of a graph; undefined where the graph does not have it.
   *
   * @throws DamagedFileError where its part is missing or damaged
   */
  static async open(graph: OpenGraph, shard: string): Promise<PartialShard | undefined> {
    const release = graph.releases().find((one) => one.shard === shard);
    const file = release && (await graph.recordsOf(release));
    return file && new PartialShard(graph, release, file, await file.near());
  }

  /**
   * Answers a question, which is put again until all is known that it meets: it must not keep anything.
   *
   * @param name a dotted name that it is about: where it is followed to is likely to be met
   */
  async ask<T>(question: (shard: ShardObjects) => T, name = ""): Promise<T> {
    for (;;) {
      const answer = question(this);
      const [nodes, classes] = [this.#wantedNodes, this.#wantedClasses];
      if (nodes.size + classes.size === 0) {
        return answer;
      }
      this.#wantedNodes = new Set();
      this.#wantedClasses = new Set();
      await Promise.all([
        this.#readNodes(new Set([...nodes].flatMap((id) => [id, ...likelyNext(id, name)]))),
        ...[...classes].map((last) => this.#readClass(last)),
      ]);
    }
  }

  node(id: string): ShardNode | undefined {
    if (!this.#nodes.has(id) && moduleOf(id, (name) => this.isModule(name)) !== undefined) {
      this.#wantedNodes.add(id);
    }
    return this.#nodes.get(id);
  }

  external(ref: ForeignRef): External | undefined {
    return this.#externals.get(foreignKey(ref));
  }

  isModule(name: string): boolean {
    return this.#modules.has(name);
  }

  moduleIds(): readonly string[] {
    return this.#file.modules;
  }

  aliasesOf(id: string): readonly string[] {
    this.node(id);
    return this.#aliases.get(id) ?? [];
  }

  onlyClassCalled(name: string): string | undefined {
    if (!this.#classes.has(name)) {
      this.#wantedClasses.add(name);
    }
    return this.#classes.get(name);
  }

  async #readNodes(ids: ReadonlySet<string>): Promise<void> {
    const rows = await this.#file.find(ids);
    for (const id of ids) {
      this.#nodes.set(id, undefined);
    }
    this.#keep(rows);
  }

  async #readClass(name: string): Promise<void> {
    const rows = await Promise.all([
      this.#graph.withKey("names", name),
      this.#graph.withPrefix("names", `${name}.`),
    ]);
    const classes = rows
      .flat()
      .filter((row) => row.shard === this.#release.shard && row.kind === "class" && row.to_id === null);
    const [only, ...others] = classes.map(nameOf);
    this.#classes.set(name, others.length === 0 ? only : undefined);
  }

  #keep(rows: readonly RecordRow[]): void {
    for (const { id, aliases, record: text } of rows) {
      const record = JSON.parse(text) as ShardRecord;
      if (record.record === "node") {
        this.#nodes.set(id, record);
        this.#aliases.set(id, (aliases ?? []) as readonly string[]);
      } else if (record.record === "external") {
        this.#externals.set(foreignKey(record.ref), record);
      }
    }
  }
}

/** What a name leads to behind an object that one of its parts is called as: its members of these names, all at once. */
function likelyNext(id: string, name: string): string[] {
  const parts = name.split(/[.:]/);
  const index = parts.indexOf(id.slice(Math.max(id.lastIndexOf("."), id.lastIndexOf(":")) + 1));
  const rest = index < 0 ? [] : parts.slice(index + 1);
  return rest.map((_, count) => [id, ...rest.slice(0, count + 1)].join("."));
}

/** It has an empty id. */
function headerIn(rows: readonly RecordRow[]): ShardHeader {
  const row = rows.find(({ id }) => id === "");
  if (row === undefined) {
    throw new Error("records without a header");
  }
  return JSON.parse(row.record) as ShardHeader;
}

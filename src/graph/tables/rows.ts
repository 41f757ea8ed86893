/** The records of a shard as rows of the tables. */

import { signatureText } from "../../ask/signature.ts";
import type { NewRow } from "../../page/columns.ts";
import { STANDARD_LIBRARY } from "../../releases/project-name.ts";
import type { Ref, ShardHeader, ShardNode, ShardRecord, Signature, Use } from "../../shard/records.ts";
import { lastName } from "../../shard/references.ts";
import { isPublicName } from "../index/public-names.ts";
import type { TableName } from "./columns.ts";
import { summaryOf } from "./summary.ts";

/** A row, and the table it belongs to. */
export type TableRow = readonly [table: TableName, row: NewRow];

/** The name and version of a distribution, as every row has them. */
interface Owner {
  distribution: string;
  version: string;
}

/**
 * Turns the records of one shard into rows, in the order of the tables' keys: that of the shard.
 *
 * @param digest of the shard
 */
export class ShardRows {
  readonly #digest: string;
  #header: ShardHeader | undefined;
  #owner: Owner = { distribution: "", version: "" };
  #installed: ReadonlyMap<string, string> = new Map();
  readonly #entryPoints: string[] = [];
  #modules = 0;
  #nodes = 0;
  #problems = 0;

  constructor(digest: string) {
    this.#digest = digest;
  }

  /** The rows of one record; those of the header, which counts what follows, come with the end. */
  *of(record: ShardRecord): Generator<TableRow> {
    const owner = this.#owner;
    switch (record.record) {
      case "header":
        this.#begin(record);
        break;
      case "node":
        this.#nodes += 1;
        this.#modules += record.kind === "module" ? 1 : 0;
        yield* this.#nodeRows(record);
        break;
      case "external":
        break;
      case "entryPoint":
        this.#entryPoints.push(`${record.group}:${record.name}=${this.#target(record.to).to_id}`);
        break;
      case "import": {
        const { module, of, line, name, from, as, star, when } = record;
        yield [
          "imports",
          {
            ...{ ...owner, id: module, line, ...this.#target(of) },
            ...{ name: name, source: from, alias: as },
            ...{ star: star, conditions: when },
          },
        ];
        break;
      }
      case "use":
        yield ["uses", this.#useRow(record)];
        break;
      case "requirement": {
        const { name, specifier, extras, extra, marker } = record;
        const installed = this.#installed.get(name);
        yield ["requirements", { ...owner, name, specifier, extras, extra, marker, installed }];
        break;
      }
      case "problem": {
        const { module, stage, error, message } = record;
        this.#problems += 1;
        yield ["problems", { ...owner, module, stage, error, message }];
        break;
      }
      case "end":
        yield ["distributions", this.#distributionRow()];
        break;
    }
  }

  #begin(header: ShardHeader): void {
    const { name, version } = header.distribution;
    this.#header = header;
    this.#owner = { distribution: name, version };
    this.#installed = new Map(header.requirements.map((one) => [one.name, one.version]));
  }

  #distributionRow(): NewRow {
    const header = this.#header;
    if (header === undefined) {
      throw new Error("the reader gave no header");
    }
    const { distribution, python, platform, explorer, importNames } = header;
    return {
      ...{ ...this.#owner, display_name: distribution.displayName, python, platform, explorer },
      ...{ shard: this.#digest, import_names: importNames },
      ...{ modules: this.#modules, nodes: this.#nodes, problems: this.#problems },
      installed: header.requirements.map(({ name, version }) => `${name}==${version}`),
      entry_points: this.#entryPoints,
      licence: distribution.licence,
    };
  }

  *#nodeRows(node: ShardNode): Generator<TableRow> {
    const { id, signature, overloads = [], members = {}, bases, metaclass, mro, valueType } = node;
    const owner = this.#owner;
    yield ["nodes", this.#nodeRow(node)];
    for (const [name, to] of Object.entries(members)) {
      yield ["members", { ...owner, id, name, ...this.#target(to) }];
    }
    for (const [overload, one] of [signature, ...overloads].entries()) {
      if (one !== undefined) {
        yield* this.#parameterRows(id, overload, one);
      }
    }
    const references: Readonly<Record<string, readonly Ref[]>> = {
      bases: bases ?? [],
      metaclass: metaclass === undefined ? [] : [metaclass],
      mro: mro ?? [],
      valueType: valueType === undefined ? [] : [valueType],
    };
    for (const [field, list] of Object.entries(references)) {
      for (const [position, ref] of list.entries()) {
        yield ["references", { ...owner, id, field, position, ...this.#target(ref) }];
      }
    }
  }

  *#parameterRows(id: string, overload: number, { parameters }: Signature): Generator<TableRow> {
    for (const [position, { name, kind, annotation, default: value }] of parameters.entries()) {
      yield [
        "parameters",
        { ...this.#owner, id, overload, position, name, kind, annotation, default: value },
      ];
    }
  }

  #nodeRow(node: ShardNode): NewRow {
    const { id, signature, location, deprecated, origins, doc, all } = node;
    return {
      ...{ ...this.#owner, id, name: lastName(id), kind: node.kind, module: node.module },
      ...{ public: isPublicName(id), summary: doc && summaryOf(doc) },
      signature: signature && signatureText(signature),
      returns: signature?.returns,
      ...{ type: node.type, set_type: node.setType },
      ...{ file: location?.file, line: location?.line, end_line: location?.endLine },
      ...{ sources: node.from, flags: node.flags, flavours: node.flavours },
      ...{ access: node.access, type_parameters: node.typeParameters },
      ...{ base_text: node.baseText, exported: all },
      ...{ imported: node.imported, namespace: node.namespace },
      ...{ shadowed: node.shadowed, instance: node.instance },
      ...{ typing_only: node.typingOnly, varies: node.varies },
      ...{ set_in: node.setIn, claims: node.claims },
      ...{ deprecated: deprecated?.message, deprecated_since: deprecated?.since },
      origins: origins && JSON.stringify(origins),
      ...{ value: node.value, doc: doc },
    };
  }

  #useRow({ in: id, of, as, how, count, lines, keywords, positional }: Use): NewRow {
    return {
      ...{ ...this.#owner, id, ...this.#target(of), written: as, how, count, lines },
      ...{ keywords: keywords, positional: positional },
    };
  }

  #target(ref: Ref): { to_distribution: string | null; to_version: string | null; to_id: string } {
    if (typeof ref === "string") {
      const { distribution, version } = this.#owner;
      return { to_distribution: distribution, to_version: version, to_id: ref };
    }
    if ("python" in ref) {
      return { to_distribution: STANDARD_LIBRARY, to_version: ref.python, to_id: ref.id };
    }
    return ref.distribution === null
      ? { to_distribution: null, to_version: null, to_id: ref.id }
      : { to_distribution: ref.distribution, to_version: ref.version, to_id: ref.id };
  }
}

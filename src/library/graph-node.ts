import type { Cell, Row } from "../page/columns.ts";
import type { NodeKind } from "../shard/records.ts";

/** A module, class, function or value of a release. What is not known, or there is none of, is null. */
export interface GraphNode {
  distribution: string;
  version: string;
  /** Its canonical name, where it is defined. */
  id: string;
  /** The last name of the id. */
  name: string;
  kind: NodeKind;
  /** The module in whose scope its annotations are read. */
  module: string;
  /** Whether no name of its id begins with an underscore. */
  isPublic: boolean;
  /** The first sentence or paragraph of its docstring, in one line. */
  summary: string | null;
  /** The whole docstring. */
  doc: string | null;
  /** How it is called, as Python writes it. */
  signature: string | null;
  /** The annotation of what it returns. */
  returns: string | null;
  /** The annotation of a value, an attribute or what a property gives. */
  type: string | null;
  /** Python's repr of it. */
  value: string | null;
  /** `abstract`, `async`, `final`, `generator`. */
  flags: readonly string[];
  /** Why it is deprecated; empty where that is not said, null where it is not. */
  deprecated: string | null;
  /** Relative to site-packages. */
  file: string | null;
  /** From 1. */
  line: number | null;
  /** From 1. */
  endLine: number | null;
}

/** What {@link nodeOf} needs of the table `nodes`. */
export const NODE_COLUMNS = [
  ...["distribution", "version", "id", "name", "kind", "module", "public", "summary", "doc"],
  ...["signature", "returns", "type", "value", "flags", "deprecated", "file", "line", "end_line"],
] as const;

export function nodeOf(row: Row): GraphNode {
  return {
    ...{ distribution: String(row.distribution), version: String(row.version) },
    ...{ id: String(row.id), name: String(row.name), kind: row.kind as NodeKind },
    ...{ module: String(row.module), isPublic: row.public === true },
    ...{ summary: textOf(row.summary), doc: textOf(row.doc) },
    ...{ signature: textOf(row.signature), returns: textOf(row.returns) },
    ...{ type: textOf(row.type), value: textOf(row.value), deprecated: textOf(row.deprecated) },
    flags: (row.flags ?? []) as readonly string[],
    ...{ file: textOf(row.file), line: numberOf(row.line), endLine: numberOf(row.end_line) },
  };
}

function textOf(cell: Cell | undefined): string | null {
  return typeof cell === "string" ? cell : null;
}

function numberOf(cell: Cell | undefined): number | null {
  return typeof cell === "number" ? cell : null;
}

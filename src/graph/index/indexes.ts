/** The indexes of a graph: what their segments hold, sorted by the first column, the key. */

import type { Column, Table } from "../../page/columns.ts";
import type { IndexName } from "../../page/graph-document.ts";

export interface Index extends Table {
  readonly name: IndexName;
  /** Columns that tell all rows apart, by which those of one key are sorted. */
  readonly order: readonly string[];
  /** Rows of a row group, which is what one look-up fetches and unpacks: about 40 kB. */
  readonly groupRows: number;
}

const text = (name: string, meaning: string): Column => ({ name, type: "text", meaning });
const texts = (name: string, meaning: string): Column => ({ name, type: "texts", meaning });
const int = (name: string, meaning: string): Column => ({ name, type: "int", meaning });
const flag = (name: string, meaning: string): Column => ({ name, type: "boolean", meaning });
const key = (meaning: string): Column => ({
  ...text("key", meaning),
  isKey: true,
  isRequired: true,
});

/** Of which shard a row is: shards that the graph does not have any more are left out by whoever reads. */
const SHARD: readonly Column[] = [
  { ...text("distribution", "normalised name; python: the standard library"), isRequired: true },
  { ...text("version", "its version"), isRequired: true },
  { ...text("shard", "SHA-256 of the shard's lines"), isRequired: true },
];

export const INDEXES: Readonly<Record<IndexName, Index>> = {
  distributions: {
    name: "distributions",
    groupRows: 128,
    meaning: "one row for each shard: its size, and where its parts end",
    order: ["version", "shard"],
    columns: [
      key("normalised name of the distribution"),
      ...SHARD,
      text("display_name", "as its metadata spells it"),
      text("python", "minor version of the Python it was explored on"),
      texts("import_names", "what to import it by"),
      int("modules", "how many modules it has"),
      int("nodes", "how many objects it has"),
      int("problems", "how many problems there were"),
      text(
        "parts",
        "JSON: table → [bytes, tailBytes, tailCheck, rows] of its part, and of one in a pack [… , pack, start]; none where it has no rows",
      ),
    ],
  },
  "import-names": {
    name: "import-names",
    groupRows: 1024,
    meaning: "one row for each import name of a distribution",
    order: ["distribution", "version", "shard"],
    columns: [
      key("import name: an outermost module that is no namespace"),
      ...SHARD,
      text("file", "the module's file, relative to site-packages"),
      int("modules", "how many modules stand at and below it"),
      int("names", "how many public objects stand below it"),
    ],
  },
  names: {
    name: "names",
    groupRows: 1024,
    meaning: "one row for each node, and for each member that is called otherwise than what it leads to",
    order: ["id", "distribution", "version", "shard", "to_id"],
    columns: [
      key("the dotted name, last part first: Session.sessions.requests"),
      ...SHARD,
      text("id", "the dotted name, where that is not the key read backwards: it has a colon"),
      text("kind", "of the node; null where a member leads into another distribution"),
      flag("public", "no part of the name begins with an underscore"),
      text("to_distribution", "of a member: whose the object is"),
      text("to_version", "of a member: of which version"),
      text("to_id", "of a member: id of the object"),
    ],
  },
  words: {
    name: "words",
    groupRows: 4096,
    meaning:
      "one row for each word of the last name, and of the summary, of each node that has a public name",
    order: ["id", "distribution", "version", "shard"],
    columns: [
      key("the word, in lower case: csv of to_csv, adapter of HTTPAdapter; and the whole last name"),
      ...SHARD,
      { ...text("id", "of the node"), isSorted: true, isRequired: true },
      text("kind", "of the node"),
      text(
        "name",
        "of the whole last name: what the node is best imported by, where that is not its id with dots",
      ),
      text("summary", "of the whole last name: the first sentence or paragraph of the docstring"),
    ],
  },
  dependents: {
    name: "dependents",
    groupRows: 1024,
    meaning:
      "one row for each object of others that a distribution uses or imports, and for each such distribution",
    order: ["distribution", "version", "shard", "to_version"],
    columns: [
      key("the used distribution, a blank, and the id of the object; empty: the distribution as a whole"),
      ...SHARD,
      text("to_version", "the version that was installed; null where it was not"),
      flag("required", "true: its metadata asks for the distribution, and not for an extra only"),
      int("count", "how often"),
      int("places", "in how many nodes"),
      texts("how", "as in uses, and import"),
      texts("keywords", "of calls: all keywords that were given"),
      int("positional", "of calls: the most arguments that were given without one"),
      text("in", "where it is used most, else imported: id of the node"),
      text("file", "of that place: its file"),
      int("line", "of that place: its first line"),
    ],
  },
};

/**
 * The tables of a graph: the one place that says what they hold. The Parquet schema, the schema in Delta's log, the list
 * that `sql` prints and docs/formats.md are made from it.
 */

import type { Column, Table } from "../../page/columns.ts";

/** Rises when the meaning of a column changes or one is taken away; readers refuse a newer one. */
export const TABLES_FORMAT = 1;

const text = (name: string, meaning: string): Column => ({ name, type: "text", meaning });
const key = (name: string, meaning: string): Column => ({
  ...text(name, meaning),
  isKey: true,
  isRequired: true,
});
const required = (name: string, meaning: string): Column => ({ ...text(name, meaning), isRequired: true });
const bounded = (name: string, meaning: string): Column => ({
  ...required(name, meaning),
  hasStatistics: true,
});
const int = (name: string, meaning: string): Column => ({ name, type: "int", meaning });
const flag = (name: string, meaning: string): Column => ({ name, type: "boolean", meaning });
const texts = (name: string, meaning: string): Column => ({ name, type: "texts", meaning });

const OWNER = [
  bounded("distribution", "normalised name of the distribution (PEP 503); python for the standard library"),
  bounded("version", "its version"),
] as const;

/** Where a reference leads: three columns of every table that has one. */
const TARGET = [
  {
    ...text("to_distribution", "whose the object is; python: the standard library's; null: nobody knows"),
    hasStatistics: true,
  },
  text("to_version", "the version that was installed; of the standard library that of Python, such as 3.13"),
  bounded("to_id", "id of the object there"),
] as const;

const DISTRIBUTIONS: Table = {
  name: "distributions",
  meaning: "one row for each release that was explored",
  columns: [
    ...OWNER,
    required("display_name", "as its metadata spells it"),
    required("python", "minor version of the Python it was explored on"),
    required("platform", "where it was explored: linux-x86_64"),
    required("explorer", "version of the explorer"),
    required("shard", "SHA-256 of the shard's lines, by which its parts are called"),
    texts("import_names", "what to import it by: the outermost modules that are no namespaces"),
    int("modules", "how many modules it has"),
    int("nodes", "how many objects it has"),
    int("problems", "how many problems there were"),
    texts("installed", "every other distribution that was installed, as name==version"),
    texts("entry_points", "what its metadata announces, as group:name=id"),
    text("licence", "as its metadata has it"),
  ],
};

const NODES: Table = {
  name: "nodes",
  meaning: "one row for each module, class, function and value",
  columns: [
    ...OWNER,
    key("id", "its canonical name, where it is defined"),
    required("name", "the last name of the id"),
    required("kind", "module, class, function, method, property, data, … (see nodes of shards)"),
    required("module", "the module in whose scope its annotations are read"),
    flag("public", "no name of its id begins with an underscore"),
    text(
      "summary",
      "the first sentence or paragraph of its docstring, in one line of at most 200 characters",
    ),
    text("signature", "how it is called, as Python writes it"),
    text("returns", "the annotation of what it returns"),
    text("type", "the annotation of a value, an attribute or what a property gives"),
    text("set_type", "the annotation of what a property takes, where that differs"),
    text("file", "relative to site-packages"),
    int("line", "from 1"),
    int("end_line", "from 1"),
    texts("sources", "where its facts were found: runtime, source, stub"),
    texts("flags", "abstract, async, final, generator"),
    texts("flavours", "of classes: dataclass, enum, exception, protocol, …"),
    texts("access", "of properties and descriptors: get, set, delete"),
    texts("type_parameters", "T, *Ts, **P"),
    texts("base_text", "bases as they were written, where that says more"),
    texts("exported", "of modules: __all__"),
    flag("imported", "false: a module that was not imported, known from its source only"),
    flag("namespace", "true: a namespace package"),
    flag("shadowed", "true: a module whose parent has another object under its name"),
    flag("instance", "true: an attribute of the instances, not of the class"),
    flag("typing_only", "true: exists for type checkers only"),
    flag("varies", "true: the value differs from run to run, and is left out"),
    text("set_in", "the method that sets the attribute first"),
    text("claims", "the name that it says it has, where that leads elsewhere"),
    text("deprecated", "why it is deprecated; empty where that is not said"),
    text("deprecated_since", "since which version"),
    text("origins", "JSON: field → runtime, source or stub, where that is not the first of sources"),
    text("value", "Python's repr of it"),
    text("doc", "its docstring"),
  ],
};

const MEMBERS: Table = {
  name: "members",
  meaning: "one row for each name that a node has of its own",
  columns: [...OWNER, key("id", "the node that has the name"), required("name", "the name"), ...TARGET],
};

const PARAMETERS: Table = {
  name: "parameters",
  meaning: "one row for each parameter of a signature",
  columns: [
    ...OWNER,
    key("id", "what is called"),
    int("overload", "0: of the signature itself; from 1: of that overload"),
    int("position", "from 0"),
    required("name", "without asterisks"),
    required("kind", "positionalOnly, positionalOrKeyword, varPositional, keywordOnly, varKeyword"),
    text("annotation", "as it is written"),
    text("default", "as it is written; null where there is none"),
  ],
};

const REFERENCES: Table = {
  name: "references",
  meaning: "one row for each reference of a node but its members: of what it is made",
  columns: [
    ...OWNER,
    key("id", "the node"),
    required("field", "bases, metaclass, mro, valueType"),
    int("position", "place in the list, from 0"),
    ...TARGET,
  ],
};

const IMPORTS: Table = {
  name: "imports",
  meaning: "one row for each module or name that an import statement names",
  columns: [
    ...OWNER,
    key("id", "the module whose statement it is"),
    int("line", "that the statement begins in"),
    ...TARGET,
    text("name", "of `from x import y`: y"),
    text("source", "of `from x import y`: x, in full"),
    text("alias", "the name that it is given"),
    flag("star", "true: `from x import *`"),
    texts("conditions", "function, main, platform, try, typing, version"),
  ],
};

const USES: Table = {
  name: "uses",
  meaning: "one row for each object of others that a place names",
  columns: [
    ...OWNER,
    key("id", "the innermost node around the place"),
    ...TARGET,
    text("written", "the dotted name as it is written, where that differs"),
    texts("how", "annotation, base, call, decorator, except, override, raise, read, write"),
    int("count", "how often"),
    { name: "lines", type: "ints", meaning: "the first five" },
    texts("keywords", "of calls: all keywords that were given"),
    int("positional", "of calls: the most arguments that were given without one"),
  ],
};

const REQUIREMENTS: Table = {
  name: "requirements",
  meaning: "one row for each requirement of the distribution's metadata",
  columns: [
    ...OWNER,
    key("name", "normalised name of the distribution that is required"),
    text("specifier", "as it is written"),
    texts("extras", "of the required distribution"),
    text("extra", "the extra of this distribution that asks for it"),
    text("marker", "environment marker, without the extra"),
    text("installed", "the version that was installed, if any"),
  ],
};

const PROBLEMS: Table = {
  name: "problems",
  meaning: "one row for each thing that could not be explored",
  columns: [
    ...OWNER,
    key("module", "the module concerned; empty: the whole"),
    required("stage", "site, import, walk, source, timeout, crash, memory, limit, tamper, name"),
    required("error", "name of the exception's class, or a word of the receiver"),
    required("message", "what it said"),
  ],
};

const RECORDS: Table = {
  name: "records",
  meaning: "one row for each node, as its shard has it: what shows one object is read from here",
  columns: [
    // Without bounds: of some fifty row groups they would be half of what is fetched to open a file.
    ...OWNER.map(({ name, meaning }) => required(name, meaning)),
    key(
      "id",
      "its canonical name; empty: the header; of a foreign class that is inherited from, its id there",
    ),
    texts("aliases", "the other names of modules' and classes' own members that lead to it"),
    required("record", "JSON: the record (see shards)"),
  ],
};

/** All of them, in the order in which they are told. */
export const TABLES = {
  distributions: DISTRIBUTIONS,
  nodes: NODES,
  members: MEMBERS,
  parameters: PARAMETERS,
  references: REFERENCES,
  imports: IMPORTS,
  uses: USES,
  requirements: REQUIREMENTS,
  problems: PROBLEMS,
  records: RECORDS,
} as const satisfies Record<string, Table>;

export type TableName = keyof typeof TABLES;

export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];

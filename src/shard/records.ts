/**
 * The records of the shard format, as zod schemas: the one source of truth for types, checks and the JSON Schema.
 *
 * The order in which an object's fields are listed here is the order in which they are written (see canonical.ts).
 * docs/formats.md tells what each field means.
 */
import { z } from "zod";

/** Rises only when the meaning of something written changes; readers refuse a newer one. */
export const SHARD_FORMAT = 1;

/** No line of a shard is longer, in bytes. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** How many names an object's id may have below its module's. */
export const MAX_DEPTH = 32;

export const NODE_KINDS = [
  "module",
  "class",
  "function",
  "method",
  "classmethod",
  "staticmethod",
  "property",
  "descriptor",
  "enumMember",
  "typeAlias",
  "data",
  "attribute",
] as const;

const PARAMETER_KINDS = [
  "positionalOnly",
  "positionalOrKeyword",
  "varPositional",
  "keywordOnly",
  "varKeyword",
] as const;

export const PROBLEM_STAGES = [
  "site",
  "import",
  "walk",
  "source",
  "timeout",
  "crash",
  "memory",
  "limit",
  "tamper",
  "name",
] as const;

/** Under what an import is made; lists of these are sorted. */
const IMPORT_CONDITIONS = ["function", "main", "platform", "try", "typing", "version"] as const;

/** How a place uses something; lists of these are sorted. */
const USE_KINDS = [
  "annotation",
  "base",
  "call",
  "decorator",
  "except",
  "override",
  "raise",
  "read",
  "write",
] as const;

/** How many lines of a use are listed. */
export const MAX_USE_LINES = 5;

/** Where a fact was found; lists of these keep this order. */
export const FACT_SOURCES = ["runtime", "source", "stub"] as const;

// One name: any characters but the separators, controls (C0, DEL, C1) and lone surrogates.
const NAME = String.raw`[^.:\u0000-\u001f\u007f-\u009f\ud800-\udfff]+`;
const NAME_PATTERN = new RegExp(`^${NAME}$`, "u");
const DOTTED_PATTERN = new RegExp(String.raw`^${NAME}(\.${NAME})*$`, "u");
const ID_PATTERN = new RegExp(String.raw`^${NAME}(\.${NAME})*(:${NAME}(\.${NAME})*)?$`, "u");

/** Text as UTF-8 can hold it. */
const text = z.string().refine((value) => value.isWellFormed(), { error: "expected no lone surrogates" });

const memberName = z.string().max(1000).regex(NAME_PATTERN, {
  error: "expected a name without dots, colons, control characters and lone surrogates",
});

const dottedName = z.string().max(2000).regex(DOTTED_PATTERN, { error: "expected a dotted name" });

const id = z.string().max(2000).regex(ID_PATTERN, {
  error: "expected an id: a dotted name, or module:name where a module has the same dotted name",
});

const distributionName = z
  .string()
  .max(200)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: "expected a normalised distribution name (PEP 503)" });

const version = text.min(1).max(200);
const pythonVersion = z.string().regex(/^3\.\d{1,3}$/, { error: 'expected a Python version such as "3.13"' });

/**
 * The schema of every record, over one way of building objects: strict for what we write, loose for what we read
 * (readers ignore fields that they don't know).
 */
function schemasOver(object: typeof z.strictObject) {
  const foreignRef = z.union(
    [
      object({ distribution: distributionName, version, id }).describe("In another distribution."),
      object({ python: pythonVersion, id }).describe("In Python's standard library."),
      object({ distribution: z.null(), id }).describe("Nobody knows in which distribution."),
    ],
    {
      error:
        'expected a reference to another distribution: {"distribution","version","id"}, {"python","id"} or {"distribution":null,"id"}',
    },
  );

  const ref = z.union([id.describe("An id of this shard."), foreignRef], {
    error:
      'expected a reference: an id, {"distribution","version","id"}, {"python","id"} or {"distribution":null,"id"}',
  });

  const parameter = object({
    name: text.min(1).max(1000),
    kind: z.enum(PARAMETER_KINDS),
    default: text.optional().describe("Python's repr of the default, or the source text."),
    annotation: text.optional().describe("Read in the scope of the node's module."),
  });

  const signature = object({
    parameters: z.array(parameter),
    returns: text.optional(),
  });

  const location = object({
    file: text.min(1).max(4000).describe("Relative to site-packages, with forward slashes."),
    line: z.int().min(1).optional(),
    endLine: z.int().min(1).optional(),
  });

  const webAddress = text.regex(/^https?:\/\/[!#-;=?-[\]_a-z~]{1,1000}$/i, {
    error: "expected an address of the web: https://…",
  });

  const header = object({
    record: z.literal("header"),
    format: z.literal(SHARD_FORMAT, { error: `expected ${SHARD_FORMAT}` }),
    distribution: object({
      name: distributionName,
      displayName: text.min(1).max(200),
      version,
      licence: text.max(100_000).optional(),
      requiresPython: text
        .min(1)
        .max(1000)
        .optional()
        .describe("A specifier of versions (PEP 440), as written."),
      summary: text
        .min(1)
        .max(1000)
        .optional()
        .describe("What it is for, in a line, as its metadata has it."),
      urls: z
        .array(object({ label: text.min(1).max(200), url: webAddress }))
        .min(1)
        .max(50)
        .optional()
        .describe("Where the project is on the web, by its metadata; sorted."),
    }),
    python: pythonVersion,
    platform: text.min(1).max(100),
    explorer: text.min(1).max(100),
    importNames: z.array(dottedName),
    requirements: z.array(object({ name: distributionName, version })),
  });

  const node = object({
    record: z.literal("node"),
    id,
    kind: z.enum(NODE_KINDS),
    module: dottedName.describe("The module in whose scope annotations are read; a module's own id."),
    from: z.array(z.enum(FACT_SOURCES)).min(1).max(FACT_SOURCES.length),
    origins: z.record(text.min(1).max(100), z.enum(FACT_SOURCES)).optional(),
    claims: text
      .min(1)
      .max(2000)
      .optional()
      .describe("The name it claims to have, where it can't be reached."),
    doc: text.optional(),
    // Modules.
    all: z
      .array(text.max(1000))
      .nullable()
      .optional()
      .describe("__all__; null where it can't be read as a list."),
    namespace: z.literal(true).optional(),
    imported: z.literal(false).optional().describe("Not imported: known from its source, or by name only."),
    shadowed: z.literal(true).optional().describe("Its parent has another object under this name."),
    // Functions, and classes that can be called.
    signature: signature.optional(),
    overloads: z.array(signature).optional(),
    flags: z.array(z.enum(["abstract", "async", "final", "generator"])).optional(),
    typeParameters: z.array(text.min(1)).optional(),
    // Classes.
    flavours: z.array(text.min(1).max(100)).optional(),
    bases: z.array(ref).optional(),
    baseText: z.array(text).optional(),
    mro: z.array(ref).optional().describe("After the class itself, to the end."),
    metaclass: ref.optional().describe("Where it isn't builtins.type."),
    // Properties, descriptors, data, attributes.
    access: z.array(z.enum(["get", "set", "delete"])).optional(),
    type: text.optional().describe("Text of the annotation, read in the scope of the node's module."),
    setType: text.optional(),
    valueType: ref.optional().describe("The class of the value as found at run time."),
    value: text.max(200).optional().describe("Python's repr of it."),
    varies: z.literal(true).optional().describe("The value differs from run to run and is left out."),
    instance: z.literal(true).optional().describe("An attribute of the instances, not of the class."),
    setIn: text.min(1).max(1000).optional().describe("The method that sets it first."),
    // Anything.
    typingOnly: z.literal(true).optional().describe("Exists for type checkers only."),
    deprecated: object({ message: text, since: text.min(1).max(200).optional() }).optional(),
    location: location.optional(),
    members: z.record(memberName, ref).optional(),
  });

  const external = object({
    record: z.literal("external"),
    ref: foreignRef,
    kind: z.literal("class"),
    mro: z.array(ref).describe("After the class itself, to the end."),
    members: z.array(memberName).describe("Its own names, not the inherited ones."),
  });

  const entryPoint = object({
    record: z.literal("entryPoint"),
    group: text.min(1).max(1000),
    name: text.max(1000),
    to: ref,
  });

  const line = z.int().min(1);

  const importStatement = object({
    record: z.literal("import"),
    name: text.min(1).max(1000).optional().describe("Of `from x import y`: y."),
    module: dottedName.describe("Whose statement it is."),
    from: text
      .min(1)
      .max(2000)
      .optional()
      .describe("Of `from x import y`: x, in full; of `import x` where `of` has another name, x."),
    of: ref.describe("The module, or the object that `from x import y` gives."),
    line,
    as: text.min(1).max(1000).optional(),
    star: z.literal(true).optional().describe("`from x import *`."),
    when: z.array(z.enum(IMPORT_CONDITIONS)).min(1).optional(),
  });

  const use = object({
    record: z.literal("use"),
    in: id.describe("The innermost node around the place."),
    of: foreignRef,
    as: text.min(1).max(2000).optional().describe("The dotted name as written, where that differs."),
    how: z.array(z.enum(USE_KINDS)).min(1),
    count: line.describe("How often."),
    lines: z.array(line).min(1).max(MAX_USE_LINES).describe("The first ones."),
    keywords: z
      .array(text.min(1).max(1000))
      .min(1)
      .optional()
      .describe("Of calls: all that are given by name."),
    positional: z.int().min(0).optional().describe("Of calls: the most that are given without a name."),
  });

  const requirement = object({
    record: z.literal("requirement"),
    name: distributionName,
    extras: z.array(text.min(1).max(200)).min(1).optional().describe("Of the required distribution."),
    specifier: text.min(1).max(2000).optional(),
    extra: text.min(1).max(200).optional().describe("The extra of this distribution that asks for it."),
    marker: text.min(1).max(4000).optional().describe("An environment marker (PEP 508), the extra aside."),
  });

  const problem = object({
    record: z.literal("problem"),
    module: z.union([z.literal(""), dottedName], {
      error: "expected a module, or an empty text for the whole",
    }),
    stage: z.enum(PROBLEM_STAGES),
    error: text.min(1).max(200).describe("The name of the exception's class, or a word of the receiver."),
    message: text.max(4000),
  });

  const end = object({
    record: z.literal("end"),
    nodes: z.int().min(0),
    problems: z.int().min(0),
  });

  return {
    header,
    node,
    external,
    entryPoint,
    import: importStatement,
    use,
    requirement,
    problem,
    end,
  } as const;
}

/** What may be written: any field that is not listed here is an error. By the value of a record's `record` field. */
export const strictSchemas = schemasOver(z.strictObject);

/** What may be read: further fields are let pass. Takes everything that the strict schemas take. */
export const looseSchemas: typeof strictSchemas = schemasOver(
  z.looseObject as unknown as typeof z.strictObject,
);

/** The JSON Schema of one line of a shard, as this version writes it. Made from the schemas that check records. */
export function shardJsonSchema(): object {
  const named = {
    ...strictSchemas,
    ref: strictSchemas.entryPoint.shape.to,
    foreignRef: strictSchemas.external.shape.ref,
    signature: strictSchemas.node.shape.signature.unwrap(),
  };
  for (const [id, schema] of Object.entries(named)) {
    z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });
  }
  const { $schema, ...schema } = z.toJSONSchema(z.union(Object.values(strictSchemas)));
  return {
    $schema,
    title: "A line of an importgraph shard",
    description:
      "A shard is JSON Lines: a header, nodes, externals, entry points, problems, an end. This is what is written; who reads ignores fields that are not listed here. See docs/formats.md.",
    ...schema,
  };
}

export type ShardHeader = z.infer<(typeof strictSchemas)["header"]>;
export type ShardNode = z.infer<(typeof strictSchemas)["node"]>;
export type External = z.infer<(typeof strictSchemas)["external"]>;
export type EntryPoint = z.infer<(typeof strictSchemas)["entryPoint"]>;
export type ImportStatement = z.infer<(typeof strictSchemas)["import"]>;
export type Use = z.infer<(typeof strictSchemas)["use"]>;
export type Requirement = z.infer<(typeof strictSchemas)["requirement"]>;
export type Problem = z.infer<(typeof strictSchemas)["problem"]>;
export type End = z.infer<(typeof strictSchemas)["end"]>;
export type ShardRecord =
  | ShardHeader
  | ShardNode
  | External
  | EntryPoint
  | ImportStatement
  | Use
  | Requirement
  | Problem
  | End;

export type NodeKind = (typeof NODE_KINDS)[number];
export type ProblemStage = (typeof PROBLEM_STAGES)[number];
export type Signature = NonNullable<ShardNode["signature"]>;
export type Parameter = Signature["parameters"][number];
/** Into another distribution, the standard library, or nobody knows where. */
export type ForeignRef = External["ref"];
/** An id of the same shard, or a {@link ForeignRef}. */
export type Ref = EntryPoint["to"];

/** What a shard holds; the record that ends it is made when it is written. */
export interface ShardContent {
  header: ShardHeader;
  nodes: readonly ShardNode[];
  externals: readonly External[];
  entryPoints: readonly EntryPoint[];
  imports: readonly ImportStatement[];
  uses: readonly Use[];
  /** What the distribution's metadata asks for. */
  requirements: readonly Requirement[];
  problems: readonly Problem[];
}

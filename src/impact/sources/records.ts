/** What the explorer says of a project's sources, as zod schemas. It runs nothing of the project, and is checked all the same. */

import { z } from "zod";

/** Of the session that reads sources; the explorer refuses another one. */
export const PROJECT_PROTOCOL = 1;

/** As long as the lines of a source may be: names have no limit of their own. */
const text = z.string().max(2 * 1024 ** 2);
const line = z.int().min(1);
const where = { line, cell: line.optional() };

/** How a symbol begins: see `uses/symbols.py` of the explorer. */
const SYMBOL_KINDS = [
  ...["module", "result", "entered", "enteredLater", "awaited", "instance"],
  ...["self", "class", "cls", "super", "star"],
] as const;

/** Something that a source names, and the attributes that it asks of it. */
export interface SourceSymbol {
  kind: string;
  of: string | SourceSymbol;
  attributes?: string[] | undefined;
  /** That something else is put there. */
  set?: boolean | undefined;
}

const symbol: z.ZodType<SourceSymbol> = z.object({
  kind: z.enum(SYMBOL_KINDS),
  get of() {
    return z.union([text, symbol]);
  },
  attributes: z.array(text).max(200).optional(),
  set: z.boolean().optional(),
});

const parameter = z.object({
  name: text,
  kind: z.enum(["positionalOnly", "positionalOrKeyword", "varPositional", "keywordOnly", "varKeyword"]),
  optional: z.boolean().optional(),
});

const schemas = {
  start: z.object({
    record: z.literal("start"),
    protocol: z.literal(PROJECT_PROTOCOL),
    library: z.array(text),
  }),
  source: z.object({ record: z.literal("source"), file: text }),
  import: z.object({
    record: z.literal("import"),
    ...where,
    module: text,
    name: text.optional(),
    alias: text.optional(),
    star: z.boolean().optional(),
    when: z.array(text).optional(),
  }),
  class: z.object({
    record: z.literal("class"),
    name: text,
    ...where,
    bases: z.array(symbol.nullable()),
    metaclass: z.boolean().optional(),
    attributes: z.array(text),
    methods: z.record(text, z.object({ ...where, parameters: z.array(parameter).optional() })),
  }),
  names: z.object({
    record: z.literal("names"),
    names: z.record(text, symbol.nullable()),
    asked: z.array(text),
  }),
  use: z.object({
    record: z.literal("use"),
    symbol,
    ...where,
    column: z.int().min(0).optional(),
    how: z.array(text).min(1),
    keywords: z.array(text).optional(),
    positional: z.int().min(0).optional(),
    open: z.boolean().optional(),
    guards: z.array(text).optional(),
    around: text.optional(),
  }),
  problem: z.object({ record: z.literal("problem"), error: text, message: text }),
  end: z.object({ record: z.literal("end"), sources: z.int().min(0) }),
} as const;

export type SourceImport = Omit<z.infer<typeof schemas.import>, "record">;
export type SourceClass = Omit<z.infer<typeof schemas.class>, "record">;
export type SourceUse = Omit<z.infer<typeof schemas.use>, "record">;
export type SourceRecord = z.infer<(typeof schemas)[keyof typeof schemas]>;

/**
 * Reads a line that the explorer wrote.
 *
 * @throws Error for what is none: a defect of the explorer
 */
export function sourceRecord(text: string): SourceRecord {
  const value: unknown = JSON.parse(text);
  const kind = typeof value === "object" && value !== null && "record" in value ? String(value.record) : "";
  if (!Object.hasOwn(schemas, kind)) {
    throw new Error(`the explorer told of a project: ${text.slice(0, 200)}`);
  }
  return schemas[kind as keyof typeof schemas].parse(value);
}

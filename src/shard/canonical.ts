/**
 * The one way of writing a record: equal content gives equal bytes.
 *
 * A line is what Python's `json.dumps(record, separators=(",", ":"))` gives for a dictionary with its keys in
 * canonical order: ASCII only (`\u00e9`, lower case), no white space between tokens, absent fields left out.
 */
import type { ShardRecord } from "./records.ts";

/** Every field, in the order in which the schemas list it in each object (a test holds the two together). */
const FIELD_ORDER: ReadonlyMap<string, number> = new Map(
  [
    ["record", "format", "distribution", "group", "name", "displayName", "version", "licence"],
    [
      "requiresPython",
      "summary",
      "urls",
      "label",
      "url",
      "python",
      "platform",
      "explorer",
      "importNames",
      "requirements",
    ],
    ["nodes", "problems", "ref", "to"],
    ["id", "kind", "module", "stage", "error", "message", "since", "from", "origins", "claims", "doc"],
    ["all", "namespace", "imported", "shadowed"],
    ["signature", "overloads", "parameters", "default", "annotation", "returns", "flags", "typeParameters"],
    ["flavours", "bases", "baseText", "mro", "metaclass"],
    ["access", "type", "setType", "valueType", "value", "varies", "instance", "setIn"],
    ["typingOnly", "deprecated", "location", "in", "of", "file", "line", "endLine", "members"],
    ["as", "star", "when", "how", "count", "lines", "keywords", "positional"],
    ["extras", "specifier", "extra", "marker"],
  ]
    .flat()
    .map((name, index) => [name, index]),
);

/**
 * A record as a line of a shard, without the line feed.
 *
 * @throws Error for a field that no record has, and for a text with a lone surrogate, which has no encoding
 */
export function canonicalLine(record: ShardRecord): string {
  return inOrder(record, true);
}

/**
 * Any part of a record in canonical form, such as a reference: a text that is equal for equal parts. Fields that a newer
 * explorer has added come behind the others.
 */
export function canonicalJson(value: unknown): string {
  return inOrder(value, false);
}

/** @param isStrict whether only what records may hold is taken */
function inOrder(value: unknown, isStrict: boolean): string {
  if (isOrdered(value)) {
    const json = JSON.stringify(value);
    // Perhaps a lone surrogate, perhaps a text that speaks of one.
    if (!json.includes("\\ud")) {
      return asciiOnly(json);
    }
  }
  return asciiOnly(serialise(value, isStrict));
}

/** Orders texts by code point, as Python does; JavaScript's own order goes by UTF-16 unit. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) {
      return rankOfUnit(left) - rankOfUnit(right);
    }
  }
  return a.length - b.length;
}

/** Whether texts are in that order, and none is there twice. */
export function isSortedSet(texts: readonly string[]): boolean {
  return texts.every((text, index) => index === 0 || compareText(texts[index - 1] ?? "", text) < 0);
}

// A surrogate is half of a code point above every single unit, also above those from U+E000 on.
function rankOfUnit(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Whether its keys are in canonical order already, as the explorer sends them: what JSON.stringify keeps as it is. */
function isOrdered(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return value !== undefined && (typeof value !== "number" || Number.isFinite(value));
  }
  if (Array.isArray(value)) {
    return value.every(isOrdered);
  }
  let last = -1;
  for (const name in value) {
    const part: unknown = value[name as keyof typeof value];
    if (part === undefined) {
      continue;
    }
    const rank = FIELD_ORDER.get(name);
    if (rank === undefined || rank <= last || !(isMap(name, part) ? isOrderedMap(part) : isOrdered(part))) {
      return false;
    }
    last = rank;
  }
  return true;
}

function isOrderedMap(map: object): boolean {
  let last: string | undefined;
  for (const name in map) {
    if ((last !== undefined && compareText(last, name) >= 0) || !isOrdered(map[name as keyof typeof map])) {
      return false;
    }
    last = name;
  }
  return true;
}

/** Whether a field's keys are names of the package rather than fields of ours. */
function isMap(name: string, value: unknown): value is object {
  return (name === "members" || name === "origins") && typeof value === "object" && !Array.isArray(value);
}

function serialise(value: unknown, isStrict: boolean): string {
  if (typeof value === "string") {
    return serialiseText(value, isStrict);
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => serialise(item, isStrict)).join(",")}]`;
  }
  return typeof value === "object" && value !== null ? serialiseObject(value, isStrict) : String(value);
}

function serialiseObject(object: object, isStrict: boolean): string {
  const fields = Object.entries(object).filter(([, value]) => value !== undefined);
  const unknown = isStrict ? fields.find(([name]) => !FIELD_ORDER.has(name)) : undefined;
  if (unknown !== undefined) {
    throw new Error(`no record has a field ${JSON.stringify(unknown[0])}`);
  }
  fields.sort(([a], [b]) => rankOfField(a) - rankOfField(b) || compareText(a, b));
  const texts = fields.map(([name, value]) => {
    const text = isMap(name, value) ? serialiseMap(value, isStrict) : serialise(value, isStrict);
    return `${JSON.stringify(name)}:${text}`;
  });
  return `{${texts.join(",")}}`;
}

// Written entry by entry: in an object built anew, names that look like numbers would come first.
function serialiseMap(map: object, isStrict: boolean): string {
  const entries = Object.entries(map).sort(([a], [b]) => compareText(a, b));
  const texts = entries.map(
    ([name, value]) => `${serialiseText(name, isStrict)}:${serialise(value, isStrict)}`,
  );
  return `{${texts.join(",")}}`;
}

function serialiseText(text: string, isStrict: boolean): string {
  if (isStrict && !text.isWellFormed()) {
    throw new Error(`a text holds a lone surrogate: ${JSON.stringify(text.slice(0, 100))}`);
  }
  return JSON.stringify(text);
}

function rankOfField(name: string): number {
  return FIELD_ORDER.get(name) ?? FIELD_ORDER.size;
}

const NOT_ASCII = /[\u007f-\uffff]/;

function asciiOnly(json: string): string {
  return NOT_ASCII.test(json) ? json.replace(new RegExp(NOT_ASCII, "g"), escapeUnit) : json;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

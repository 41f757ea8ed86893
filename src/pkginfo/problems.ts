import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import type { InputPlace, InputProblem } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { printableLine } from "../exec/printable.ts";
import { type PkginfoFile, pkginfoSchema } from "./schema.ts";
import type { DataFile } from "./yaml-file.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const KNOWN_KEYS = Object.keys(pkginfoSchema.shape);

/** How a language of files is spoken of, and written. */
export interface Syntax {
  /** What holds keys, with its article. */
  mapping: string;
  /** A line that gives a key a value. */
  line(key: string): string;
  /** How a list is written, as a fix. */
  list: string;
}

const YAML: Syntax = {
  mapping: "a mapping",
  line: (key) => `${key}: …`,
  list: "write it as a list, each item on a line of its own after `- `",
};

type Keys = readonly string[] | ((path: Path) => readonly string[]);

/**
 * What a schema has against a file, with lines and with how to mend it; one problem for each place.
 *
 * @param keys that an unknown one may have been meant for, or those of what stands at a path
 */
export function problemsOf(
  issues: readonly Issue[],
  file: DataFile,
  keys: Keys = KNOWN_KEYS,
  syntax: Syntax = YAML,
): InputProblem[] {
  const problems = new Map<string, InputProblem>();
  for (const issue of issues) {
    for (const [path, problem] of describe(issue, file, keys, syntax)) {
      const place = JSON.stringify(path);
      problems.set(place, problems.get(place) ?? problem);
    }
  }
  return [...problems.values()].sort((left, right) => (left.place?.line ?? 0) - (right.place?.line ?? 0));
}

function describe(issue: Issue, file: DataFile, keys: Keys, syntax: Syntax): [Path, InputProblem][] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    const known = typeof keys === "function" ? keys(path) : keys;
    return issue.keys.map((key) => [[...path, key], unknownKey(key, file.placeOfKey([...path, key]), known)]);
  }
  const name = nameOf(path);
  if (issue.code === "custom" && issue.params?.key === true) {
    const message = `${nameOf(path.slice(0, -1))}: found the key ${quoted(String(path.at(-1)))}, expected ${issue.message}`;
    return [[path, { place: file.placeOfKey(path), message }]];
  }
  const value = valueAt(file.value, path);
  if (value === undefined) {
    const fix = `add a line \`${syntax.line(String(path.at(-1)))}\``;
    return [[path, { place: file.placeOf(path), message: `there is no ${name}`, fix }]];
  }
  const place = file.placeOf(path);
  const found = foundText(value, file.sourceOf(path), syntax);
  if (issue.code !== "invalid_type") {
    return [[path, { place, message: `${name}: found ${found}, expected ${printableLine(issue.message)}` }]];
  }
  const isMapping = issue.expected === "object" || issue.expected === "record";
  const expected = isMapping ? syntax.mapping : issue.expected === "array" ? "a list" : issue.message;
  const fix = fixOfType(issue.expected, value, file.sourceOf(path), path, syntax);
  return [[path, { place, message: `${name}: found ${found}, expected ${expected}`, ...(fix && { fix }) }]];
}

function unknownKey(key: string, place: InputPlace, keys: readonly string[]): InputProblem {
  const nearest = closest(key.toLowerCase(), keys);
  const near = distance(key.toLowerCase(), nearest) <= Math.max(1, Math.floor(key.length / 3));
  return {
    place,
    message: `unknown key ${quoted(key)}`,
    fix: near ? `did you mean \`${nearest}\`?` : `use one of: ${keys.join(", ")}`,
  };
}

function valueAt(value: unknown, path: Path): unknown {
  let at: unknown = value;
  for (const part of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) {
      return undefined;
    }
    at = (at as Record<PropertyKey, unknown>)[part];
  }
  return at;
}

/** `apt`, `item 2 of apt`, `env.DEBUG`, `reason of item 2 of suppress`. */
function nameOf(path: Path): string {
  const [last] = path.slice(-1);
  if (last === undefined) {
    return "the file";
  }
  if (typeof last === "number") {
    return `item ${last + 1} of ${nameOf(path.slice(0, -1))}`;
  }
  const item = path.findLastIndex((part) => typeof part === "number");
  const name = path.slice(item + 1).map((part) => printableLine(String(part).slice(0, 80)));
  return `${name.join(".")}${item < 0 ? "" : ` of ${nameOf(path.slice(0, item + 1))}`}`;
}

function foundText(value: unknown, source: string | undefined, { mapping }: Syntax): string {
  if (typeof value === "string") {
    return quoted(value);
  }
  if (value === null) {
    return "nothing";
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  }
  if (value instanceof Date) {
    return `the date ${printableLine(source ?? value.toISOString())}`;
  }
  return typeof value === "object"
    ? mapping
    : `the ${typeof value} ${printableLine(source ?? String(value))}`;
}

function fixOfType(
  expected: string,
  value: unknown,
  source: string | undefined,
  path: Path,
  syntax: Syntax,
): string | undefined {
  if (value === null) {
    return "give it a value, or remove it";
  }
  if (expected === "string" && source !== undefined && helpsToQuote(source, path)) {
    const [last] = path.slice(-1);
    return `quote it: ${typeof last === "number" ? "- " : `${String(last)}: `}"${source.slice(0, 80)}"`;
  }
  if (expected === "array" && typeof value !== "object") {
    return syntax.list;
  }
  return undefined;
}

function helpsToQuote(source: string, path: Path): boolean {
  const key = KNOWN_KEYS.find((known) => path.length === 1 && known === path[0]) as
    | keyof PkginfoFile
    | undefined;
  return key === undefined || pkginfoSchema.shape[key].safeParse(source).success;
}

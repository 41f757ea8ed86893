import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import type { InputPlace, InputProblem } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { printableLine } from "../exec/printable.ts";
import { type PkginfoFile, pkginfoSchema } from "./schema.ts";
import type { YamlFile } from "./yaml-file.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const KNOWN_KEYS = Object.keys(pkginfoSchema.shape);

const TYPE_NAMES: Readonly<Record<string, string>> = {
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

/**
 * What a schema has against a file, with lines and with how to mend it; one problem for each place.
 *
 * @param keys that an unknown one may have been meant for
 */
export function problemsOf(
  issues: readonly Issue[],
  file: YamlFile,
  keys: readonly string[] = KNOWN_KEYS,
): InputProblem[] {
  const problems = new Map<string, InputProblem>();
  for (const issue of issues) {
    for (const [path, problem] of describe(issue, file, keys)) {
      const place = JSON.stringify(path);
      problems.set(place, problems.get(place) ?? problem);
    }
  }
  return [...problems.values()].sort((left, right) => (left.place?.line ?? 0) - (right.place?.line ?? 0));
}

function describe(issue: Issue, file: YamlFile, keys: readonly string[]): [Path, InputProblem][] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => [[...path, key], unknownKey(key, file.placeOfKey([...path, key]), keys)]);
  }
  const name = nameOf(path);
  if (issue.code === "custom" && issue.params?.key === true) {
    const message = `${nameOf(path.slice(0, -1))}: found the key ${quoted(String(path.at(-1)))}, expected ${issue.message}`;
    return [[path, { place: file.placeOfKey(path), message }]];
  }
  const value = valueAt(file.value, path);
  if (value === undefined) {
    return [
      [path, { place: file.placeOf(path), message: `there is no ${name}`, fix: `add a line \`${name}: …\`` }],
    ];
  }
  const place = file.placeOf(path);
  const found = foundText(value, file.sourceOf(path));
  if (issue.code !== "invalid_type") {
    return [[path, { place, message: `${name}: found ${found}, expected ${printableLine(issue.message)}` }]];
  }
  const expected = TYPE_NAMES[issue.expected] ?? issue.message;
  const fix = fixOfType(issue.expected, value, file.sourceOf(path), path);
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

/** `apt`, `item 2 of apt`, `env.DEBUG`. */
function nameOf(path: Path): string {
  const [last] = path.slice(-1);
  if (last === undefined) {
    return "the file";
  }
  return typeof last === "number"
    ? `item ${last + 1} of ${nameOf(path.slice(0, -1))}`
    : path.map((part) => printableLine(String(part).slice(0, 80))).join(".");
}

function foundText(value: unknown, source: string | undefined): string {
  if (typeof value === "string") {
    return quoted(value);
  }
  if (value === null) {
    return "nothing";
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  }
  return typeof value === "object"
    ? "a mapping"
    : `the ${typeof value} ${printableLine(source ?? String(value))}`;
}

function fixOfType(
  expected: string,
  value: unknown,
  source: string | undefined,
  path: Path,
): string | undefined {
  if (value === null) {
    return "give it a value, or remove it";
  }
  if (expected === "string" && source !== undefined && helpsToQuote(source, path)) {
    const [last] = path.slice(-1);
    return `quote it: ${typeof last === "number" ? "- " : `${String(last)}: `}"${source.slice(0, 80)}"`;
  }
  if (expected === "array" && typeof value !== "object") {
    return "write it as a list, each item on a line of its own after `- `";
  }
  return undefined;
}

function helpsToQuote(source: string, path: Path): boolean {
  const key = KNOWN_KEYS.find((known) => path.length === 1 && known === path[0]) as
    | keyof PkginfoFile
    | undefined;
  return key === undefined || pkginfoSchema.shape[key].safeParse(source).success;
}

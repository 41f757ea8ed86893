import { z } from "zod";
import { InputError, type InputPlace } from "../../errors/input-error.ts";
import { printableLine } from "../../exec/printable.ts";
import { problemsOf, type Syntax } from "../../pkginfo/problems.ts";
import type { DataFile } from "../../pkginfo/yaml-file.ts";
import type { LeftOut, LockFile } from "./lock.ts";
import { LockEntries } from "./lock-entries.ts";

const FIX = "make the lock again: `pipenv lock`";
const SECTIONS = ["default", "develop"] as const;

const JSON_SYNTAX: Syntax = {
  mapping: "an object",
  line: (key) => `"${key}": …`,
  list: "write it as a list, in brackets",
};

const section = z
  .record(
    z.string(),
    z.looseObject({
      version: z.string('a version such as "==2.31.0"').optional(),
      markers: z.string("an environment marker").optional(),
      ...{ editable: z.boolean().optional(), git: z.string().optional(), path: z.string().optional() },
      file: z.string().optional(),
    }),
  )
  .default({});

/** https://pipenv.pypa.io/en/latest/pipfile.html: Pipenv's own format. */
const schema = z.looseObject({ default: section, develop: section });

/**
 * Reads a Pipfile.lock, packages for development included.
 *
 * @throws InputError with each place that is not of that format
 */
export function readPipfileLock(text: string, file: string): LockFile {
  const value = parsedJson(text, file);
  const placeOf = (path: readonly PropertyKey[]): InputPlace => ({ file, line: lineOf(text, path) });
  const checked = schema.safeParse(value);
  if (!checked.success) {
    const data: DataFile = { value, placeOf, placeOfKey: placeOf, sourceOf: () => undefined };
    throw new InputError(
      problemsOf(checked.error.issues, data, [], JSON_SYNTAX).map((problem) => ({ fix: FIX, ...problem })),
    );
  }
  const entries = new LockEntries();
  for (const name of SECTIONS) {
    for (const [written, one] of Object.entries(checked.data[name])) {
      const [, version] = /^==(.+)$/.exec(one.version?.trim() ?? "") ?? [];
      const place = { file, line: lineOf(text, [name, written]) };
      entries.add({ name: written, version, markers: [one.markers], why: whyLeftOut(one) }, place);
    }
  }
  return entries.result();
}

function whyLeftOut(one: z.infer<typeof section>[string]): LeftOut["why"] | undefined {
  if (one.editable === true) {
    return "editable";
  }
  if (one.git !== undefined) {
    return "version control";
  }
  return one.path !== undefined ? "path" : one.file === undefined ? undefined : "address";
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    const [, line] = /\(line (\d+) column \d+\)/.exec(message) ?? [];
    throw new InputError(
      {
        place: { file, ...(line !== undefined && { line: Number(line) }) },
        message: `this is no JSON: ${printableLine(message)}`,
        fix: FIX,
      },
      { cause: error },
    );
  }
}

/** The line of a key, looked for below those that hold it: keys of packages and sections are no texts of values. */
function lineOf(text: string, path: readonly PropertyKey[]): number {
  let from = 0;
  for (const key of path) {
    const at = text.indexOf(`${JSON.stringify(String(key))}:`, from);
    from = at < 0 ? from : at;
  }
  return text.slice(0, from).split("\n").length;
}

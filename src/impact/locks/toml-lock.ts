import { parse, TomlError } from "smol-toml";
import type { z } from "zod";
import { InputError } from "../../errors/input-error.ts";
import { printableLine } from "../../exec/printable.ts";
import { problemsOf } from "../../pkginfo/problems.ts";
import { parseTomlFile, TOML } from "../../pkginfo/toml-file.ts";
import type { LockPlace } from "./lock.ts";

/** A lock that is a TOML file with a list of tables, one for each package. */
export interface TomlLock<T> {
  data: T;
  /** Where the table of a package begins, by its number from 0. */
  placeOf(index: number): LockPlace;
}

/**
 * Reads such a lock: quickly where it is sound, and again for the places where it is not.
 *
 * @param header what the table of a package begins with: `[[package]]`
 * @param maker the program that writes it, as a fix names it
 * @throws InputError with the places of what the schema does not take
 */
export function readTomlLock<T>(
  text: string,
  file: string,
  schema: z.ZodType<T>,
  { header, maker }: { header: string; maker: string },
): TomlLock<T> {
  const checked = schema.safeParse(parsedToml(text, file, maker));
  if (!checked.success) {
    const fix = `make the lock again: ${maker}`;
    const problems = problemsOf(checked.error.issues, parseTomlFile(text, file), [], TOML);
    throw new InputError(problems.map((problem) => ({ fix, ...problem })));
  }
  const lines = text.split("\n").flatMap((line, at) => (line.trim() === header ? [at + 1] : []));
  return { data: checked.data, placeOf: (index) => ({ file, line: lines[index] ?? 1 }) };
}

function parsedToml(text: string, file: string, maker: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) {
      throw error;
    }
    const [, message = ""] = /^Invalid TOML document: ([^\n]*)/.exec(error.message) ?? [];
    throw new InputError(
      {
        place: { file, line: error.line, column: error.column },
        message: `this is no TOML: ${printableLine(message || "it can't be read")}`,
        fix: `make the lock again: ${maker}`,
      },
      { cause: error },
    );
  }
}

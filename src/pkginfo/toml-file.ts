import { type AST, getStaticTOMLValue, ParseError, parseTOML } from "toml-eslint-parser";
import { InputError, type InputPlace } from "../errors/input-error.ts";
import { printableLine } from "../exec/printable.ts";
import type { Syntax } from "./problems.ts";
import type { DataFile } from "./yaml-file.ts";

/** How TOML is spoken of, and written. */
export const TOML: Syntax = {
  mapping: "a table",
  line: (key) => `${key} = …`,
  list: "write it as a list, in brackets",
};

/**
 * Reads a TOML file (1.0).
 *
 * @param file how errors name it
 * @throws InputError with the place of what is no TOML
 */
export function parseTomlFile(text: string, file: string): DataFile {
  const { program, places } = parsed(text, file);
  const placeAt = (position: Position | undefined): InputPlace =>
    position === undefined ? { file } : { file, line: position.line, column: position.column + 1 };
  return {
    value: getStaticTOMLValue(program),
    placeOf: (path) => placeAt(places.near(path)?.value),
    placeOfKey: (path) => placeAt(places.near(path)?.key),
    sourceOf: (path) => places.at(path)?.source,
  };
}

/** What stands below a table of a file, as a file of its own; its value is undefined where there is no such table. */
export function tableOf(file: DataFile, table: readonly string[]): DataFile {
  let value: unknown = file.value;
  for (const key of table) {
    const isTable = typeof value === "object" && value !== null && Object.hasOwn(value, key);
    value = isTable ? (value as Record<string, unknown>)[key] : undefined;
  }
  return {
    value,
    placeOf: (path) => file.placeOf([...table, ...path]),
    placeOfKey: (path) => file.placeOfKey([...table, ...path]),
    sourceOf: (path) => file.sourceOf([...table, ...path]),
  };
}

function parsed(text: string, file: string): { program: AST.TOMLProgram; places: Places } {
  try {
    const program = parseTOML(text, { tomlVersion: "1.0" });
    return { program, places: new Places(program) };
  } catch (error) {
    if (error instanceof RangeError) {
      throw new InputError({ place: { file }, message: "the file is nested too deeply" }, { cause: error });
    }
    if (!(error instanceof ParseError)) {
      throw error;
    }
    const { lineNumber: line, column, message } = error;
    throw new InputError(
      { place: { file, line, column: column + 1 }, message: `this is no TOML: ${printableLine(message)}` },
      { cause: error },
    );
  }
}

type Position = AST.TOMLNode["loc"]["start"];
type Path = readonly PropertyKey[];

interface Place {
  key: Position;
  value: Position;
  /** Of dates and times, as they are written. */
  source?: string;
}

/** Where each key and each value stands. */
class Places {
  readonly #places = new Map<string, Place>();

  constructor({ body: [top] }: AST.TOMLProgram) {
    this.#add([], { key: top.loc.start, value: top.loc.start });
    for (const node of top.body) {
      if (node.type === "TOMLKeyValue") {
        this.#addKeyValue([], node);
        continue;
      }
      const { start } = node.loc;
      node.resolvedKey.forEach((_, at) => {
        this.#add(node.resolvedKey.slice(0, at + 1), { key: start, value: start });
      });
      for (const pair of node.body) {
        this.#addKeyValue(node.resolvedKey, pair);
      }
    }
  }

  at(path: Path): Place | undefined {
    return this.#places.get(JSON.stringify(path));
  }

  /** The place at a path; for what is not there, that of what should hold it. */
  near(path: Path): Place | undefined {
    return this.at(path) ?? (path.length === 0 ? undefined : this.near(path.slice(0, -1)));
  }

  #addKeyValue(above: Path, { key, value }: AST.TOMLKeyValue): void {
    let path = above;
    for (const part of key.keys) {
      path = [...path, part.type === "TOMLBare" ? part.name : part.value];
      this.#add(path, { key: part.loc.start, value: part.loc.start });
    }
    this.#addValue(path, value, key.loc.start);
  }

  #addValue(path: Path, value: AST.TOMLContentNode, key: Position): void {
    const source = value.type === "TOMLValue" && "datetime" in value ? value.datetime : undefined;
    const place = { key, value: value.loc.start, ...(source !== undefined && { source }) };
    this.#places.set(JSON.stringify(path), place);
    if (value.type === "TOMLArray") {
      value.elements.forEach((element, at) => {
        this.#addValue([...path, at], element, element.loc.start);
      });
    } else if (value.type === "TOMLInlineTable") {
      for (const pair of value.body) {
        this.#addKeyValue(path, pair);
      }
    }
  }

  /** Where a table is named first; its parts may be anywhere. */
  #add(path: Path, place: Place): void {
    const key = JSON.stringify(path);
    this.#places.set(key, this.#places.get(key) ?? place);
  }
}

import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
} from "yaml";
import { InputError, type InputPlace, type InputProblem } from "../errors/input-error.ts";
import { INVISIBLE, quoted } from "../errors/quoted.ts";
import { printableLine } from "../exec/printable.ts";

/** Largest file taken. */
export const LONGEST_YAML_BYTES = 64 * 1024;

/** More than a person mends in one go. */
const MOST_PROBLEMS = 50;

/** A file of plain data whose values still know where they stand. */
export interface DataFile {
  /** Plain data of unknown shape. */
  value: unknown;
  /** Where the value at a path stands; for a missing one, what should hold it. */
  placeOf(path: readonly PropertyKey[]): InputPlace;
  /** Where the key at the end of a path stands. */
  placeOfKey(path: readonly PropertyKey[]): InputPlace;
  /** The value at a path as the file spells it, when it is a scalar. */
  sourceOf(path: readonly PropertyKey[]): string | undefined;
}

/**
 * Reads one YAML 1.2 document (core schema) without what YAML offers beyond plain data: anchors, aliases, tags, further
 * documents. Characters that hide or reorder text are refused wherever they stand, comments included, since people
 * review these files.
 *
 * @param file how errors name it
 * @throws InputError with every problem
 */
export function parseYamlFile(text: string, file: string): DataFile {
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > LONGEST_YAML_BYTES) {
    throw new InputError({
      place: { file },
      message: `the file has ${sizeBytes} bytes, expected at most ${LONGEST_YAML_BYTES}`,
    });
  }
  const lines = new LineCounter();
  const placeAt = (offset: number): InputPlace => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const documents = composeDocuments(text, file, lines);
  const [document] = documents;
  const problems = [...hiddenCharacters(text, placeAt), ...problemsOf(documents, placeAt)];
  if (problems.length > 0 || document === undefined) {
    throw new InputError(firstOf(problems, file));
  }
  return {
    value: document.toJS(),
    placeOf: (path) => placeAt(locate(document, path).value?.range?.[0] ?? 0),
    placeOfKey: (path) => placeAt(locate(document, path).key?.range?.[0] ?? 0),
    sourceOf(path) {
      const { value, exact } = locate(document, path);
      return exact && isScalar(value) ? value.source : undefined;
    },
  };
}

function firstOf(problems: readonly InputProblem[], file: string): InputProblem[] {
  const left = problems.length - MOST_PROBLEMS;
  const shown = problems.slice(0, MOST_PROBLEMS);
  return left > 0 ? [...shown, { place: { file }, message: `… and ${left} more problems` }] : shown;
}

function composeDocuments(text: string, file: string, lineCounter: LineCounter): Document.Parsed[] {
  try {
    return [
      ...parseAllDocuments(text, {
        lineCounter,
        version: "1.2",
        schema: "core",
        stringKeys: true,
        prettyErrors: false,
        logLevel: "silent",
      }),
    ];
  } catch (error) {
    if (error instanceof RangeError) {
      throw new InputError({ place: { file }, message: "the file is nested too deeply" }, { cause: error });
    }
    throw error;
  }
}

function problemsOf(
  documents: readonly Document.Parsed[],
  placeAt: (offset: number) => InputPlace,
): InputProblem[] {
  const [document, second] = documents;
  if (document === undefined || document.contents === null) {
    return [{ place: placeAt(0), message: "the file is empty, expected at least `name` and `version`" }];
  }
  const errors = [...document.errors, ...document.warnings];
  if (errors.some(({ code }) => code === "RESOURCE_EXHAUSTION")) {
    return [{ place: placeAt(0), message: "the file is nested too deeply" }];
  }
  const problems = errors.map(
    ({ pos, code, message }): InputProblem => ({
      place: placeAt(pos[0]),
      message: `this is no YAML: ${printableLine(message.replace(/\.$/, ""))}`,
      ...(code === "TAB_AS_INDENT" ? { fix: "indent by spaces" } : {}),
      ...(code === "DUPLICATE_KEY" ? { fix: "keep one of the two" } : {}),
    }),
  );
  if (second !== undefined) {
    const place = placeAt(second.range[0]);
    problems.push({
      place,
      message: "found a second YAML document, expected one",
      fix: "remove what follows `---`",
    });
  }
  return problems.length > 0 ? problems : nodeProblems(document, placeAt);
}

function nodeProblems(document: Document.Parsed, placeAt: (offset: number) => InputPlace): InputProblem[] {
  const problems: InputProblem[] = [];
  visit(document, {
    Node(_, node) {
      const place = placeAt(node.range?.[0] ?? 0);
      const name = nameOfFeature(node);
      if (name !== undefined) {
        problems.push({
          place,
          message: `found ${name}, which is not taken here`,
          fix: "write the value itself",
        });
      } else if (isScalar(node) && typeof node.value === "string") {
        problems.push(...hiddenCharacters(node.value, () => place));
      }
      if (isScalar(node) && node.value === "__proto__") {
        problems.push({ place, message: "found `__proto__`, which is not taken here" });
      }
    },
  });
  return problems;
}

function nameOfFeature(node: Node): string | undefined {
  if (isAlias(node)) {
    return `the alias *${quoted(node.source)}`;
  }
  if (node.anchor !== undefined) {
    return `the anchor &${quoted(node.anchor)}`;
  }
  return node.tag === undefined ? undefined : `the tag ${quoted(node.tag)}`;
}

/** Text of several lines may be broken and indented; everything else that can't be seen stays out. */
const HIDDEN = new RegExp(`(?![\\n\\t])${INVISIBLE.source}`, "gu");

function hiddenCharacters(text: string, placeAt: (offset: number) => InputPlace): InputProblem[] {
  return [...text.replaceAll("\r\n", " \n").matchAll(HIDDEN)].map(({ 0: character, index }) => {
    const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
    return { place: placeAt(index), message: `found the invisible character U+${code}`, fix: "remove it" };
  });
}

interface Found {
  key?: Node | undefined;
  value?: Node | undefined;
  /** False when the path ends in something that is not there; key and value are then those of what should hold it. */
  exact: boolean;
}

function locate(document: Document.Parsed, path: readonly PropertyKey[]): Found {
  let found: Found = { value: document.contents ?? undefined, exact: true };
  for (const part of path) {
    const next = childOf(found.value, part);
    if (next === undefined) {
      return { ...found, exact: false };
    }
    found = next;
  }
  return found;
}

function childOf(node: Node | undefined, part: PropertyKey): Found | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item: Pair) => isScalar(item.key) && item.key.value === part);
    const key = pair !== undefined && isNode(pair.key) ? pair.key : undefined;
    const value = pair !== undefined && isNode(pair.value) ? pair.value : key;
    return pair === undefined ? undefined : { key, value, exact: true };
  }
  const item = isSeq(node) && typeof part === "number" ? node.items[part] : undefined;
  return isNode(item) ? { key: item, value: item, exact: true } : undefined;
}

/** Sections of Google's style (`Args:` and what is indented below) and NumPy's (`Parameters`, underlined). */

import type { Block, Entry } from "./blocks.ts";
import { dedented, endOfIndented, indentOf } from "./lines.ts";

type ReadBlocks = (lines: readonly string[]) => Block[];

/** Sections whose lines are entries, by all that they are called. */
const ENTRY_TITLES: Readonly<Record<string, string>> = {
  args: "Parameters",
  arguments: "Parameters",
  params: "Parameters",
  parameters: "Parameters",
  "other parameters": "Other parameters",
  "keyword args": "Keyword arguments",
  "keyword arguments": "Keyword arguments",
  return: "Returns",
  returns: "Returns",
  yield: "Yields",
  yields: "Yields",
  receives: "Receives",
  raises: "Raises",
  raise: "Raises",
  except: "Raises",
  exceptions: "Raises",
  warns: "Warns",
  attributes: "Attributes",
  methods: "Methods",
  "see also": "See also",
};

/** Sections that are said apart. */
const NOTE_TITLES: Readonly<Record<string, "plain" | "warning">> = {
  note: "plain",
  notes: "plain",
  tip: "plain",
  hint: "plain",
  important: "warning",
  warning: "warning",
  warnings: "warning",
  caution: "warning",
  danger: "warning",
  attention: "warning",
  todo: "plain",
};

const TEXT_TITLES = new Set(["example", "examples", "references", "usage", "see also", "description"]);

/** Whether a title of Google's style begins a section at a line: it is known, and something is indented below. */
export function isGoogleSection(lines: readonly string[], index: number): boolean {
  const title = /^([A-Z][a-zA-Z ]{2,30}):$/.exec(lines[index] ?? "")?.[1]?.toLowerCase();
  const next = lines[index + 1] ?? "";
  const isKnown =
    title !== undefined &&
    (Object.hasOwn(ENTRY_TITLES, title) || Object.hasOwn(NOTE_TITLES, title) || TEXT_TITLES.has(title));
  return isKnown && (indentOf(next) > 0 || (next === "" && indentOf(lines[index + 2] ?? "") > 0));
}

/** Whether a line is underlined, as titles of NumPy's style and of reST are. */
export function isUnderlined(lines: readonly string[], index: number): boolean {
  const [line = "", under = ""] = [lines[index], lines[index + 1]];
  return (
    line !== "" &&
    indentOf(line) === 0 &&
    /^([=\-~^"'`#*+.:_])\1{2,}$/.test(under) &&
    under.length >= line.length - 2
  );
}

/** Reads a section of Google's style. */
export function readGoogleSection(
  lines: readonly string[],
  start: number,
  read: ReadBlocks,
): { blocks: Block[]; end: number } {
  const title = (lines[start] ?? "").slice(0, -1);
  const end = endOfIndented(lines, start + 1);
  const body = trimmed(dedented(lines.slice(start + 1, end)));
  return { blocks: sectionOf(title, body, (one) => googleEntries(one, title, read), read), end };
}

/** Reads an underlined title, with what belongs to it where it is one of NumPy's. */
export function readUnderlined(
  lines: readonly string[],
  start: number,
  read: ReadBlocks,
): { blocks: Block[]; end: number } {
  const title = (lines[start] ?? "").trim();
  let end = start + 2;
  while (end < lines.length && !isUnderlined(lines, end)) {
    end += 1;
  }
  const body = trimmed(lines.slice(start + 2, end));
  return { blocks: sectionOf(title, body, (one) => numpyEntries(one, title, read), read), end };
}

function sectionOf(
  title: string,
  body: readonly string[],
  entriesOf: (body: readonly string[]) => Entry[],
  read: ReadBlocks,
): Block[] {
  const key = title.toLowerCase();
  const entriesTitle = Object.hasOwn(ENTRY_TITLES, key) ? ENTRY_TITLES[key] : undefined;
  if (entriesTitle !== undefined) {
    return [{ kind: "entries", title: entriesTitle, entries: entriesOf(body) }];
  }
  const tone = Object.hasOwn(NOTE_TITLES, key) ? NOTE_TITLES[key] : undefined;
  if (tone !== undefined && key !== "notes") {
    return [{ kind: "note", title, tone, body: read(body) }];
  }
  return [{ kind: "heading", content: [{ kind: "text", text: title }] }, ...read(body)];
}

/** `name (type): text`, with further lines indented; of what is returned `type: text`, or text alone. */
function googleEntries(body: readonly string[], title: string, read: ReadBlocks): Entry[] {
  const isOne = /^(returns?|yields?)$/i.test(title);
  if (isOne) {
    const [first = "", ...rest] = body;
    const [, type, text] = /^([^\s:][^:]{0,100}):\s+(.*)$/.exec(first) ?? [];
    return [{ name: "", ...(type !== undefined && { type }), body: read([text ?? first, ...rest]) }];
  }
  return groupsOf(body).map(([head = "", ...rest]) => {
    const [, name, type, text] =
      /^(\*{0,2}[\w.`]+(?:,\s*\*{0,2}[\w.]+)*)\s*(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\))?\s*:(?:\s+(.*))?$/.exec(
        head,
      ) ?? [];
    return name === undefined
      ? { name: "", body: read([head, ...dedented(rest)]) }
      : {
          name: name.replaceAll("`", ""),
          ...(type !== undefined && { type }),
          body: read([text ?? "", ...dedented(rest)]),
        };
  });
}

/** `name : type` with what is said of it indented below. */
function numpyEntries(body: readonly string[], title: string, read: ReadBlocks): Entry[] {
  return groupsOf(body).map(([head = "", ...rest]) => {
    const at = head.search(/\s*:(\s|$)/);
    const [name, type] = at < 0 ? [head, ""] : [head.slice(0, at), head.slice(at).replace(/^\s*:\s*/, "")];
    const said = trimmed(dedented(rest));
    if (/^(see also|methods)$/i.test(title)) {
      return { name: name.replaceAll("`", ""), body: read(type === "" ? said : [type, ...said]) };
    }
    if (at < 0 && /^(returns?|yields?|receives)$/i.test(title)) {
      return returnedEntry(head, said, read);
    }
    return { name, ...(type !== "" && { type }), body: read(said) };
  });
}

/** What is returned has a type and no name; a sentence alone is neither. */
function returnedEntry(head: string, said: readonly string[], read: ReadBlocks): Entry {
  const isSentence = said.length === 0 && /\s/.test(head) && !/^[\w.[\], |]+$/.test(head);
  return isSentence ? { name: "", body: read([head]) } : { name: "", type: head, body: read(said) };
}

/** Lines that begin at the margin, each with those that are indented below it. */
function groupsOf(body: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (const line of body) {
    if (line !== "" && indentOf(line) === 0) {
      groups.push([line]);
    } else {
      groups.at(-1)?.push(line);
    }
  }
  return groups;
}

function trimmed(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line !== "");
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => line !== "") + 1);
}

/** Docstrings into blocks: reST, Markdown, Epytext, and the styles of Google and NumPy, as they stand side by side in the wild. */

import type { Block } from "./blocks.ts";
import { dedented, docLines, endOfIndented, indentOf } from "./lines.ts";
import { isDirective, readDirective } from "./read-directives.ts";
import { isField, readFields } from "./read-fields.ts";
import { readInline } from "./read-inline.ts";
import { isGoogleSection, isUnderlined, readGoogleSection, readUnderlined } from "./read-sections.ts";

/** Blocks stand in blocks no deeper than this. */
const MOST_DEPTH = 12;

const LIST_ITEM = /^([-*+•]|\d{1,3}[.)]|#\.)\s+(?=\S)/;

/** Reads a whole docstring. */
export function readDocstring(doc: string): Block[] {
  return readBlocks(docLines(doc), 0);
}

interface Read {
  blocks: Block[];
  /** The line behind. */
  end: number;
}

function readBlocks(lines: readonly string[], depth: number): Block[] {
  if (depth > MOST_DEPTH) {
    return [{ kind: "code", text: lines.join("\n") }];
  }
  const read = (inner: readonly string[]) => readBlocks(inner, depth + 1);
  const blocks: Block[] = [];
  let index = 0;
  while (index < lines.length) {
    if (lines[index] === "") {
      index += 1;
      continue;
    }
    const found = readOne(lines, index, read);
    blocks.push(...found.blocks);
    index = Math.max(found.end, index + 1);
  }
  return blocks;
}

type ReadInner = (lines: readonly string[]) => Block[];

function readOne(lines: readonly string[], index: number, read: ReadInner): Read {
  const line = lines[index] ?? "";
  if (indentOf(line) > 0) {
    return readIndented(lines, index, read);
  }
  if (/^(`{3,}|~{3,})/.test(line)) {
    return readFence(lines, index);
  }
  if (line.startsWith(">>> ")) {
    return readUntilBlank(lines, index);
  }
  if (isDirective(line)) {
    return readDirective(lines, index, read);
  }
  if (isField(line)) {
    return readFields(lines, index, read);
  }
  if (isUnderlined(lines, index)) {
    return readUnderlined(lines, index, read);
  }
  if (isGoogleSection(lines, index)) {
    return readGoogleSection(lines, index, read);
  }
  if (/^#{1,6} \S/.test(line)) {
    return { blocks: [{ kind: "heading", content: readInline(line.replace(/^#+ /, "")) }], end: index + 1 };
  }
  if (isTable(line)) {
    return readUntilBlank(lines, index);
  }
  if (LIST_ITEM.test(line)) {
    return readList(lines, index, read);
  }
  return readParagraph(lines, index, read);
}

/** `+---+`, `====  ====` and `| a | b |` stay as they were drawn. */
function isTable(line: string): boolean {
  return /^\+[-=+]{3,}\+?$|^={3,}( +={3,})+$|^\|.*\|$/.test(line);
}

function readFence(lines: readonly string[], index: number): Read {
  const mark = /^(`{3,}|~{3,})/.exec(lines[index] ?? "")?.[0] ?? "```";
  const end = lines.findIndex((line, at) => at > index && line.trim() === mark);
  const last = end < 0 ? lines.length : end;
  return { blocks: [{ kind: "code", text: lines.slice(index + 1, last).join("\n") }], end: last + 1 };
}

function readUntilBlank(lines: readonly string[], index: number): Read {
  const end = lines.findIndex((line, at) => at > index && line === "");
  const last = end < 0 ? lines.length : end;
  return { blocks: [{ kind: "code", text: lines.slice(index, last).join("\n") }], end: last };
}

function readIndented(lines: readonly string[], index: number, read: ReadInner): Read {
  const end = endOfIndented(lines, index);
  const inner = dedented(lines.slice(index, end));
  // What is indented for no reason that is known is most often an example.
  const isCode = inner.some((line) =>
    /^(>>> |\$ |import |from \S+ import |def |class |@\w)|[=({[]\s*$|\w\(.*\)$| = /.test(line),
  );
  return {
    blocks: [isCode ? { kind: "code", text: inner.join("\n") } : { kind: "quote", body: read(inner) }],
    end,
  };
}

function readList(lines: readonly string[], start: number, read: ReadInner): Read {
  const isOrdered = !/^[-*+•]/.test(lines[start] ?? "");
  const items: Block[][] = [];
  let index = start;
  while (index < lines.length) {
    const mark = LIST_ITEM.exec(lines[index] ?? "")?.[0];
    if (mark === undefined || /^[-*+•]/.test(mark) === isOrdered) {
      break;
    }
    let end = endOfIndented(lines, index + 1);
    // Lines that go on at the margin belong to the item, too.
    while (
      end < lines.length &&
      lines[end] !== "" &&
      end > index &&
      lines[end - 1] !== "" &&
      !startsBlock(lines, end)
    ) {
      end += 1;
    }
    const body = [(lines[index] ?? "").slice(mark.length), ...dedented(lines.slice(index + 1, end))];
    items.push(read(body));
    index = end;
    while (lines[index] === "" && LIST_ITEM.test(lines[index + 1] ?? "")) {
      index += 1;
    }
  }
  return { blocks: [{ kind: "list", isOrdered, items }], end: index };
}

/** Whether a line begins something else than a paragraph. */
function startsBlock(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? "";
  return (
    /^(`{3,}|~{3,}|>>> |#{1,6} \S)/.test(line) ||
    LIST_ITEM.test(line) ||
    isDirective(line) ||
    isField(line) ||
    isUnderlined(lines, index) ||
    isGoogleSection(lines, index)
  );
}

function readParagraph(lines: readonly string[], start: number, read: ReadInner): Read {
  const next = lines[start + 1] ?? "";
  if (indentOf(next) > 0 && next !== "" && !/::$/.test(lines[start] ?? "")) {
    return readDefinition(lines, start, read);
  }
  let end = start + 1;
  while (
    end < lines.length &&
    lines[end] !== "" &&
    indentOf(lines[end] ?? "") === 0 &&
    !startsBlock(lines, end)
  ) {
    end += 1;
  }
  const text = lines.slice(start, end).join("\n");
  if (!text.endsWith("::")) {
    return { blocks: [{ kind: "paragraph", content: readInline(text) }], end };
  }
  const literalEnd = endOfIndented(lines, end);
  const literal = dedented(lines.slice(end, literalEnd)).join("\n").replace(/^\n+/, "");
  const said = text === "::" ? "" : text.slice(0, -1);
  return {
    blocks: [
      ...(said === "" ? [] : [{ kind: "paragraph" as const, content: readInline(said) }]),
      ...(literal === "" ? [] : [{ kind: "code" as const, text: literal }]),
    ],
    end: literalEnd,
  };
}

/** A term with what is said of it indented below; terms may follow one another. */
function readDefinition(lines: readonly string[], start: number, read: ReadInner): Read {
  const entries: { name: string; body: Block[] }[] = [];
  let index = start;
  while (index < lines.length) {
    const [line = "", next = ""] = [lines[index], lines[index + 1]];
    if (
      line === "" ||
      indentOf(line) > 0 ||
      next === "" ||
      indentOf(next) === 0 ||
      startsBlock(lines, index)
    ) {
      break;
    }
    const end = endOfIndented(lines, index + 1);
    entries.push({ name: line.replace(/^`+|`+$/g, ""), body: read(dedented(lines.slice(index + 1, end))) });
    index = end;
    while (lines[index] === "" && index < lines.length && indentOf(lines[index + 2] ?? "") > 0) {
      index += 1;
    }
  }
  // One long line with something below is a sentence that goes on.
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && (only.name.length > 50 || /[.,:;]$/.test(only.name))) {
    return { blocks: [{ kind: "paragraph", content: readInline(only.name) }, ...only.body], end: index };
  }
  return { blocks: [{ kind: "entries", title: "", entries }], end: index };
}

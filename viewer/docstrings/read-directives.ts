/** Directives of reST: `.. note::` and the like. */

import type { Block } from "./blocks.ts";
import { dedented, endOfIndented } from "./lines.ts";
import { readInline } from "./read-inline.ts";

type ReadBlocks = (lines: readonly string[]) => Block[];

/** Whether a line begins a directive, a comment or a target. */
export function isDirective(line: string): boolean {
  return /^\.\. \S|^\.\.$/.test(line);
}

const CODE = new Set([
  "code",
  "code-block",
  "sourcecode",
  "literalinclude",
  "doctest",
  "testcode",
  "testoutput",
  "parsed-literal",
  "math",
  "ipython",
  "prompt",
  "highlight",
]);
/** What makes no sense here. */
const SILENT = new Set([
  "image",
  "figure",
  "toctree",
  "index",
  "currentmodule",
  "module",
  "plot",
  "contents",
  "only",
  "raw",
  "include",
  "testsetup",
  "autosummary",
]);
const TITLES: Readonly<Record<string, string>> = {
  versionadded: "Added in",
  "version-added": "Added in",
  versionchanged: "Changed in",
  "version-changed": "Changed in",
  deprecated: "Deprecated since",
  versionremoved: "Removed in",
};
const WARNINGS = new Set(["warning", "caution", "danger", "attention", "important", "deprecated", "error"]);

/** Reads what begins with two dots. */
export function readDirective(
  lines: readonly string[],
  start: number,
  read: ReadBlocks,
): { blocks: Block[]; end: number } {
  const end = endOfIndented(lines, start + 1);
  const [, name = "", argument = ""] = /^\.\. ([\w:+.-]+?)::\s*(.*)$/.exec(lines[start] ?? "") ?? [];
  const body = trimmed(dedented(lines.slice(start + 1, end)));
  return { blocks: name === "" ? [] : blocksOf(name.toLowerCase(), argument.trim(), body, read), end };
}

function blocksOf(name: string, argument: string, body: readonly string[], read: ReadBlocks): Block[] {
  const options = body.findIndex((line) => !/^:[\w-]+:/.test(line));
  const content = trimmed(body.slice(options < 0 ? body.length : options));
  if (SILENT.has(name)) {
    return [];
  }
  if (CODE.has(name)) {
    return [{ kind: "code", text: content.length === 0 ? argument : content.join("\n") }];
  }
  if (name === "rubric") {
    return [{ kind: "heading", content: readInline(argument) }];
  }
  const title = TITLES[name];
  return [
    title === undefined
      ? noteOf(name, argument, content, read)
      : versionNote(name, title, argument, content, read),
  ];
}

function versionNote(
  name: string,
  title: string,
  argument: string,
  content: readonly string[],
  read: ReadBlocks,
): Block {
  const [version = "", ...words] = argument.split(/\s+/);
  const said = words.length === 0 ? content : [words.join(" "), ...content];
  const tone = WARNINGS.has(name) ? "warning" : "version";
  return { kind: "note", title: `${title} ${version}`.trim(), tone, body: read(said) };
}

function noteOf(name: string, argument: string, content: readonly string[], read: ReadBlocks): Block {
  const isTitled = name === "admonition" || name === "topic";
  const title = isTitled ? argument : `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const first = isTitled || argument === "" ? [] : [argument];
  const tone = WARNINGS.has(name) ? "warning" : "plain";
  return { kind: "note", title, tone, body: read([...first, ...content]) };
}

function trimmed(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line !== "");
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => line !== "") + 1);
}

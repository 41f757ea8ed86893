/** Field lists of reST (`:param x: …`) and Epytext (`@param x: …`). */

import type { Block, Entry } from "./blocks.ts";
import { dedented, endOfIndented } from "./lines.ts";

type ReadBlocks = (lines: readonly string[]) => Block[];

/** A field's mark: what it is, what it is of, and what is said behind it on the line. */
const FIELD = /^[:@](?<name>[a-zA-Z][\w-]{0,40})(?:\s+(?<argument>[^:\n]{1,300}))?:(?:\s+(?<text>.*))?$/;

const TITLES: Readonly<Record<string, string>> = {
  ...named("Parameters", "param parameter arg argument key keyword kwarg kwparam"),
  ...named("Attributes", "var ivar cvar variable"),
  ...named("Returns", "return returns rtype"),
  ...named("Yields", "yield yields ytype"),
  ...named("Raises", "raise raises except exception throws"),
  ...named("", "type vartype"),
};

function named(title: string, words: string): Record<string, string> {
  return Object.fromEntries(words.split(" ").map((word) => [word, title]));
}

/** Whether a line begins a field. */
export function isField(line: string): boolean {
  const { name = "", argument, text } = FIELD.exec(line)?.groups ?? {};
  // `:role:` and `@decorator` are none: fields are known words, or have something behind them.
  return (
    Object.hasOwn(TITLES, name) ||
    (line.startsWith(":") &&
      name !== "" &&
      (argument ?? text) !== undefined &&
      !/^`/.test(text ?? "") &&
      !line.includes(":`"))
  );
}

/** Reads the fields from a line on. */
export function readFields(
  lines: readonly string[],
  start: number,
  read: ReadBlocks,
): { blocks: Block[]; end: number } {
  const groups = new Map<string, Entry[]>();
  const types = new Map<string, string>();
  let index = start;
  while (index < lines.length) {
    const line = lines[index] ?? "";
    if (line === "" && isField(lines[index + 1] ?? "")) {
      index += 1;
      continue;
    }
    const groupsOfLine = isField(line) ? FIELD.exec(line)?.groups : undefined;
    if (groupsOfLine === undefined) {
      break;
    }
    const end = endOfIndented(lines, index + 1);
    const body = [groupsOfLine.text ?? "", ...dedented(lines.slice(index + 1, end))];
    addField(groups, types, { ...groupsOfLine, body: body.join("\n").trim().split("\n") }, read);
    index = end;
  }
  return { blocks: blocksOf(groups, types), end: index };
}

interface Field {
  name?: string;
  argument?: string | undefined;
  body: string[];
}

function addField(
  groups: Map<string, Entry[]>,
  types: Map<string, string>,
  { name = "", argument = "", body }: Field,
  read: ReadBlocks,
): void {
  const title = TITLES[name];
  const text = body.join(" ").trim();
  if (title === "") {
    types.set(argument.trim(), text);
    return;
  }
  if (name === "rtype" || name === "ytype") {
    types.set(`= ${title}`, text);
    groups.set(title ?? "", groups.get(title ?? "") ?? []);
    return;
  }
  const heading = title ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const words = argument.trim().split(/\s+/);
  const isTyped = heading === "Parameters" || heading === "Attributes";
  const entry: Entry = {
    name: isTyped ? (words.at(-1) ?? "") : argument.trim(),
    ...(isTyped && words.length > 1 && { type: words.slice(0, -1).join(" ") }),
    body: read(body),
  };
  groups.set(heading, [...(groups.get(heading) ?? []), entry]);
}

function blocksOf(groups: ReadonlyMap<string, Entry[]>, types: ReadonlyMap<string, string>): Block[] {
  return [...groups].map(([title, entries]): Block => {
    const returned = types.get(`= ${title}`);
    const typed = entries.map((entry) => {
      const type = entry.type ?? types.get(entry.name.replace(/^\*+/, ""));
      return type === undefined ? entry : { ...entry, type };
    });
    if (returned === undefined) {
      return { kind: "entries", title, entries: typed };
    }
    const [first = { name: "", body: [] }, ...more] = typed;
    return { kind: "entries", title, entries: [{ ...first, type: returned }, ...more] };
  });
}

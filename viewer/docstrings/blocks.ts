/** What docstrings consist of, whatever they are written in. All of it is text: nothing of it becomes markup. */

export type Inline =
  | { kind: "text" | "strong" | "emphasis"; text: string }
  /** Code, or a name that may lead to an object; `target` is the name where that is written otherwise. */
  | { kind: "code"; text: string; target?: string }
  | { kind: "link"; text: string; href: string };

/** A parameter, an exception, a term: with what is said of it. */
export interface Entry {
  name: string;
  type?: string;
  body: Block[];
}

export type Block =
  | { kind: "paragraph"; content: Inline[] }
  | { kind: "heading"; content: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "list"; isOrdered: boolean; items: Block[][] }
  /** Entries under a title; without one they are definitions. */
  | { kind: "entries"; title: string; entries: Entry[] }
  /** Something said apart: a note, a warning, what is deprecated. */
  | { kind: "note"; title: string; tone: "plain" | "warning" | "version"; body: Block[] }
  | { kind: "quote"; body: Block[] };

/** The names that a docstring mentions as code, which may lead to objects. */
export function namesIn(blocks: readonly Block[]): string[] {
  return blocks.flatMap(namesInBlock);
}

function namesInBlock(block: Block): string[] {
  switch (block.kind) {
    case "paragraph":
    case "heading":
      return block.content.flatMap((part) => (part.kind === "code" ? nameIn(part.target ?? part.text) : []));
    case "code":
      return [];
    case "list":
      return block.items.flatMap(namesIn);
    case "entries":
      return block.entries.flatMap(({ name, type, body }) => [
        ...(areNamesLinks(block.title) ? nameIn(name) : []),
        ...(type?.match(DOTTED_NAMES) ?? []),
        ...namesIn(body),
      ]);
    case "note":
    case "quote":
      return namesIn(block.body);
  }
}

/** Whether entries under a title are called by what they lead to. */
export function areNamesLinks(title: string): boolean {
  return title === "Raises" || title === "See also" || title === "Warns";
}

const DOTTED_NAMES = /[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/gu;
const DOTTED_NAME = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u;

/** The name that a piece of code is, if it is one: `~a.b.C`, `f()`. */
export function nameIn(text: string): string[] {
  const name = text.replace(/^[~!.]+/, "").replace(/\(\)$/, "");
  return DOTTED_NAME.test(name) && name.length <= 200 ? [name] : [];
}

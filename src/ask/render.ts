import type { createColors } from "picocolors";
import { figure } from "../exec/figure.ts";
import { printableLine, printableLines } from "../exec/printable.ts";
import type { NodeKind, Ref, ShardNode } from "../shard/records.ts";
import { declarationLines, referenceText } from "./declaration.ts";
import { briefSignature } from "./signature.ts";
import type { MemberView, NodeView } from "./view.ts";
import { wrapped } from "./wrapped.ts";

export interface RenderOptions {
  /** Colours that do nothing where colours are not wanted. */
  colors: ReturnType<typeof createColors>;
  /** Columns of the terminal. Default 100. */
  width?: number;
}

/** What is known of one dotted name, for a terminal. All that comes from packages is made printable. */
export function renderNode(view: NodeView, options: RenderOptions): string {
  const page = new Page(options);
  page.heading(view);
  page.declaration(view);
  page.facts(view);
  page.doc(view.resolution.node?.doc);
  page.members(view.members, ownerId(view));
  for (const { from, members } of view.inherited) {
    page.names(`inherited from ${referenceText(from)}`, members);
  }
  return page.text();
}

function ownerId({ resolution: { ref } }: NodeView): string | undefined {
  return typeof ref === "string" ? ref : undefined;
}

/** The order in which kinds of members are listed, and what they are called. */
const GROUPS: readonly (readonly [kind: NodeKind, title: string])[] = [
  ["module", "modules"],
  ["class", "classes"],
  ["function", "functions"],
  ["classmethod", "class methods"],
  ["staticmethod", "static methods"],
  ["method", "methods"],
  ["property", "properties"],
  ["enumMember", "members"],
  ["typeAlias", "type aliases"],
  ["data", "data"],
  ["attribute", "attributes"],
  ["descriptor", "descriptors"],
];

/** Says of a name how it was followed, other than from member to member. */
const WAYS = {
  inherited: "inherited from",
  metaclass: "of the metaclass",
  value: "of the value's class",
  type: "of the class its annotation names",
} as const;

class Page {
  readonly #lines: string[] = [];
  readonly #colors: RenderOptions["colors"];
  readonly #width: number;

  constructor({ colors, width = 100 }: RenderOptions) {
    this.#colors = colors;
    this.#width = Math.max(width, 40);
  }

  text(): string {
    return this.#lines.join("\n");
  }

  heading({ name, resolution }: NodeView): void {
    const { bold, dim } = this.#colors;
    const { ref, node } = resolution;
    const canonical = typeof ref === "string" ? ref : ref.id;
    const owner =
      typeof ref !== "string" && "python" in ref ? "the standard library" : "another distribution";
    const kind = node === undefined ? `of ${owner}` : kindText(node);
    this.#lines.push(`${bold(printableLine(name))}  ${dim(kind)}`);
    if (node === undefined) {
      this.#lines.push(dim(`→ ${referenceText(ref)}`));
    } else if (canonical !== name) {
      this.#lines.push(dim(`→ ${printableLine(canonical)}`));
    }
    for (const { how, name: step, owner } of resolution.steps) {
      if (how !== "member") {
        this.#lines.push(dim(`  ${printableLine(step)}: ${WAYS[how]} ${referenceText(owner)}`));
      }
    }
  }

  declaration({ resolution: { node }, signature }: NodeView): void {
    if (node !== undefined && node.kind !== "module") {
      const { cyan } = this.#colors;
      this.#lines.push("", ...declarationLines(node, signature, this.#width).map((line) => cyan(line)));
    }
  }

  facts({ resolution: { node }, aliases }: NodeView): void {
    if (node === undefined) {
      return;
    }
    const rows = factRows(node, aliases);
    this.#lines.push("");
    for (const [label, text] of rows.filter(([, value]) => value !== "")) {
      this.#lines.push(...this.#wrapped(`${label.padEnd(10)}  `, text));
    }
  }

  doc(doc: string | undefined): void {
    const lines = cleanDoc(doc ?? "");
    if (lines.length > 0) {
      this.#lines.push("", ...lines.map((line) => (line === "" ? "" : `    ${line}`)));
    }
  }

  members(members: readonly MemberView[], owner: string | undefined): void {
    const open = members.filter(({ name }) => !name.startsWith("_"));
    for (const [kind, title] of GROUPS) {
      this.#table(
        title,
        open.filter(({ node }) => node?.kind === kind),
        owner,
      );
    }
    this.#table(
      "from elsewhere",
      open.filter(({ node }) => node === undefined),
      owner,
    );
    this.names(
      "names that begin with _",
      members.filter(({ name }) => name.startsWith("_")),
    );
  }

  names(title: string, members: readonly MemberView[]): void {
    if (members.length > 0) {
      this.#title(title, members.length);
      this.#lines.push(...this.#wrapped("  ", members.map(({ name }) => printableLine(name)).join(", ")));
    }
  }

  #title(title: string, count: number): void {
    const { bold, dim } = this.#colors;
    this.#lines.push("", `${bold(title)} ${dim(`(${figure(count)})`)}`);
  }

  #table(title: string, members: readonly MemberView[], owner: string | undefined): void {
    if (members.length === 0) {
      return;
    }
    this.#title(title, members.length);
    const limit = Math.floor(this.#width * 0.55);
    const rows = members.map((member) => [memberText(member, limit), remarkText(member, owner)] as const);
    const column = Math.min(limit, Math.max(...rows.map(([text]) => text.length)));
    for (const [text, remark] of rows) {
      const left = cut(text, limit).padEnd(column);
      const right = cut(remark, this.#width - column - 4);
      this.#lines.push(`  ${left}${right === "" ? "" : `  ${this.#colors.dim(right)}`}`.trimEnd());
    }
  }

  #wrapped(label: string, text: string): string[] {
    return wrapped(label, text, this.#width, this.#colors.dim);
  }
}

/** What the declaration and the lists of members do not say, each with its label; empty texts are left out. */
/** So many other names of an object are told. */
const SHOWN_ALIASES = 8;

function factRows(node: ShardNode, aliases: readonly string[]): (readonly [label: string, text: string])[] {
  const { deprecated, mro = [], all } = node;
  const foreign = (node.bases ?? []).filter((base) => typeof base !== "string");
  return [
    ["where", locationText(node)],
    ["also", aliasesText(aliases)],
    ["claims", printableLine(node.claims ?? "")],
    ["hidden", node.shadowed === true ? "its package has another object under this name" : ""],
    [
      "exports",
      all === null ? "what __all__ holds is no list of names" : printableLine((all ?? []).join(", ")),
    ],
    ["bases", foreign.map(referenceText).join(", ")],
    ["written", printableLine((node.baseText ?? []).join(", "))],
    ["order", mro.length > 2 ? mro.map(referenceText).join(", ") : ""],
    ["type", valueTypeText(node)],
    ["set type", printableLine(node.setType ?? "")],
    ["access", (node.access ?? []).join(", ")],
    ["value", node.varies === true ? "differs from run to run" : ""],
    ["set in", printableLine(node.setIn ?? "")],
    ["kinds", (node.flavours ?? []).map(printableLine).join(", ")],
    ["flags", (node.flags ?? []).join(", ")],
    ["scope", node.id.startsWith(node.module) ? "" : printableLine(node.module)],
    // The declaration has its first line.
    ["deprecated", deprecated?.message.includes("\n") ? printableLine(deprecated.message) : ""],
    ["known from", knownFromText(node)],
  ];
}

/** Public ones first, then those with the fewest parts. */
function aliasesText(aliases: readonly string[]): string {
  const isPrivate = (name: string) => /(^|[.:])_/.test(name);
  const parts = (name: string) => name.split(/[.:]/).length;
  const sorted = aliases.toSorted(
    (left, right) => Number(isPrivate(left)) - Number(isPrivate(right)) || parts(left) - parts(right),
  );
  const shown = sorted.length > SHOWN_ALIASES + 1 ? sorted.slice(0, SHOWN_ALIASES) : sorted;
  const more = sorted.length - shown.length;
  return [...shown.map(printableLine), ...(more > 0 ? [`… and ${more} more`] : [])].join(", ");
}

/** `runtime, stub (signature, type)` */
function knownFromText({ from, origins = {} }: ShardNode): string {
  const [first, ...others] = from;
  const fields = (source: string) => Object.keys(origins).filter((field) => origins[field] === source);
  const texts = others.map((source) => {
    const found = fields(source);
    return found.length === 0 ? source : `${source} (${found.map(printableLine).join(", ")})`;
  });
  return [first, ...texts].join(", ");
}

function kindText(node: ShardNode): string {
  const words = [
    node.namespace === true ? "namespace" : "",
    node.instance === true ? "instance" : "",
    node.kind === "enumMember" ? "enum member" : node.kind === "typeAlias" ? "type alias" : node.kind,
    node.imported === false ? "(not imported)" : "",
    node.typingOnly === true ? "(for type checkers only)" : "",
  ];
  return words.filter((word) => word !== "").join(" ");
}

function locationText({ location }: ShardNode): string {
  if (location === undefined) {
    return "";
  }
  const { file, line, endLine } = location;
  const lines = [line, endLine === line ? undefined : endLine].filter((number) => number !== undefined);
  return printableLine(lines.length === 0 ? file : `${file}:${lines.join("-")}`);
}

function valueTypeText({ valueType, type }: ShardNode): string {
  const isShown = valueType !== undefined && (type !== undefined || typeof valueType !== "string");
  return isShown ? referenceText(valueType) : "";
}

function memberText({ name, node }: MemberView, length: number): string {
  const signature = node?.overloads?.[0] ?? node?.signature;
  if (signature !== undefined) {
    return printableLine(`${name}${briefSignature(signature, length - name.length)}`);
  }
  const typed = node?.type === undefined ? name : `${name}: ${node.type}`;
  return printableLine(node?.value === undefined ? typed : `${typed} = ${node.value}`);
}

/** What a row says of a member: where it really is, where that is elsewhere, else how its doc begins. */
function remarkText({ name, to, node }: MemberView, owner: string | undefined): string {
  if (node === undefined) {
    return `→ ${referenceText(to)}`;
  }
  if (owner !== undefined && !isAt(to, owner, name)) {
    return `→ ${printableLine(node.id)}`;
  }
  return cleanDoc(node.doc ?? "").find((line) => line !== "") ?? "";
}

function isAt(ref: Ref, owner: string, name: string): boolean {
  return ref === `${owner}.${name}` || ref === `${owner}:${name}`;
}

/** A docstring without the indentation of its source (PEP 257), in printable lines, without empty ones around. */
function cleanDoc(doc: string): string[] {
  const [first = "", ...rest] = printableLines(doc.replaceAll("\t", "        "));
  const indents = rest
    .filter((line) => line.trim() !== "")
    .map((line) => line.length - line.trimStart().length);
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  const lines = [first.trim(), ...rest.map((line) => line.slice(indent).trimEnd())];
  const begin = lines.findIndex((line) => line !== "");
  return begin < 0 ? [] : lines.slice(begin, lines.findLastIndex((line) => line !== "") + 1);
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, Math.max(length - 1, 0))}…` : text;
}

/** Annotations as trees in which equal types are equal, however they are spelt. */

/** A type by its own name, with what stands between its brackets. */
export interface Type {
  name: string;
  args: readonly Type[];
}

/** What a name in an annotation stands for, where that is known: another name, or a type. */
export type Names = (name: string) => string | Type | undefined;

const TOKEN =
  /\s*(?:(?<name>[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)|(?<text>[bru]*(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))|(?<number>-?\d[\w.]*)|(?<sign>\.\.\.|\S))/guy;

/** Names of `typing` that the language has got by other names. */
const SPELLINGS: Readonly<Record<string, string>> = {
  ...{ Tuple: "tuple", List: "list", Dict: "dict", Set: "set", FrozenSet: "frozenset", Type: "type" },
  ...{
    Deque: "deque",
    DefaultDict: "defaultdict",
    Text: "str",
    unicode: "str",
    NoneType: "None",
    Coroutine: "Awaitable",
  },
  ...{ ContextManager: "AbstractContextManager", AsyncContextManager: "AbstractAsyncContextManager" },
  ...{ EllipsisType: "...", Ellipsis: "..." },
};

/** What says more of the name than of its type. */
const WRAPPERS = new Set([
  "Annotated",
  "ClassVar",
  "Final",
  "InitVar",
  "NotRequired",
  "ReadOnly",
  "Required",
]);

/**
 * The type that an annotation names; undefined where it is no type.
 *
 * @param names what names stand for in the module that it is written in
 */
export function parseType(text: string, names: Names): Type | undefined {
  const parser = new Parser(text, names);
  try {
    return parser.whole();
  } catch (error) {
    if (error instanceof NoType) {
      return undefined;
    }
    throw error;
  }
}

/** A text that is equal for equal types. */
export function typeKey({ name, args }: Type): string {
  return args.length === 0 ? name : `${name}[${args.map(typeKey).join(",")}]`;
}

/** Any of some types, each once, in an order of its own. */
function union(types: readonly Type[]): Type {
  const flat = types.flatMap((type) => (type.name === "|" ? type.args : [type]));
  const byKey = new Map(flat.map((type) => [typeKey(type), type]));
  const args = [...byKey.keys()].sort().flatMap((key) => byKey.get(key) ?? []);
  const [only] = args;
  return args.length === 1 && only !== undefined ? only : { name: "|", args };
}

class NoType extends Error {}

/** No type that somebody reads is; what is may be written to end a stack. */
const DEEPEST = 200;

interface Token {
  kind: string;
  text: string;
}

class Parser {
  readonly #names: Names;
  readonly #tokens: Token[] = [];
  #next = 0;
  #depth = 0;

  constructor(text: string, names: Names) {
    this.#names = names;
    for (const { groups = {} } of text.trim().matchAll(TOKEN)) {
      const [kind = "", found = ""] = Object.entries(groups).find(([, part]) => part !== undefined) ?? [];
      this.#tokens.push({ kind, text: found });
    }
  }

  whole(): Type {
    const type = this.#union(false);
    if (this.#next < this.#tokens.length) {
      throw new NoType();
    }
    return type;
  }

  #union(isLiteral: boolean): Type {
    const types = [this.#one(isLiteral)];
    while (this.#take("|")) {
      types.push(this.#one(isLiteral));
    }
    return union(types);
  }

  #one(isLiteral: boolean): Type {
    this.#depth += 1;
    if (this.#depth > DEEPEST) {
      throw new NoType();
    }
    const type = this.#atom(isLiteral);
    this.#depth -= 1;
    return type;
  }

  #atom(isLiteral: boolean): Type {
    if (this.#take("*")) {
      return { name: "*", args: [this.#one(isLiteral)] };
    }
    if (this.#take("[")) {
      return { name: "[]", args: this.#list("]", isLiteral) };
    }
    if (this.#take("(")) {
      const args = this.#list(")", isLiteral);
      const [only] = args;
      return args.length === 1 && only !== undefined ? only : { name: "()", args };
    }
    const { kind, text } = this.#tokens[this.#next] ?? { kind: "", text: "" };
    this.#next += 1;
    if (kind === "text") {
      return isLiteral ? { name: requoted(text), args: [] } : this.#quoted(text);
    }
    if (kind === "number" || text === "...") {
      return { name: text, args: [] };
    }
    if (kind !== "name") {
      throw new NoType();
    }
    return this.#named(text);
  }

  #quoted(text: string): Type {
    const type = parseType(text.replace(/^[bru]*["']|["']$/g, ""), this.#names);
    if (type === undefined) {
      throw new NoType();
    }
    return type;
  }

  #named(written: string): Type {
    const meant = this.#names(written) ?? written;
    const last = typeof meant === "string" ? (meant.split(/[.:]/).at(-1) ?? meant) : "";
    // Its other set is the one of collections.abc.
    const isAbstract =
      last === "AbstractSet" || (last === "Set" && /^(?:collections\.|_collections_)abc\./.test(`${meant}`));
    const name = isAbstract ? "AbstractSet" : (SPELLINGS[last] ?? last);
    const args = this.#take("[") ? this.#arguments(name) : [];
    return typeof meant === "string" ? made(name, args) : meant;
  }

  #arguments(name: string): Type[] {
    if (name !== "Annotated") {
      return this.#list("]", name === "Literal");
    }
    // What says more of a type may be any expression.
    const type = this.#union(false);
    let depth = 1;
    while (depth > 0 && this.#next < this.#tokens.length) {
      const { text } = this.#tokens[this.#next] ?? { text: "" };
      depth += "[({".includes(text) ? 1 : "])}".includes(text) ? -1 : 0;
      this.#next += 1;
    }
    return [type];
  }

  #list(end: string, isLiteral: boolean): Type[] {
    const types: Type[] = [];
    while (!this.#take(end)) {
      types.push(this.#union(isLiteral));
      if (!this.#take(",")) {
        if (!this.#take(end)) {
          throw new NoType();
        }
        break;
      }
    }
    return types;
  }

  #take(sign: string): boolean {
    const isNext = this.#tokens[this.#next]?.text === sign;
    this.#next += isNext ? 1 : 0;
    return isNext;
  }
}

function made(name: string, args: readonly Type[]): Type {
  const [first] = args;
  if (first === undefined) {
    return { name, args };
  }
  if (name === "Optional") {
    return union([first, { name: "None", args: [] }]);
  }
  if (name === "Union") {
    return union(args);
  }
  if (name === "Literal") {
    return { name, args: args.toSorted((a, b) => (typeKey(a) < typeKey(b) ? -1 : 1)) };
  }
  if (name === "Unpack") {
    return { name: "*", args };
  }
  if (name === "Awaitable" && args.length === 3) {
    return { name, args: args.slice(2) };
  }
  if (WRAPPERS.has(name)) {
    return first;
  }
  const given = withoutDefaults(name, args);
  return { name, args: given.every((arg) => arg.name === "Any" || arg.name === "...") ? [] : given };
}

/** Without what is meant where it is left out, which some Pythons spell and others do not. */
function withoutDefaults(name: string, args: readonly Type[]): readonly Type[] {
  if (/^(?:Async)?Generator$/.test(name)) {
    return withoutNone(args);
  }
  const [, leaves] = args;
  const isDefault = leaves !== undefined && typeKey(leaves) === typeKey(LEAVES_ERRORS);
  return /^Abstract(?:Async)?ContextManager$/.test(name) && isDefault ? args.slice(0, 1) : args;
}

/** What leaving a context returns where nothing else is said. */
const LEAVES_ERRORS = union([
  { name: "bool", args: [] },
  { name: "None", args: [] },
]);

/** Without what a generator takes and returns where that is nothing: its defaults. */
function withoutNone(args: readonly Type[]): readonly Type[] {
  const last = args.findLastIndex(({ name }) => name !== "None");
  return args.slice(0, Math.max(1, last + 1));
}

function requoted(text: string): string {
  return text.replace(/^([bru]*)"([^'"]*)"$/, "$1'$2'");
}

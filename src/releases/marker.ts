import { isSpecifier, normalizeVersion, satisfies } from "./versions.ts";

/** An environment marker (PEP 508), read. */
export type Marker =
  | { all: readonly Marker[] }
  | { any: readonly Marker[] }
  | { left: MarkerValue; operator: string; right: MarkerValue };

type MarkerValue = { variable: string } | { text: string };

/** What markers are asked of: the value of each variable; of sets (`extra`, `extras`, `dependency_groups`) what is in them. */
export type MarkerEnvironment = Readonly<Record<string, string | readonly string[]>>;

const TOKEN =
  /\s*(?:(?<bracket>\(|\))|(?<joint>and|or)(?![\w.])|(?<operator>===|<=|>=|==|!=|~=|<|>|not\s+in(?!\w)|in(?!\w))|(?<text>"[^"]*"|'[^']*')|(?<variable>[a-z_.]+))/y;

/** Variables with other names that they had before PEP 508. */
const VARIABLES = new Map([
  ["python_version", "python_version"],
  ["python_full_version", "python_full_version"],
  ["os_name", "os_name"],
  ["sys_platform", "sys_platform"],
  ["platform_release", "platform_release"],
  ["platform_system", "platform_system"],
  ["platform_version", "platform_version"],
  ["platform_machine", "platform_machine"],
  ["platform_python_implementation", "platform_python_implementation"],
  ["implementation_name", "implementation_name"],
  ["implementation_version", "implementation_version"],
  ["extra", "extra"],
  ["os.name", "os_name"],
  ["sys.platform", "sys_platform"],
  ["platform.version", "platform_version"],
  ["platform.machine", "platform_machine"],
  ["platform.python_implementation", "platform_python_implementation"],
  ["python_implementation", "platform_python_implementation"],
]);
/** What markers of lock files have besides (PEP 751). */
const SETS = new Set(["extras", "dependency_groups"]);
/** Longest text taken, in characters: what is joined of many others has some hundreds. */
const LONGEST = 10_000;
/** Deeper than anybody writes, and than a file may make this program go. */
const DEEPEST = 100;

/**
 * Reads an environment marker: comparisons joined by `and`, `or` and brackets.
 *
 * @param inLock whether it stands in a lock, where it may ask for `extras` and `dependency_groups` (PEP 751)
 * @returns undefined for anything else
 */
export function parseMarker(text: string, inLock = false): Marker | undefined {
  const tokens = text.length > LONGEST ? undefined : tokensOf(text.trim());
  if (tokens === undefined) {
    return undefined;
  }
  const reader = new MarkerReader(tokens, inLock);
  const marker = reader.readAny(0);
  return reader.isAtEnd ? marker : undefined;
}

/** What `sys` and `platform` say on Linux, x86-64, in CPython of a minor version: a late release of it, and no extras. */
export function linuxEnvironment(python: string): MarkerEnvironment {
  return {
    ...{ os_name: "posix", sys_platform: "linux", platform_system: "Linux", platform_machine: "x86_64" },
    ...{ platform_release: "", platform_version: "", platform_python_implementation: "CPython" },
    ...{ implementation_name: "cpython", implementation_version: `${python}.99` },
    ...{ python_version: python, python_full_version: `${python}.99` },
    ...{ extra: [], extras: [], dependency_groups: [] },
  };
}

/** Whether a marker holds. */
export function holds(marker: Marker, environment: MarkerEnvironment): boolean {
  if ("all" in marker) {
    return marker.all.every((one) => holds(one, environment));
  }
  if ("any" in marker) {
    return marker.any.some((one) => holds(one, environment));
  }
  const { left, operator, right } = marker;
  const [before, after] = [operandOf(left, environment), operandOf(right, environment)];
  if (typeof before === "string" && typeof after === "string") {
    return compareTexts(before, operator, after);
  }
  // One of them is a set: what is compared with it is in it or not.
  const [set, text] = typeof before === "string" ? [after, before] : [before, after];
  const isIn = typeof set !== "string" && typeof text === "string" && set.includes(text);
  return operator === "!=" || operator.startsWith("not") ? !isIn : isIn;
}

function operandOf(value: MarkerValue, environment: MarkerEnvironment): string | readonly string[] {
  return "text" in value ? value.text : (environment[value.variable] ?? "");
}

/** Versions where the right side can be one of a specifier, else texts, as the standard's reference implementation does it. */
function compareTexts(left: string, operator: string, right: string): boolean {
  if (/^(not\s+)?in$/.test(operator)) {
    return right.includes(left) !== operator.startsWith("not");
  }
  const specifier = `${operator}${right}`;
  if (right !== "" && isSpecifier(specifier) && normalizeVersion(left) !== undefined) {
    return satisfies(specifier, left);
  }
  switch (operator) {
    case "==":
    case "===":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    default:
      return operator === ">=" && left >= right;
  }
}

type Token = Partial<Record<"bracket" | "joint" | "operator" | "text" | "variable", string>>;

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text)?.groups;
    if (found === undefined) {
      return undefined;
    }
    tokens.push(found);
  }
  return tokens;
}

class MarkerReader {
  readonly #tokens: readonly Token[];
  readonly #inLock: boolean;
  #at = 0;

  constructor(tokens: readonly Token[], inLock: boolean) {
    this.#tokens = tokens;
    this.#inLock = inLock;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  readAny(depth: number): Marker | undefined {
    return this.#joined("or", () => this.#joined("and", () => this.#one(depth)));
  }

  #joined(joint: "and" | "or", read: () => Marker | undefined): Marker | undefined {
    const parts: Marker[] = [];
    do {
      const part = read();
      if (part === undefined) {
        return undefined;
      }
      parts.push(part);
    } while (this.#take(({ joint: found }) => found === joint));
    const [first, ...more] = parts;
    return more.length === 0 ? first : joint === "or" ? { any: parts } : { all: parts };
  }

  #one(depth: number): Marker | undefined {
    if (depth < DEEPEST && this.#take(({ bracket }) => bracket === "(")) {
      const inner = this.readAny(depth + 1);
      return this.#take(({ bracket }) => bracket === ")") ? inner : undefined;
    }
    const left = this.#value();
    const operator = this.#take((token) => token.operator !== undefined)?.operator;
    const right = operator === undefined ? undefined : this.#value();
    return left === undefined || operator === undefined || right === undefined
      ? undefined
      : { left, operator: operator.replace(/\s+/, " "), right };
  }

  #value(): MarkerValue | undefined {
    const { text, variable } =
      this.#take((token) => token.text !== undefined || token.variable !== undefined) ?? {};
    if (text !== undefined) {
      return { text: text.slice(1, -1) };
    }
    const known =
      VARIABLES.get(variable ?? "") ?? (this.#inLock && SETS.has(variable ?? "") ? variable : undefined);
    return known === undefined ? undefined : { variable: known };
  }

  #take(isWanted: (token: Token) => boolean): Token | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || !isWanted(token)) {
      return undefined;
    }
    this.#at += 1;
    return token;
  }
}

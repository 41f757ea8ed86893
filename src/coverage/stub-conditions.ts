/** Where names are to be looked for: conditions of stubs ask for it. */
export interface Target {
  /** Such as `3.13`. */
  python: string;
  /** `sys.platform`: `linux`. */
  platform: string;
}

/** Whether a stub's condition holds for the target; undefined where that can't be told. */
export function truthOf(condition: string, target: Target): boolean | undefined {
  const text = unwrapped(condition);
  if (text.startsWith("not ")) {
    return negated(truthOf(text.slice(4), target));
  }
  return joinedTruth(text, "or", target) ?? joinedTruth(text, "and", target) ?? simpleTruth(text, target);
}

function joinedTruth(text: string, word: "or" | "and", target: Target): boolean | undefined {
  const parts = text.split(new RegExp(`\\b${word}\\b`, "u"));
  if (parts.length === 1 || !parts.every(isBalanced)) {
    return undefined;
  }
  const truths = parts.map((part) => truthOf(part, target));
  const decisive = word === "or";
  return truths.includes(decisive) ? decisive : truths.includes(undefined) ? undefined : !decisive;
}

function negated(truth: boolean | undefined): boolean | undefined {
  return truth === undefined ? undefined : !truth;
}

function simpleTruth(text: string, { python, platform }: Target): boolean | undefined {
  if (/^(?:typing\.)?TYPE_CHECKING$/.test(text) || text === "True") {
    return true;
  }
  const versions = /^sys\.version_info(?:\[:2\])?\s*([<>=!]+)\s*\((\d+)(?:,\s*(\d+))?[^)]*\)$/.exec(text);
  if (versions !== null) {
    const [, sign = "", major, minor] = versions;
    const [ownMajor = 0, ownMinor = 0] = python.split(".").map(Number);
    return compare(ownMajor * 1000 + ownMinor, sign, Number(major) * 1000 + Number(minor ?? 0));
  }
  const exact = /^sys\.platform\s*(==|!=)\s*["'](\w+)["']$/.exec(text);
  if (exact !== null) {
    return (exact[2] === platform) === (exact[1] === "==");
  }
  const start = /^sys\.platform\.startswith\(["'](\w+)["']\)$/.exec(text);
  return start === null ? undefined : platform.startsWith(start[1] ?? "");
}

function compare(own: number, sign: string, other: number): boolean {
  const difference = Math.sign(own - other);
  const allowed: Record<string, readonly number[]> = {
    ">=": [0, 1],
    "<=": [-1, 0],
    "==": [0],
    "!=": [-1, 1],
    "<": [-1],
    ">": [1],
  };
  return allowed[sign]?.includes(difference) ?? false;
}

function unwrapped(text: string): string {
  const trimmed = text.trim();
  const inner = trimmed.startsWith("(") && trimmed.endsWith(")") ? trimmed.slice(1, -1) : undefined;
  return inner !== undefined && isBalanced(inner) ? unwrapped(inner) : trimmed;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    if (depth < 0) {
      return false;
    }
  }
  return depth === 0;
}

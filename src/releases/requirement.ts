import { INVISIBLE, quoted } from "../errors/quoted.ts";
import { isProjectName, normalizeName } from "./project-name.ts";
import { isSpecifier } from "./versions.ts";

/** A PEP 508 requirement by name: no address, no path. */
export interface Requirement {
  name: string;
  extras: string[];
  /** A PEP 440 specifier set; empty for any version. */
  specifier: string;
  marker?: string;
}

/** What a text is instead of a requirement: the message ends a sentence that begins with "it", and is printable. */
export class NotARequirement extends Error {
  override name = "NotARequirement";
}

const LONGEST = 1000;
const PARTS = /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^[\]]*)\])?\s*(.*)$/;

/**
 * Reads a requirement (PEP 508).
 *
 * @throws NotARequirement for anything else, addresses (`name @ https://…`), paths and options included
 */
export function parseRequirement(text: string): Requirement {
  const fail = (reason: string): never => {
    throw new NotARequirement(reason);
  };
  if (text.length > LONGEST || INVISIBLE.test(text)) {
    return fail(`is longer than ${LONGEST} characters, or holds a line break, a tab or something invisible`);
  }
  if (/^\s*-/.test(text)) {
    return fail("is an option");
  }
  if (/^\s*\S*:\/\/|^[^\s;]*[/\\]|^[^;]*@/.test(text)) {
    return fail("is an address or a path, where only what an index has can be locked");
  }
  const [, name = "", extras, rest = ""] = PARTS.exec(text.trim()) ?? fail("does not begin with a name");
  const [versions = "", ...markers] = rest.split(";");
  const specifier = versions
    .trim()
    .replace(/^\((.*)\)$/, "$1")
    .trim();
  const names =
    extras === undefined || extras.trim() === "" ? [] : extras.split(",").map((extra) => extra.trim());
  const marker = markers.join(";").trim();
  if (!isProjectName(name)) {
    return fail(`names no distribution: ${quoted(name)}`);
  }
  if (!names.every(isProjectName)) {
    return fail("has an extra that is no name");
  }
  if (!isSpecifier(specifier)) {
    return fail(`has no valid versions after the name: ${quoted(specifier)}`);
  }
  if (rest.includes(";") && !isMarker(marker)) {
    return fail(`has no valid environment marker after the semicolon: ${quoted(marker)}`);
  }
  return { name, extras: names, specifier, ...(marker === "" ? {} : { marker }) };
}

/** One form for requirements that say the same: `Foo[B,a] (>=1) ; m` → `foo[a,b]>=1 ; m`. */
export function requirementText({ name, extras, specifier, marker }: Requirement): string {
  const sorted = extras.map(normalizeName).sort().join(",");
  const clauses = specifier.split(",").map((clause) => clause.replace(/\s+/g, ""));
  const ending = marker === undefined ? "" : ` ; ${marker}`;
  return `${normalizeName(name)}${sorted === "" ? "" : `[${sorted}]`}${clauses.join(",")}${ending}`;
}

const TOKEN =
  /\s*(?:(\(|\))|(and|or)(?![\w.])|(===|<=|>=|==|!=|~=|<|>|not\s+in(?!\w)|in(?!\w))|("[^"]*"|'[^']*')|([a-z_.]+))/y;
const VARIABLES = new Set([
  "python_version",
  "python_full_version",
  "os_name",
  "sys_platform",
  "platform_release",
  "platform_system",
  "platform_version",
  "platform_machine",
  "platform_python_implementation",
  "implementation_name",
  "implementation_version",
  "extra",
  "os.name",
  "sys.platform",
  "platform.version",
  "platform.machine",
  "platform.python_implementation",
  "python_implementation",
]);

/** Whether a text is an environment marker: comparisons joined by `and`, `or` and brackets. */
function isMarker(text: string): boolean {
  let shape = shapeOf(text.trim());
  for (let before = ""; shape !== before; ) {
    before = shape;
    shape = shape.replace(/vov|\(c\)|cbc/g, "c");
  }
  return shape === "c";
}

/** A letter for each token: value, operator, `and`/`or` (b), and brackets as they are; `?` for what is none. */
function shapeOf(text: string): string {
  let shape = "";
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const [, bracket, bool, operator, literal, variable] = TOKEN.exec(text) ?? [];
    const isValue = literal !== undefined || VARIABLES.has(variable ?? "");
    const letter = bracket ?? (bool && "b") ?? (operator && "o") ?? (isValue ? "v" : "?");
    shape += letter;
    if (letter === "?") {
      break;
    }
  }
  return shape;
}

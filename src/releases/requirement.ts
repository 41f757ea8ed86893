import { INVISIBLE, quoted } from "../errors/quoted.ts";
import { parseMarker } from "./marker.ts";
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

/** {@link parseRequirement} of a text that may be none; undefined where it is not. */
export function readRequirement(text: string): Requirement | undefined {
  try {
    return parseRequirement(text);
  } catch (error) {
    if (error instanceof NotARequirement) {
      return undefined;
    }
    throw error;
  }
}

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
  if (rest.includes(";") && parseMarker(marker) === undefined) {
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

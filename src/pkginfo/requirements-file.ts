import { InputError, type InputProblem } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { NotARequirement, parseRequirement, type Requirement } from "../releases/requirement.ts";
import { normalizeVersion } from "../releases/versions.ts";

/** Largest list taken. */
const LONGEST_BYTES = 1024 * 1024;

/** A line of a list of packages. */
export interface ListedPackage extends Requirement {
  /** The exact version that is asked for (`==`), normalised. */
  version?: string;
  /** What stands behind `#` on its line. */
  comment?: string;
  /** Left out for a single argument. */
  line?: number;
}

/**
 * Reads a list of packages: a name or a requirement in each line, with comments, hashes, markers and continued lines
 * as pip's requirements files have them. Markers are not evaluated; hashes are for pip, and left out.
 *
 * @param path as errors name it
 * @throws InputError with every line that is something else, such as an option
 */
export function parseRequirementsFile(text: string, path: string): ListedPackage[] {
  if (Buffer.byteLength(text) > LONGEST_BYTES) {
    throw new InputError({ place: { file: path }, message: `the list has more than ${LONGEST_BYTES} bytes` });
  }
  const problems: InputProblem[] = [];
  const listed: ListedPackage[] = [];
  for (const { line, content, comment } of logicalLines(text)) {
    try {
      listed.push({ ...parseListedPackage(content), ...(comment !== "" && { comment }), line });
    } catch (error) {
      if (!(error instanceof InputError)) {
        throw error;
      }
      problems.push(...error.problems.map((problem) => ({ ...problem, place: { file: path, line } })));
    }
  }
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  return listed;
}

/**
 * Reads one package: `requests`, `requests==2.32.5`, `numpy>=2,<3`.
 *
 * @throws InputError for anything else
 */
export function parseListedPackage(text: string): ListedPackage {
  // Lists that were written for pip alone may hold an index's password.
  const shown = quoted(text.replace(/\/\/[^/\s]*@/g, "//…@"));
  const withoutHashes = text.replace(/(?<!\S)--hash[=\s]\s*\w+:[0-9a-f]+/gi, "").trim();
  if (withoutHashes.startsWith("-")) {
    throw new InputError({
      message: `found ${shown}, expected a name or a requirement, but it is an option`,
      fix: optionFix(withoutHashes),
    });
  }
  try {
    const requirement = parseRequirement(withoutHashes);
    const [, exact = ""] = /^={2,3}([^,*]+)$/.exec(requirement.specifier.replace(/\s+/g, "")) ?? [];
    const version = normalizeVersion(exact);
    return { ...requirement, ...(version !== undefined && { version }) };
  } catch (error) {
    if (!(error instanceof NotARequirement)) {
      throw error;
    }
    throw new InputError({
      message: `found ${shown}, expected a name or a requirement such as requests==2.32.5 (PEP 508), but it ${error.message}`,
    });
  }
}

/** What a person does instead of an option of pip. */
const OPTION_FIXES: readonly (readonly [option: RegExp, fix: string])[] = [
  [/^(-r|--requirement)/, "give that file as an argument of its own"],
  [
    /^(-c|--constraint)/,
    "remove the line; what limits the versions of one package goes into its pkginfo: `constraints: [name<3]`",
  ],
  [
    /^(-e|--editable)/,
    "remove the line; a project of this machine is explored by its path: ./scripts/explore ./FOLDER",
  ],
  [
    /^(-i|--index-url|--extra-index-url|-f|--find-links|--no-index|--trusted-host)/,
    "remove the line; the index is the one that pip or uv is configured with",
  ],
];

function optionFix(line: string): string {
  const fix = OPTION_FIXES.find(([option]) => option.test(line))?.[1];
  return fix ?? "remove the line; a list names packages, and options of pip have no meaning here";
}

/** Lines without comments, those that end in a backslash joined with the next one; empty ones left out. */
export function* logicalLines(text: string): Generator<{ line: number; content: string; comment: string }> {
  let start = 0;
  let joined = "";
  const lines = text.split(/\r?\n/);
  for (const [at, content] of lines.entries()) {
    start = joined === "" ? at + 1 : start;
    if (content.endsWith("\\") && !/(?:^|\s)#/.test(content) && at + 1 < lines.length) {
      joined += `${content.slice(0, -1)} `;
      continue;
    }
    const [, code = "", comment = ""] = /^(.*?)(?:(?:^|\s)#(.*))?$/.exec(joined + content) ?? [];
    joined = "";
    if (code.trim() !== "") {
      yield { line: start, content: code.trim(), comment: comment.trim() };
    }
  }
}

import { compare, explain, type Pep440Version } from "@renovatebot/pep440";

/** Longest version taken, in characters. */
export const LONGEST_VERSION = 128;

/** The library counts in floating point, which is exact up to 15 digits; longer numbers would compare wrongly. */
const TOO_MANY_DIGITS = /\d{16}/;

function parse(text: string): Pep440Version | null {
  return text.length > LONGEST_VERSION || TOO_MANY_DIGITS.test(text) ? null : explain(text);
}

/** A version in PEP 440's normal form (`v1.0-RC.1` → `1.0rc1`); undefined for anything else. */
export function normalizeVersion(text: string): string | undefined {
  const parsed = parse(text);
  if (parsed === null) {
    return undefined;
  }
  const [, local] = text.split("+");
  return local === undefined ? parsed.public : `${parsed.public}+${normalizeLocal(local)}`;
}

/** The library's own normal form of a local label joins its parts with commas and reads `1e5` as a number. */
function normalizeLocal(local: string): string {
  const parts = local.toLowerCase().split(/[-_.]/);
  return parts.map((part) => (/^\d+$/.test(part) ? String(Number(part)) : part)).join(".");
}

/**
 * Negative, zero or positive as `left` comes before, with or after `right` in PEP 440's order.
 *
 * @throws RangeError when one of them is no PEP 440 version.
 */
export function compareVersions(left: string, right: string): number {
  for (const version of [left, right]) {
    if (parse(version) === null) {
      throw new RangeError(`${JSON.stringify(version)} is not a PEP 440 version`);
    }
  }
  return compare(comparable(left), comparable(right));
}

/** The library takes `1e5` in a local label for a number; a letter before it keeps it, and its place among others. */
function comparable(version: string): string {
  const [publicPart = "", local] = version.split("+");
  return local === undefined ? version : `${publicPart}+${local.replace(/\d*[a-z][a-z0-9]*/gi, "x$&")}`;
}

/** Whether what a distribution says of itself is the version of a release, however it is written. */
export function isSameVersion(found: string, expected: string): boolean {
  const normal = normalizeVersion(found);
  return found === expected || (normal !== undefined && compareVersions(normal, expected) === 0);
}

/** What versions that compare as equal have in common: a normalised one without its release's final zeros (1.0.0 → 1). */
export function versionKey(version: string): string {
  return version.replace(/^((?:\d+!)?\d+(?:\.\d+)*?)(?:\.0)+(?=$|[^.\d]|\.(?!\d))/, "$1");
}

/** `2.1` of `2.1.3`, with the epoch: the releases among which people upgrade without thinking. */
export function seriesOf(version: string): string {
  const [, epoch = "", major = "", minor = "0"] = /^(\d+!)?(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  return `${epoch}${major}.${minor}`;
}

/** Whether a PEP 440 version is neither a pre-release nor a development release. */
export function isFinal(version: string): boolean {
  return parse(version)?.is_prerelease === false;
}

/**
 * The numbers of a version's release, and its epoch: of `1!2.0rc1` these are 2 and 0, and 1.
 *
 * @throws RangeError for what is no PEP 440 version
 */
export function releaseNumbers(version: string): { epoch: number; numbers: readonly number[] } {
  const parsed = parse(version);
  if (parsed === null) {
    throw new RangeError(`${JSON.stringify(version)} is not a PEP 440 version`);
  }
  return { epoch: parsed.epoch, numbers: parsed.release };
}

interface Clause {
  operator: string;
  /** As written, without `.*`. */
  version: string;
  wildcard: boolean;
}

const CLAUSE = /^(===|~=|==|!=|<=|>=|<|>)\s*(\S+?)(\.\*)?$/;

function parseClause(text: string): Clause | undefined {
  const [, operator = "", version = "", wildcard] = CLAUSE.exec(text.trim()) ?? [];
  if (operator === "===") {
    return { operator, version: version + (wildcard ?? ""), wildcard: false };
  }
  const parsed = parse(version);
  if (parsed === null) {
    return undefined;
  }
  const bare = !(parsed.is_prerelease || parsed.is_postrelease || parsed.local !== null);
  const allowed =
    (wildcard === undefined || (bare && (operator === "==" || operator === "!="))) &&
    (parsed.local === null || operator === "==" || operator === "!=") &&
    (operator !== "~=" || parsed.release.length > 1);
  return allowed ? { operator, version, wildcard: wildcard !== undefined } : undefined;
}

function parseSpecifier(specifier: string): Clause[] | undefined {
  const clauses: Clause[] = [];
  for (const text of specifier.split(",")) {
    if (text.trim() === "") {
      continue;
    }
    const clause = parseClause(text);
    if (clause === undefined) {
      return undefined;
    }
    clauses.push(clause);
  }
  return clauses;
}

/** Whether a text is a PEP 440 specifier set such as `>=1.0,!=1.3.*`; the empty one allows everything. */
export function isSpecifier(specifier: string): boolean {
  return parseSpecifier(specifier) !== undefined;
}

/**
 * Whether a version is allowed by a specifier set (PEP 440). Pre-releases count like any other version; what is no
 * specifier set allows nothing.
 *
 * The library's `satisfies` is not used: it takes 1.0 not to be above 1.0rc1, and 1 not to begin with 1.0.
 */
export function satisfies(specifier: string, version: string): boolean {
  const candidate = parse(version);
  const clauses = parseSpecifier(specifier);
  if (candidate === null || clauses === undefined) {
    return false;
  }
  return clauses.every((clause) => allows(clause, version, candidate));
}

function allows({ operator, version, wildcard }: Clause, text: string, candidate: Pep440Version): boolean {
  if (operator === "===") {
    return text.toLowerCase() === version.toLowerCase();
  }
  const bound = parse(version) as Pep440Version;
  const publicOrder = compare(candidate.public, version);
  switch (operator) {
    case "==":
    case "!=": {
      const equal = wildcard
        ? startsWith(candidate, bound, bound.release.length)
        : compareVersions(bound.local === null ? candidate.public : text, version) === 0;
      return equal === (operator === "==");
    }
    case "~=":
      return publicOrder >= 0 && startsWith(candidate, bound, bound.release.length - 1);
    case "<=":
      return publicOrder <= 0;
    case ">=":
      return publicOrder >= 0;
    case "<":
      // <1.0 does not mean the pre-releases of 1.0, which begin with 1.0.dev0.
      return compare(text, bound.is_prerelease ? version : `${bound.public}.dev0`) < 0;
    default:
      // >1.0 means neither its post-releases nor its local builds.
      return publicOrder > 0 && (bound.is_devrelease || bound.is_postrelease || !isPostOf(candidate, bound));
  }
}

function isPostOf(candidate: Pep440Version, bound: Pep440Version): boolean {
  const samePre = candidate.pre?.join("") === bound.pre?.join("");
  return (
    samePre &&
    startsWith(candidate, bound, bound.release.length) &&
    startsWith(bound, candidate, candidate.release.length)
  );
}

function startsWith(candidate: Pep440Version, bound: Pep440Version, parts: number): boolean {
  const prefix = bound.release.slice(0, parts);
  return candidate.epoch === bound.epoch && prefix.every((part, at) => part === (candidate.release[at] ?? 0));
}

/** One clause of a specifier set as it stands in old metadata, where commas are missing and numbers are quoted. */
const LENIENT_CLAUSE = /(===|~=|==|!=|<=|>=|<|>)\s*['"]?([^\s,'"<>=!~]+)/g;

/**
 * Whether a release with this Requires-Python can be had on a Python such as `3.13`, whatever its patch version.
 *
 * Old metadata is read with goodwill, as uv does it (`>=3.6.*` means `>=3.6`), and what can't be read at all limits
 * nothing, as in pip.
 */
export function allowsPython(requiresPython: string | undefined, python: string): boolean {
  if (requiresPython === undefined) {
    return true;
  }
  const clauses = [...requiresPython.matchAll(LENIENT_CLAUSE)].map(([, operator = "", version = ""]) => {
    const wildcard = operator === "==" || operator === "!=";
    return operator + (wildcard ? version : version.replace(/(?:\.\*)+$/, ""));
  });
  const specifier = clauses.join(",");
  // A late patch version: metadata excludes broken early ones (!=3.9.7, >=3.6.2), hardly ever later ones.
  return !isSpecifier(specifier) || satisfies(specifier, `${python}.99`);
}

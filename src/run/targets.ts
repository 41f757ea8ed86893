import { stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { InputError } from "../input-error.ts";
import { isProjectName, normalizeName } from "../releases/project-name.ts";
import { normalizeVersion } from "../releases/versions.ts";

/** One thing to explore, as a person named it. */
export type Target =
  /** A file of pkginfo/, whose lock and Dockerfile are kept in the repository. */
  | { kind: "pkginfo"; label: string; stem: string }
  /** A release that has no pkginfo: explored in a scratch folder. Without a version, the newest one. */
  | { kind: "release"; label: string; name: string; version?: string }
  /** A wheel, a source distribution or a project folder of this machine. */
  | { kind: "artifact"; label: string; path: string };

/** A command-line argument that is none of what was expected: the program ends with exit code 2. */
export class UsageError extends InputError {
  override name = "UsageError";
}

const ARTIFACT_SUFFIX = /\.(whl|tar\.gz|tar\.bz2|tgz|zip)$/;

/**
 * Finds out what each argument names: `NAME`, `NAME==VERSION`, the stem of a pkginfo, or a path.
 *
 * @param root the repository whose pkginfo/ is looked into
 * @param stems the stems of its pkginfo files, with name and version
 * @throws UsageError naming every argument that is none of these
 */
export async function findTargets(
  root: string,
  stems: readonly { stem: string; normalizedName: string; version: string }[],
  arguments_: readonly string[],
): Promise<Target[]> {
  const targets = new Map<string, Target>();
  const errors: InputError[] = [];
  for (const argument of arguments_) {
    try {
      const target = await findTarget(root, stems, argument);
      targets.set(JSON.stringify({ ...target, label: "" }), target);
    } catch (error) {
      if (!(error instanceof InputError)) {
        throw error;
      }
      errors.push(error);
    }
  }
  if (errors.length > 0) {
    throw new UsageError(errors.flatMap((error) => [...error.problems]));
  }
  return [...targets.values()];
}

async function findTarget(
  root: string,
  stems: readonly { stem: string; normalizedName: string; version: string }[],
  argument: string,
): Promise<Target> {
  if (looksLikePath(argument)) {
    return pathTarget(root, argument);
  }
  const [left = "", version] = argument.split("==", 2);
  if (version === undefined) {
    const [name = "", kept] = left.split("@", 2);
    const stem = kept === undefined ? normalizeName(name) : `${normalizeName(name)}@${kept}`;
    if (stems.some((known) => known.stem === stem)) {
      return { kind: "pkginfo", label: stem, stem };
    }
    if (kept !== undefined && isProjectName(name)) {
      throw unknownStem(argument, stems, normalizeName(name));
    }
    return { kind: "release", label: argument, name: checkedName(name, argument) };
  }
  const name = checkedName(left.trim(), argument);
  const exact = normalizeVersion(version.trim());
  if (exact === undefined) {
    throw new UsageError({
      message: `${JSON.stringify(argument)}: ${JSON.stringify(version)} is not a version of a Python distribution`,
      fix: "write NAME==VERSION with an exact version, such as numpy==2.1.3",
    });
  }
  const kept = stems.find((known) => known.normalizedName === normalizeName(name) && known.version === exact);
  return kept === undefined
    ? { kind: "release", label: `${name}==${exact}`, name, version: exact }
    : { kind: "pkginfo", label: kept.stem, stem: kept.stem };
}

function looksLikePath(argument: string): boolean {
  return argument === "." || argument === ".." || /[/\\]/.test(argument) || ARTIFACT_SUFFIX.test(argument);
}

async function pathTarget(root: string, argument: string): Promise<Target> {
  const path = resolve(argument);
  const inside = relative(join(root, "pkginfo"), path);
  if (!isAbsolute(inside) && !inside.includes(sep) && /^[^.].*\.yaml$/.test(inside)) {
    const stem = inside.slice(0, -".yaml".length);
    return { kind: "pkginfo", label: stem, stem };
  }
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new UsageError({
      message: `${JSON.stringify(argument)}: there is no such file or folder`,
      fix: "name a distribution (requests), a release (requests==2.32.5), or a wheel, source distribution or project folder",
    });
  }
  return { kind: "artifact", label: argument, path };
}

function checkedName(name: string, argument: string): string {
  if (!isProjectName(name)) {
    throw new UsageError({
      message: `${JSON.stringify(argument)} is not the name of a Python distribution`,
      fix: "use letters, digits, '.', '-' and '_', beginning and ending with a letter or a digit (PEP 508)",
    });
  }
  return name;
}

function unknownStem(
  argument: string,
  stems: readonly { stem: string; normalizedName: string }[],
  name: string,
): UsageError {
  const kept = stems.filter((known) => known.normalizedName === name).map((known) => known.stem);
  return new UsageError({
    message: `there is no pkginfo/${argument}.yaml`,
    fix:
      kept.length > 0
        ? `there are: ${kept.join(", ")}`
        : `write ${argument.replace("@", "==")} to explore a release that has no pkginfo`,
  });
}

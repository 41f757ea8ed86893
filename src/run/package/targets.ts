import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { InputError } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import { UsageError } from "../../errors/usage-error.ts";
import { PKGINFO_SUFFIX } from "../../pkginfo/parse.ts";
import { PKGINFO_FOLDER, readPkginfo } from "../../pkginfo/read-folder.ts";
import { isProjectName, normalizeName, STANDARD_LIBRARY } from "../../releases/project-name.ts";
import { compareVersions, normalizeVersion } from "../../releases/versions.ts";

/** One thing to explore, as a person named it. */
export type Target =
  /** A file of pkginfo/, whose lock and Dockerfile are kept in the repository. */
  | { kind: "pkginfo"; label: string; stem: string }
  /** A release that has no pkginfo: explored in a scratch folder. Without a version, the newest one. */
  | { kind: "release"; label: string; name: string; version?: string }
  /** The standard library of a minor version of Python; without one, of the Python that packages get first. */
  | { kind: "library"; label: string; python?: string }
  /** A wheel, a source distribution or a project folder of this machine. */
  | { kind: "artifact"; label: string; path: string };

const ARTIFACT_SUFFIX = /\.(whl|tar\.gz|tar\.bz2|tgz|zip)$/;

/**
 * Finds out what each argument names: `NAME`, `NAME==VERSION`, the stem of a pkginfo, or a path.
 *
 * @param root the repository whose pkginfo/ is looked into
 * @throws UsageError naming every argument that is none of these
 */
export async function findTargets(root: string, arguments_: readonly string[]): Promise<Target[]> {
  const targets = new Map<string, Target>();
  const errors: InputError[] = [];
  for (const argument of arguments_) {
    try {
      const target = await findTarget(root, argument);
      targets.set(JSON.stringify({ ...target, label: "" }), target);
    } catch (error) {
      if (!(error instanceof UsageError)) {
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

async function findTarget(root: string, argument: string): Promise<Target> {
  if (looksLikePath(argument)) {
    return await pathTarget(root, argument);
  }
  const library = libraryTarget(argument);
  if (library !== undefined) {
    return library;
  }
  if (argument.includes("==")) {
    return await exactTarget(root, argument);
  }
  const [name = "", version] = argument.split("@", 2);
  const normalizedName = normalizeName(checkedName(name, argument));
  const stem = version === undefined ? normalizedName : `${normalizedName}@${version}`;
  if (existsSync(pkginfoPath(root, stem))) {
    return { kind: "pkginfo", label: stem, stem };
  }
  if (version !== undefined) {
    throw new UsageError({
      message: `there is no pkginfo/${stem}.yaml`,
      fix: `write ${name}==${version} to explore a release that has no pkginfo`,
    });
  }
  return { kind: "release", label: argument, name };
}

/** The name `python` is the standard library's: no index has a distribution of this name. */
function libraryTarget(argument: string): Target | undefined {
  const [name = "", python] = argument.split(/==|@/, 2).map((part) => part.trim());
  if (name.toLowerCase() !== STANDARD_LIBRARY) {
    return undefined;
  }
  if (python === undefined) {
    return { kind: "library", label: STANDARD_LIBRARY };
  }
  if (!/^3\.\d{1,2}$/.test(python)) {
    throw new UsageError({
      message: `${quoted(argument)}: the standard library is explored of a minor version of Python`,
      fix: "write python==3.13, or another one of baseimage/pythons.yaml; its base says which release that is",
    });
  }
  return { kind: "library", label: `${STANDARD_LIBRARY}==${python}`, python };
}

async function exactTarget(root: string, argument: string): Promise<Target> {
  const [left = "", right = ""] = argument.split("==", 2);
  const name = checkedName(left.trim(), argument);
  const version = normalizeVersion(right.trim());
  if (version === undefined) {
    throw new UsageError({
      message: `${quoted(argument)}: ${quoted(right)} is not a version of a Python distribution`,
      fix: "write NAME==VERSION with an exact version, such as numpy==2.1.3",
    });
  }
  const plain = normalizeName(name);
  const stems = [plain, `${plain}@${version}`].filter((stem) => existsSync(pkginfoPath(root, stem)));
  for (const stem of stems) {
    if (compareVersions((await readPkginfo(root, stem)).version, version) === 0) {
      return { kind: "pkginfo", label: stem, stem };
    }
  }
  return { kind: "release", label: `${name}==${version}`, name, version };
}

function pkginfoPath(root: string, stem: string): string {
  return join(root, PKGINFO_FOLDER, `${stem}${PKGINFO_SUFFIX}`);
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
      message: `${quoted(argument)}: there is no such file or folder`,
      fix: "name a distribution (requests), a release (requests==2.32.5), or a wheel, source distribution or project folder",
    });
  }
  return { kind: "artifact", label: argument, path };
}

function checkedName(name: string, argument: string): string {
  if (!isProjectName(name)) {
    throw new UsageError({
      message: `${quoted(argument)} is not the name of a Python distribution`,
      fix: "use letters, digits, '.', '-' and '_', beginning and ending with a letter or a digit (PEP 508)",
    });
  }
  return name;
}

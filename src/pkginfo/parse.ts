import { basename } from "node:path";
import { InputError } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { normalizeName, STANDARD_LIBRARY } from "../releases/project-name.ts";
import { parseRequirement, requirementText } from "../releases/requirement.ts";
import { normalizeVersion } from "../releases/versions.ts";
import type { Pkginfo } from "./pkginfo.ts";
import { problemsOf } from "./problems.ts";
import { type PkginfoFile, pkginfoSchema } from "./schema.ts";
import { LIBRARY_FIX } from "./standard-library.ts";
import { parseAsOf, parseDuration, parseMemory } from "./values/limits.ts";
import { parseYamlFile } from "./yaml-file.ts";

/** What every file of pkginfo/ ends with. */
export const PKGINFO_SUFFIX = ".yaml";

/**
 * Reads a text as a pkginfo.
 *
 * @param path as errors name it; the file's name has to be the stem that its content asks for
 * @throws InputError with every problem, each with its line
 */
export function parsePkginfo(text: string, path: string): Pkginfo {
  const file = parseYamlFile(text, path);
  const checked = pkginfoSchema.safeParse(file.value);
  if (!checked.success) {
    throw new InputError(problemsOf(checked.error.issues, file));
  }
  const pkginfo = fromFile(checked.data, path);
  const { stem, name, normalizedName, version } = pkginfo;
  if (normalizedName === STANDARD_LIBRARY) {
    throw new InputError({
      place: file.placeOf(["name"]),
      message: `${name} is the standard library, which has no file in pkginfo/`,
      fix: `remove the file: ${LIBRARY_FIX}`,
    });
  }
  const stems = [normalizedName, `${normalizedName}@${version}`];
  if (!stems.includes(stem)) {
    const [plain, exact] = stems;
    throw new InputError({
      place: file.placeOf(["name"]),
      message: `the file is named ${quoted(basename(path))}, expected ${plain}${PKGINFO_SUFFIX} (or ${exact}${PKGINFO_SUFFIX} for a further version)`,
      fix: "rename the file, or correct the name or version in it",
    });
  }
  return pkginfo;
}

function fromFile(file: PkginfoFile, path: string): Pkginfo {
  const { name, version, python, imports, setup, notes } = file;
  const asOf = file["as-of"] === undefined ? undefined : parseAsOf(file["as-of"]);
  const timeoutSeconds = file.timeout === undefined ? undefined : parseDuration(file.timeout);
  const memoryBytes = file.memory === undefined ? undefined : parseMemory(file.memory);
  return {
    stem: basename(path, PKGINFO_SUFFIX),
    path,
    name,
    normalizedName: normalizeName(name),
    version: normalizeVersion(version) as string,
    ...(python !== undefined && { python }),
    extras: (file.extras ?? []).map(normalizeName),
    with: requirements(file.with),
    constraints: requirements(file.constraints),
    ...buildFields(file),
    ...(asOf !== undefined && { asOf }),
    apt: file.apt ?? [],
    run: file.run ?? [],
    env: file.env ?? {},
    ...(setup !== undefined && { setup }),
    ...(imports !== undefined && { imports }),
    skip: file.skip ?? {},
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(memoryBytes !== undefined && { memoryBytes }),
    ...(notes !== undefined && { notes }),
  };
}

function buildFields(file: PkginfoFile): Pick<Pkginfo, "buildWith" | "buildNeeds" | "buildApt" | "buildEnv"> {
  return {
    buildWith: requirements(file["build-with"]),
    buildNeeds: requirements(file["build-needs"]),
    buildApt: file["build-apt"] ?? [],
    buildEnv: file["build-env"] ?? {},
  };
}

function requirements(texts: readonly string[] = []): string[] {
  return texts.map((text) => requirementText(parseRequirement(text)));
}

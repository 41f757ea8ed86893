/** What a project imports against what it asks for. */

import { relative } from "node:path";
import { z } from "zod";
import { readTextFile } from "../pkginfo/text-file.ts";
import { parseTomlFile, tableOf } from "../pkginfo/toml-file.ts";
import type { DataFile } from "../pkginfo/yaml-file.ts";
import { normalizeName } from "../releases/project-name.ts";
import { readRequirement } from "../releases/requirement.ts";
import type { Finding, FindingPlace } from "./finding.ts";
import type { Taken } from "./follow/taken.ts";
import { topOf, type World } from "./follow/world.ts";
import type { ProjectLock } from "./locks/project-lock.ts";

const LONGEST_BYTES = 1024 * 1024;
const PROJECT_FILE = "pyproject.toml";
const texts = z.array(z.string());

/** The pyproject.toml of a project, where it has one. */
async function projectFile(folder: string): Promise<DataFile | undefined> {
  const text = await readTextFile(folder, PROJECT_FILE, LONGEST_BYTES);
  return text === undefined
    ? undefined
    : parseTomlFile(text, relative(process.cwd(), `${folder}/${PROJECT_FILE}`));
}

/** The versions of Python that a project asks for (PEP 440); undefined where it does not say so. */
export async function requiredPython(folder: string): Promise<string | undefined> {
  const file = await projectFile(folder);
  const project = file && (tableOf(file, ["project"]).value as { "requires-python"?: unknown } | undefined);
  const asked = project?.["requires-python"];
  return typeof asked === "string" ? asked : undefined;
}

/** What a project asks for by name, with where it says so. */
export type Declared = ReadonlyMap<string, FindingPlace>;

/**
 * What the project asks for: by its pyproject.toml, else by its lock.
 *
 * @throws InputError for a pyproject.toml that is no TOML
 */
export async function declaredBy(folder: string, lock: ProjectLock): Promise<Declared> {
  const file = await projectFile(folder);
  const found = file === undefined ? new Map<string, FindingPlace>() : new Map([...declaredIn(file)]);
  if (found.size === 0) {
    for (const { name, place } of lock.pins) {
      if (lock.direct?.has(name)) {
        found.set(name, { file: place.file, line: place.line });
      }
    }
  }
  return found;
}

/** The dependencies of `[project]` (PEP 621), and those of Poetry. */
function* declaredIn(file: DataFile): Generator<[name: string, place: FindingPlace]> {
  const project = tableOf(file, ["project"]);
  const listed = texts.safeParse((project.value as { dependencies?: unknown } | undefined)?.dependencies);
  for (const [at, requirement] of (listed.data ?? []).entries()) {
    const name = readRequirement(requirement)?.name;
    if (name !== undefined) {
      yield [
        normalizeName(name),
        { file: PROJECT_FILE, line: project.placeOf(["dependencies", at]).line ?? 1 },
      ];
    }
  }
  const poetry = tableOf(file, ["tool", "poetry", "dependencies"]);
  for (const name of Object.keys((poetry.value as object | undefined) ?? {})) {
    if (name !== "python") {
      yield [normalizeName(name), { file: PROJECT_FILE, line: poetry.placeOfKey([name]).line ?? 1 }];
    }
  }
}

/** What somebody gives and nobody asked for. */
export interface Imports {
  /** What is imported and what nothing that is installed gives; each import name once for each file. */
  findings: Finding[];
  /** Import names of which nobody knows: what may give them was not explored. */
  unknown: string[];
  /** All outermost names that are imported. */
  tops: ReadonlySet<string>;
}

export interface ImportOptions {
  world: World;
  lock: ProjectLock;
  library: ReadonlySet<string>;
  isOwn: (top: string, file: string) => boolean;
  /** Distributions that are known to be imported by an outermost name, installed or not. */
  giversOf: (top: string) => readonly string[];
}

/** Compares the imports of a project with what is installed. */
export function importsAgainst(taken: readonly Taken[], options: ImportOptions): Imports {
  const { world, lock, library, isOwn, giversOf } = options;
  const named = new Set([...lock.pins, ...lock.leftOut].map(({ name }) => normalizeName(name)));
  const isAllKnown =
    lock.pins.every(({ name }) => world.release(name)?.importNames !== undefined) &&
    lock.leftOut.length === 0;
  const findings = new Map<string, Finding>();
  const [unknown, tops] = [new Set<string>(), new Set<string>()];
  const isInstalled = (top: string) => world.givers(top).length > 0 || named.has(normalizeName(top));
  for (const { top, source, guards, place } of importedTops(taken)) {
    if (library.has(top) || isOwn(top, source.file)) {
      continue;
    }
    tops.add(top);
    if (isInstalled(top) || guards.length > 0) {
      continue;
    }
    const givers = giversOf(top).filter((giver) => !named.has(giver));
    if (givers.length === 0 && !isAllKnown) {
      unknown.add(top);
    } else if (!findings.has(`${place.file} ${top}`)) {
      findings.set(`${place.file} ${top}`, {
        ...{ kind: "undeclared", level: "warning", rule: "undeclared-import", place, name: top },
        ...(givers.length > 0 && { near: givers }),
      });
    }
  }
  return { findings: [...findings.values()], unknown: [...unknown].sort(), tops };
}

/** The outermost names of import statements; the program that runs has the name `__main__`. */
function importedTops(taken: readonly Taken[]): (Taken & { top: string })[] {
  return taken.flatMap((one) => {
    const { of } = one.symbol;
    const top = typeof of === "string" && one.how.includes("import") ? topOf(of) : "__main__";
    return top === "__main__" ? [] : [{ ...one, top }];
  });
}

/**
 * What a project asks for and imports nowhere. What has commands, or is found by others (`entryPoints`), is used all the
 * same.
 */
export async function unusedOf(
  declared: Declared,
  tops: ReadonlySet<string>,
  world: World,
): Promise<Finding[]> {
  const candidates = [...declared].filter(([name]) => {
    const names = world.release(name)?.importNames;
    return names !== undefined && names.length > 0 && !names.some((one) => tops.has(topOf(one)));
  });
  for (const [name] of candidates) {
    world.shard(name);
  }
  await world.load();
  return candidates.flatMap(([name, place]): Finding[] => {
    const shard = world.shard(name);
    return shard === undefined || shard.entryPoints.length > 0
      ? []
      : [{ kind: "unused", level: "note", rule: "unused-dependency", place, name, distribution: name }];
  });
}

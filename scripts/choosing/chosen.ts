/** The rule by which the packages of the set are chosen. */

import { z } from "zod";
import { InputError, type InputProblem } from "../../src/errors/input-error.ts";
import { quoted } from "../../src/errors/quoted.ts";
import { problemsOf } from "../../src/pkginfo/problems.ts";
import { parseListedPackage } from "../../src/pkginfo/requirements-file.ts";
import { parseYamlFile } from "../../src/pkginfo/yaml-file.ts";
import { isProjectName, normalizeName } from "../../src/releases/project-name.ts";

/** The field of what is there for being used by many only. */
export const MOST_USED = "most used";

export interface Field {
  name: string;
  /** So many packages of it there are to be. */
  share: number;
  /** Normalized, in the order in which they are taken. */
  names: readonly string[];
}

/** What `fields.yaml` says. */
export interface Choice {
  fields: readonly Field[];
  /** Old releases that stand beside the newest ones. */
  releases: readonly { name: string; version: string }[];
}

export interface ChosenPackage {
  /** Normalized. */
  name: string;
  /** The first field that lists it, else {@link MOST_USED}. */
  field: string;
}

const words = z.string().transform((text) => text.split(/\s+/).filter((word) => word !== ""));

const choiceSchema = z.strictObject({
  fields: z.record(z.string(), z.strictObject({ share: z.int().positive(), names: words })),
  releases: z.array(z.string()),
});

/**
 * Reads `fields.yaml`.
 *
 * @throws InputError with every problem: what can't be a name or a release, names given twice, fields without enough names
 */
export function parseChoice(text: string, path: string): Choice {
  const file = parseYamlFile(text, path);
  const read = choiceSchema.safeParse(file.value);
  if (!read.success) {
    throw new InputError(problemsOf(read.error.issues, file, ["fields", "releases", "share", "names"]));
  }
  const problems: InputProblem[] = [];
  const fields = Object.entries(read.data.fields).map(([name, { share, names }]) => {
    const place = file.placeOf(["fields", name, "names"]);
    problems.push(...nameProblems(names, share).map((problem) => ({ place, ...problem })));
    return { name, share, names: names.map(normalizeName) };
  });
  const releases = read.data.releases.map((text, at) => {
    const { name, version = "" } = parseListedPackage(text);
    if (version === "") {
      const message = `found ${quoted(text)}, expected a release: NAME==VERSION`;
      problems.push({ place: file.placeOf(["releases", at]), message });
    }
    return { name: normalizeName(name), version };
  });
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  return { fields, releases };
}

function nameProblems(names: readonly string[], share: number): InputProblem[] {
  const problems: InputProblem[] = names
    .filter((name) => !isProjectName(name))
    .map((name) => ({ message: `found ${quoted(name)}, expected the name of a distribution` }));
  const normalized = names.map(normalizeName);
  const twice = normalized.filter((name, at) => normalized.indexOf(name) < at);
  problems.push(...twice.map((name) => ({ message: `has ${quoted(name)} twice` })));
  if (names.length < share) {
    const message = `has ${names.length} names for a share of ${share}`;
    problems.push({ message, fix: "add names, or make the share smaller" });
  }
  return problems;
}

/**
 * All of the most used, in their order; then of each field, in the order of its names, until it has its share. What was taken
 * before counts for every field that lists it.
 *
 * @param mostUsed names in any spelling, the most used first
 */
export function choose(mostUsed: readonly string[], fields: readonly Field[]): ChosenPackage[] {
  const taken = new Set(mostUsed.map(normalizeName));
  for (const { names, share } of fields) {
    const missing = share - names.filter((name) => taken.has(name)).length;
    for (const name of names.filter((one) => !taken.has(one)).slice(0, Math.max(0, missing))) {
      taken.add(name);
    }
  }
  const fieldOf = (name: string) => fields.find(({ names }) => names.includes(name))?.name ?? MOST_USED;
  return [...taken].map((name) => ({ name, field: fieldOf(name) }));
}

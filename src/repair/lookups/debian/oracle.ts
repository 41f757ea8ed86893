/** What Debian, which has built thousands of distributions, needed for one of them. */

import { normalizeName } from "../../../releases/project-name.ts";
import type { DebianDistribution, DebianModuleOwner, DebianNeed } from "./archive.ts";
import type { DebianPackage, Packages } from "./packages.ts";
import type { Relation } from "./relations.ts";
import type { SortedLines } from "./sorted-lines.ts";

/** What answers are found in. */
export interface OracleShelves {
  lines: SortedLines;
  packages: Packages;
  installed: (name: string) => DebianNeed["installed"];
}

/** Sections of what is written in a language that brings its own packages, and of what is only read. */
const OTHERS_SECTIONS = new Set([
  ...["python", "perl", "ruby", "javascript", "java", "haskell", "golang", "php", "ocaml", "lisp"],
  ...["doc", "tex", "fonts", "localization"],
]);

/** What Debian has of a distribution; see DebianArchive.distribution. */
export function debianDistribution(shelves: OracleShelves, name: string): DebianDistribution | undefined {
  const { lines, packages } = shelves;
  const distribution = normalizeName(name);
  const holders = lines.fields(`d\t${distribution}\t`).flatMap(([version = "", holder = ""]) => {
    const found = packages.get(holder);
    return found === undefined ? [] : [{ version, found }];
  });
  // Some packages bring copies of others' metadata along; the one that is called so is the distribution's own.
  const isOwn = ({ found }: { found: DebianPackage }) => found.name === `python3-${distribution}`;
  const [holder] = holders.sort(
    (left, right) => Number(isOwn(right)) - Number(isOwn(left)) || right.found.wantedBy - left.found.wantedBy,
  );
  if (holder === undefined) {
    return undefined;
  }
  const { found, version } = holder;
  const parts = partsOf(packages, found);
  const relations = (strength: DebianNeed["strength"]) => parts.flatMap((part) => part[strength]);
  return {
    distribution,
    ...(version !== "" && { version }),
    package: found.name,
    source: found.source,
    wantedBy: found.wantedBy,
    buildPackages: needsOf(shelves, packages.buildDepends(found.source), "depends"),
    runtimePackages: [
      ...needsOf(shelves, relations("depends"), "depends"),
      ...needsOf(shelves, relations("recommends"), "recommends"),
      ...needsOf(shelves, relations("suggests"), "suggests"),
    ],
    distributions: distributionsOf(shelves, relations("depends")),
  };
}

/** A package with those of the same source that it depends on: some are split by what they are compiled for. */
function partsOf(packages: Packages, whole: DebianPackage): DebianPackage[] {
  const further = whole.depends.flatMap(({ alternatives: [first = ""] }) => packages.get(first) ?? []);
  return [whole, ...further.filter(({ source, section }) => source === whole.source && section === "python")];
}

/** Who has a top-level module; see DebianArchive.moduleOwners. */
export function debianModuleOwners(
  { lines, packages }: OracleShelves,
  importName: string,
): DebianModuleOwner[] {
  const [top = ""] = importName.split(".");
  const owners = lines.fields(`m\t${top}\t`).flatMap(([owner = ""]) => packages.get(owner) ?? []);
  return owners
    .sort((left, right) => right.wantedBy - left.wantedBy)
    .flatMap((owner): DebianModuleOwner[] => {
      const all = lines.fields(`o\t${owner.name}\t`).flatMap(([one]) => one ?? []);
      const alike = all.filter((one) => one === normalizeName(top));
      const distributions = alike.length > 0 ? alike : all;
      const evidence = [`Debian's ${owner.name} has the module ${top}`];
      return distributions.length === 0
        ? [{ distribution: undefined, package: owner.name, evidence }]
        : distributions.map((distribution) => ({
            distribution,
            package: owner.name,
            evidence: [
              ...evidence,
              distributions.length === 1
                ? `it is of the distribution ${distribution} by its metadata`
                : `it holds ${distributions.length} distributions, one of which is ${distribution}`,
            ],
          }));
    });
}

function needsOf(
  { packages, installed }: OracleShelves,
  relations: readonly Relation[],
  strength: DebianNeed["strength"],
): DebianNeed[] {
  const needs = new Map<string, DebianNeed>();
  for (const { text, alternatives } of relations) {
    const found = alternatives.map((name) => packages.real(name)).find((one) => one !== undefined);
    if (found !== undefined && !isOfOtherTrade(found) && !needs.has(found.name)) {
      const { name } = found;
      needs.set(name, { package: name, relation: text, installed: installed(name), strength });
    }
  }
  return [...needs.values()];
}

/** Packages of Python and other languages, documentation, and the tools that make Debian's packages. */
function isOfOtherTrade({ name, section, source, depends }: DebianPackage): boolean {
  const makesPackages =
    source === "debhelper" || depends.some(({ alternatives }) => alternatives.includes("debhelper"));
  const isPython = section === "python" || source.startsWith("python3");
  const isCrate = section === "rust" && name.endsWith("-dev");
  return makesPackages || isPython || isCrate || OTHERS_SECTIONS.has(section);
}

function distributionsOf({ lines, packages }: OracleShelves, relations: readonly Relation[]): string[] {
  const names = relations.flatMap(({ alternatives }) => {
    const found = alternatives.map((name) => packages.real(name)).find((one) => one !== undefined);
    return found === undefined ? [] : lines.fields(`o\t${found.name}\t`).flatMap(([one]) => one ?? []);
  });
  return [...new Set(names)].sort();
}

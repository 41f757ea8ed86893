import { normalizeName, STANDARD_LIBRARY } from "../../releases/project-name.ts";
import { compareText } from "../../shard/canonical.ts";
import type { ImportStatement, Requirement } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { compareNeeds, type ImportNeed, moduleNamed, needOf, ownerOf, topOf } from "./imports.ts";

/** A distribution, or an import name that nothing installed gives, and where it is imported. */
export interface ImportedFrom {
  /** Normalised; left out where nothing that is installed gives it. */
  distribution?: string;
  version?: string;
  /** Of what is not installed: the distribution that gives it, where somebody knows. */
  givenBy?: string;
  /** The outermost names that are imported of it, sorted. */
  importNames: string[];
  /** The hardest of all its imports. */
  need: ImportNeed;
  /** The first statement that needs it so much. */
  first: { module: string; line: number };
  /** How many names and modules are imported of it, in how many modules. */
  count: number;
  modules: number;
}

/** A requirement, all that is asked for under one name. */
export interface Declared {
  name: string;
  /** Installed beside it; left out where it is not: an extra asks for it, or a marker does not hold here. */
  version?: string;
  /** As the metadata has it, each line of its own. */
  requirements: Omit<Requirement, "record" | "name">[];
}

/** What a distribution asks for against what it imports. */
export interface RequirementsView {
  /** Asked for, and imported. */
  used: (Declared & { imported: ImportedFrom })[];
  /** Asked for and installed, and imported nowhere. */
  unused: Declared[];
  /** Asked for, and not installed, and not imported by a name that tells it. */
  notInstalled: Declared[];
  /** Imported and not asked for: it is there since something else asks for it. */
  undeclared: ImportedFrom[];
  /** Imported, and given by nothing that was installed, nor by what a requirement calls so. */
  missing: ImportedFrom[];
  /** Installed since a requirement asks for it, or one of that: neither asked for nor imported. */
  throughOthers: { name: string; version: string }[];
  /**
   * Names of those `notInstalled` of which nobody knows by what they are imported: what is `missing` and has no known giver may
   * be theirs.
   */
  mayGive: readonly string[];
}

/** What is known of distributions that are not installed beside the one that is asked about. */
export interface ImportGivers {
  /** Normalised names of those that are imported by a name. */
  giversOf(importName: string): readonly string[];
  /** Whether all names are known that a distribution is imported by. */
  isKnown(distribution: string): boolean;
  /** Whether the standard library of some Python has a name, which nobody can ask for where another one has not. */
  isLibrary(importName: string): boolean;
}

const NOBODY_KNOWN: ImportGivers = { giversOf: () => [], isKnown: () => false, isLibrary: () => false };

/** Whether it can't be told if something imported is asked for: nobody knows whose it is, and it may be what is asked for. */
export function isDoubtful(
  { distribution, givenBy }: ImportedFrom,
  { mayGive }: Pick<RequirementsView, "mayGive">,
): boolean {
  return distribution === undefined && givenBy === undefined && mayGive.length > 0;
}

/** Names of the distributions that one asks for, and that are not installed beside it. */
export function askedAndMissing(shard: Shard): string[] {
  return declaredBy(shard).flatMap(({ name, version }) => (version === undefined ? [name] : []));
}

/** Whether there is anything that could say what a distribution asks for: the standard library has no metadata. */
export function canDeclare({ header }: Shard): boolean {
  return header.distribution.name !== STANDARD_LIBRARY;
}

/** Compares the requirements of a distribution with its imports; lists are sorted by name. */
export function requirementsOf(shard: Shard, givers: ImportGivers = NOBODY_KNOWN): RequirementsView {
  const declared = declaredBy(shard);
  const names = new Set(declared.map(({ name }) => name));
  const imported = importedFrom(shard, names, givers);
  const byGiver = new Map(imported.map((one) => [giverOf(one), one]));
  const unused = declared.filter(({ name }) => !byGiver.has(name));
  const undeclared = imported.filter((one) => !names.has(giverOf(one)));
  const notInstalled = unused.filter(({ version }) => version === undefined);
  return {
    used: declared.flatMap((one) => {
      const found = byGiver.get(one.name);
      return found === undefined ? [] : [{ ...one, imported: found }];
    }),
    unused: unused.filter(({ version }) => version !== undefined),
    notInstalled,
    undeclared: undeclared.filter(({ distribution }) => distribution !== undefined),
    missing: undeclared.filter(({ distribution }) => distribution === undefined),
    throughOthers: shard.header.requirements
      .filter(({ name }) => !names.has(name) && !byGiver.has(name))
      .map(({ name, version }) => ({ name, version })),
    mayGive: notInstalled.flatMap(({ name }) => (givers.isKnown(name) ? [] : [name])),
  };
}

/** The distribution that gives what is imported; of what is not installed, the one that is called as it is imported. */
function giverOf({ distribution, givenBy, importNames: [name = ""] }: ImportedFrom): string {
  return distribution ?? givenBy ?? normalizeName(name);
}

/** What is asked for, by name; extras of the distribution itself (`tiny[all]` asks for `tiny[more]`) ask for none. */
function declaredBy({ header, requirements }: Shard): Declared[] {
  const installed = new Map(header.requirements.map(({ name, version }) => [name, version]));
  const others = requirements.filter(({ name }) => name !== header.distribution.name);
  return [...Map.groupBy(others, ({ name }) => name)]
    .map(([name, all]): Declared => {
      const version = installed.get(name);
      const texts = all.map(({ record: _record, name: _name, ...rest }) => rest);
      return { name, ...(version !== undefined && { version }), requirements: texts };
    })
    .sort((a, b) => compareText(a.name, b.name));
}

/** By distribution what is imported of it; by import name what nothing gives. */
function importedFrom(
  shard: Shard,
  declared: ReadonlySet<string>,
  { giversOf, isLibrary }: ImportGivers,
): ImportedFrom[] {
  const foreign = shard.imports.flatMap((statement) => {
    const owner = ownerOf(shard, statement);
    const named = moduleNamed(statement);
    const whole = statement.name === undefined ? named : `${named}.${statement.name}`;
    const importName = owner === null ? importNameOf(whole, declared) : topOf(named);
    const isPythons =
      typeof owner === "string" ||
      // The program that runs has that name, whatever is installed.
      importName === "__main__" ||
      (owner === null &&
        isLibrary(importName) &&
        !declared.has(normalizeName(importName)) &&
        giversOf(importName).length === 0);
    return isPythons ? [] : [{ statement, owner, importName }];
  });
  return [
    ...Map.groupBy(foreign, ({ owner, importName }) => owner?.distribution ?? `.${importName}`).values(),
  ]
    .map((all): ImportedFrom => {
      const { distribution, version } = all.find(({ owner }) => owner !== null)?.owner ?? {};
      const importNames = [...new Set(all.map(({ importName }) => importName))].sort(compareText);
      const givers = distribution === undefined ? giversOf(importNames[0] ?? "") : [];
      // Of several that are imported so, the one that is asked for is meant.
      const giver =
        givers.find((name) => declared.has(name)) ?? (givers.length === 1 ? givers[0] : undefined);
      return {
        ...(distribution !== undefined && version !== undefined && { distribution, version }),
        ...(giver !== undefined && { givenBy: giver }),
        importNames,
        ...placesOf(
          shard,
          all.map(({ statement }) => statement),
        ),
      };
    })
    .sort((a, b) => compareText(giverOf(a), giverOf(b)));
}

/** What something that is not installed is imported by: below a namespace, the name that a declared distribution has. */
function importNameOf(dottedName: string, declared: ReadonlySet<string>): string {
  const parts = dottedName.split(".");
  const prefixes = parts.map((_, at) => parts.slice(0, parts.length - at).join("."));
  return prefixes.find((prefix) => declared.has(normalizeName(prefix))) ?? topOf(dottedName);
}

function placesOf(shard: Shard, statements: readonly ImportStatement[]): Omit<ImportedFrom, "importNames"> {
  const [hardest = statements[0]] = statements.toSorted(
    (a, b) =>
      compareNeeds(needOf(shard, b), needOf(shard, a)) || compareText(a.module, b.module) || a.line - b.line,
  );
  return {
    need: needOf(shard, hardest as ImportStatement),
    first: { module: hardest?.module ?? "", line: hardest?.line ?? 0 },
    count: statements.length,
    modules: new Set(statements.map(({ module }) => module)).size,
  };
}

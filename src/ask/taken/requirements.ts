import { compareText } from "../../shard/canonical.ts";
import type { ImportStatement, Requirement } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";

/** A place that imports something: by it a person finds out why it is needed. */
export interface ImportPlace {
  module: string;
  line: number;
}

/** A distribution, or an import name that nobody has given, and where it is imported. */
export interface ImportedFrom {
  /** Normalised; undefined where nothing that is installed gives it. */
  distribution?: string;
  version?: string;
  /** The outermost names that are imported of it, sorted. */
  importNames: string[];
  /** Every import of it may fail, is for some systems or versions only, or in a function. */
  optional: boolean;
  /** It is imported for type checkers only. */
  typingOnly: boolean;
  /** The first one, and how many there are. */
  first: ImportPlace;
  count: number;
}

/** What a distribution asks for against what it imports. */
export interface RequirementsView {
  /** Asked for, and imported. */
  used: { requirement: Requirement; imported: ImportedFrom }[];
  /** Asked for without an extra, and installed, and imported nowhere. */
  unused: Requirement[];
  /** Asked for, and not installed: by an extra, or by a marker that does not hold here. */
  notInstalled: Requirement[];
  /** Imported and not asked for: there because something else asks for it. */
  undeclared: ImportedFrom[];
  /** Imported, and given by nothing that was installed. */
  missing: ImportedFrom[];
}

/** Compares the requirements of a distribution with its imports. */
export function requirementsOf(shard: Shard): RequirementsView {
  const imported = importedFrom(shard);
  const declared = new Set(shard.requirements.map(({ name }) => name));
  const installed = new Set(shard.header.requirements.map(({ name }) => name));
  const byName = new Map(
    imported.flatMap((one) => (one.distribution ? [[one.distribution, one] as const] : [])),
  );
  const used: RequirementsView["used"] = [];
  const [unused, notInstalled]: [Requirement[], Requirement[]] = [[], []];
  for (const requirement of shard.requirements) {
    const found = byName.get(requirement.name);
    if (found !== undefined) {
      used.push({ requirement, imported: found });
    } else {
      (installed.has(requirement.name) ? unused : notInstalled).push(requirement);
    }
  }
  return {
    ...{ used, unused, notInstalled },
    undeclared: imported.filter(
      ({ distribution }) => distribution !== undefined && !declared.has(distribution),
    ),
    missing: imported.filter(({ distribution }) => distribution === undefined),
  };
}

/** By distribution what is imported of it; by outermost name what nothing gives. */
function importedFrom(shard: Shard): ImportedFrom[] {
  const groups = Map.groupBy(shard.imports, ownerOf);
  groups.delete(undefined);
  return [...groups]
    .map(([, statements]) => summaryOf(statements))
    .sort((a, b) => compareText(nameOf(a), nameOf(b)));
}

function nameOf({ distribution, importNames }: ImportedFrom): string {
  return distribution ?? importNames[0] ?? "";
}

/** What imports are put together by; undefined for those of the standard library and of the distribution itself. */
function ownerOf({ of }: ImportStatement): string | undefined {
  if (typeof of === "string" || "python" in of) {
    return undefined;
  }
  return of.distribution ?? `?${topOf(of.id)}`;
}

function topOf(id: string): string {
  return id.split(/[.:]/, 1)[0] ?? id;
}

function summaryOf(statements: readonly ImportStatement[]): ImportedFrom {
  const sorted = statements.toSorted((a, b) => compareText(a.module, b.module) || a.line - b.line);
  const [first] = sorted as [ImportStatement];
  const { of } = first;
  const always = sorted.filter(({ when = [] }) => !when.includes("typing"));
  const names = sorted.map(({ from, of: ref }) => topOf(from ?? (typeof ref === "string" ? ref : ref.id)));
  const owner =
    typeof of === "object" && "version" in of ? { distribution: of.distribution, version: of.version } : {};
  return {
    ...owner,
    importNames: [...new Set(names)].sort(compareText),
    optional: always.length > 0 && always.every(({ when }) => when !== undefined),
    typingOnly: always.length === 0,
    first: { module: first.module, line: first.line },
    count: sorted.length,
  };
}

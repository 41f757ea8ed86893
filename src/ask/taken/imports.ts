import { normalizeName } from "../../releases/project-name.ts";
import { compareText } from "../../shard/canonical.ts";
import type { ForeignRef, ImportStatement } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";

/** How much an import is needed, the least first. */
const NEEDS = ["typing", "main", "lazyOptional", "optional", "lazy", "always"] as const;

/**
 * When an import is made: `always` when its module is loaded; `lazy`: when a function is called; `optional`: it may fail
 * without harm, or is for some systems or versions; `main`: when its module is run as a program; `typing`: for type checkers.
 */
export type ImportNeed = (typeof NEEDS)[number];

/** Whose an object is: "python", a distribution, null where that is not installed; "own" where it is the shard's. */
export type Owner = "own" | "python" | { distribution: string; version: string } | null;

/** A module that statements import, and how. */
export interface ImportedModule {
  /** As the statements name it, where they say; else its own name. */
  module: string;
  owner: Owner;
  need: ImportNeed;
  /** The first statement of all that need it so much. */
  first: { module: string; line: number };
  /** How many statements import it or names of it. */
  count: number;
}

/** How much a statement is needed. */
export function needOf(shard: Shard, statement: ImportStatement): ImportNeed {
  const { when = [] } = statement;
  if (when.includes("typing") || when.includes("main")) {
    return when.includes("typing") ? "typing" : "main";
  }
  const isOptional = when.some((word) => word !== "function");
  if (when.includes("function")) {
    return isOptional ? "lazyOptional" : "lazy";
  }
  return isOptional || wasPassedOver(shard, statement) ? "optional" : "always";
}

/** Whether a module was imported without what a statement of it names: then that stands under some condition. */
function wasPassedOver(shard: Shard, statement: ImportStatement): boolean {
  if (shard.node(statement.module)?.imported === false) {
    return false;
  }
  const { of } = statement;
  const isMissing = typeof of !== "string" && "distribution" in of && of.distribution === null;
  const targets = isMissing ? [] : targetsOf(shard, statement);
  return isMissing || targets.some(({ module }) => shard.node(module)?.imported === false);
}

/** Negative where the first is needed less than the second. */
export function compareNeeds(a: ImportNeed, b: ImportNeed): number {
  return NEEDS.indexOf(a) - NEEDS.indexOf(b);
}

/** Whose the module is that a statement imports, or takes a name from: that name may be somebody else's, passed on. */
export function ownerOf(shard: Shard, statement: ImportStatement): Owner {
  const { of } = statement;
  const named = moduleNamed(statement);
  // A module of the distribution that nobody has explored, or that is not there, is nobody else's.
  if (shard.header.importNames.some((name) => isAtOrBelow(named, name))) {
    return "own";
  }
  const top = topOf(named);
  if (typeof of === "string" || topOf(of.id) !== top) {
    const known = ownersByTop(shard).get(top) ?? installedAs(shard, top);
    return known ?? (typeof of === "string" ? "own" : ownerOfRef(of));
  }
  return ownerOfRef(of);
}

function ownerOfRef(ref: ForeignRef): Exclude<Owner, "own"> {
  if ("python" in ref) {
    return "python";
  }
  return ref.distribution === null ? null : { distribution: ref.distribution, version: ref.version };
}

const ownersOfShards = new WeakMap<Shard, ReadonlyMap<string, Owner>>();

/** By outermost names whose they are, as far as imports lead to what stands there itself. */
function ownersByTop(shard: Shard): ReadonlyMap<string, Owner> {
  let owners = ownersOfShards.get(shard);
  if (owners === undefined) {
    const found = new Map<string, Owner>();
    for (const statement of shard.imports) {
      const { of } = statement;
      const top = topOf(moduleNamed(statement));
      if (typeof of !== "string" && topOf(of.id) === top && !(found.has(top) && ownerOfRef(of) === null)) {
        found.set(top, ownerOfRef(of));
      }
    }
    owners = found;
    ownersOfShards.set(shard, owners);
  }
  return owners;
}

/** The distribution that is installed and called as an outermost name. */
function installedAs({ header }: Shard, top: string): Owner | undefined {
  const found = header.requirements.find(({ name }) => name === normalizeName(top));
  return found && { distribution: found.name, version: found.version };
}

/** The outermost name of a dotted one. */
export function topOf(dottedName: string): string {
  return dottedName.split(/[.:]/, 1)[0] ?? dottedName;
}

/** The module that a statement names: of `from x import y` x. */
export function moduleNamed({ from, of }: ImportStatement): string {
  return from ?? (typeof of === "string" ? of : of.id);
}

/** Whether a dotted name is another one, or stands below it; names with colons count as those with dots. */
export function isAtOrBelow(name: string, above: string): boolean {
  return `${name.replace(":", ".")}.`.startsWith(`${above.replace(":", ".")}.`);
}

/** The imports of one module, in the order of its lines. */
export function importsOfModule(shard: Shard, module: string): ImportStatement[] {
  return byPlace(shard.imports.filter((statement) => statement.module === module));
}

/** The imports of all modules at and below a name, or of all there are, by module and line. */
export function importsBelow(shard: Shard, name?: string): ImportStatement[] {
  return byPlace(shard.imports.filter(({ module }) => name === undefined || isAtOrBelow(module, name)));
}

function byPlace(statements: readonly ImportStatement[]): ImportStatement[] {
  return [...statements].sort((a, b) => compareText(a.module, b.module) || a.line - b.line);
}

/**
 * The modules that statements import, by name. Of an own package that a name is taken from, and of the module that this name
 * is, both.
 */
export function importedModules(shard: Shard, statements: readonly ImportStatement[]): ImportedModule[] {
  const found = new Map<string, ImportedModule>();
  for (const statement of statements) {
    const need = needOf(shard, statement);
    const first = { module: statement.module, line: statement.line };
    for (const { module, owner } of targetsOf(shard, statement)) {
      const known = found.get(module);
      if (known === undefined) {
        found.set(module, { module, owner, need, first, count: 1 });
      } else {
        known.count += 1;
        if (compareNeeds(need, known.need) > 0) {
          Object.assign(known, { need, first });
        }
      }
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.module, b.module));
}

export interface ImportTarget {
  module: string;
  owner: Owner;
}

/** The modules that a statement loads: the one it names, and those that names it takes from a package are. */
export function targetsOf(shard: Shard, statement: ImportStatement): ImportTarget[] {
  const { from, of } = statement;
  if (from === undefined || !shard.isModule(from)) {
    // What somebody else passes on of ours does not say whose the module is.
    const isPassedOn = from !== undefined && typeof of === "string";
    return isPassedOn ? [] : [{ module: moduleNamed(statement), owner: ownerOf(shard, statement) }];
  }
  return [from, ...submodulesTaken(shard, statement)].map((module) => ({ module, owner: "own" }));
}

/** The modules of ours that a statement takes from their package as names. */
export function submodulesTaken(shard: Shard, { from = "", of, name, star }: ImportStatement): string[] {
  const names = star === true ? (shard.node(from)?.all ?? []) : [name];
  return names
    .map((one) => `${from}.${one}`)
    .filter((id) => shard.isModule(id) && (star === true || of === id));
}

import { parseRelations, type Relation } from "./relations.ts";
import type { SortedLines } from "./sorted-lines.ts";

/** A binary package of the archive. */
export interface DebianPackage {
  name: string;
  source: string;
  section: string;
  installedKilobytes: number;
  /** How many packages depend on it, and sources are built with it. */
  wantedBy: number;
  /** It is there for those who still ask for it, and leads to what it depends on. */
  isTransitional: boolean;
  /** It holds nothing, as a default for what it depends on. */
  isEmpty: boolean;
  depends: readonly Relation[];
  recommends: readonly Relation[];
  suggests: readonly Relation[];
}

/** What a package with nothing but its changelog and licence takes. */
const EMPTY_KILOBYTES = 40;

/** The packages of an archive by their names. */
export class Packages {
  readonly #lines: SortedLines;
  readonly #known = new Map<string, DebianPackage | undefined>();

  constructor(lines: SortedLines) {
    this.#lines = lines;
  }

  /** A real package of this name. */
  get(name: string): DebianPackage | undefined {
    if (!this.#known.has(name)) {
      const [found] = this.#lines.fields(`p\t${name}\t`);
      this.#known.set(name, found && packageOf(name, found));
    }
    return this.#known.get(name);
  }

  /** The real package that a name leads to: itself, what a transitional one depends on, or who provides a virtual one. */
  real(name: string, seen: readonly string[] = []): DebianPackage | undefined {
    if (seen.includes(name)) {
      return undefined;
    }
    const found = this.get(name);
    if (found !== undefined && !found.isTransitional) {
      return found;
    }
    const further =
      found === undefined
        ? (this.#lines.fields(`v\t${name}\t`)[0]?.[0] ?? "").split(",")
        : found.depends.flatMap(({ alternatives }) => alternatives);
    for (const one of further.filter(Boolean)) {
      const real = this.real(one, [...seen, name]);
      if (real !== undefined) {
        return real;
      }
    }
    return found;
  }

  /** The packages that one depends on, of alternatives the first. */
  dependencies({ depends }: DebianPackage): string[] {
    return depends.flatMap(({ alternatives: [first = ""] }) => this.real(first)?.name ?? []);
  }

  /** What a package of this name leads to, where it holds nothing itself. */
  behind(name: string): string[] {
    const found = this.get(name);
    return found?.isEmpty ? this.dependencies(found) : [];
  }

  /** What the source of this name is built with, tests and documentation left out. */
  buildDepends(source: string): Relation[] {
    return this.#lines.fields(`s\t${source}\t`).flatMap(([text = ""]) => parseRelations(text));
  }
}

function packageOf(name: string, fields: readonly string[]): DebianPackage {
  const [source = "", section = "", size, wanted, dummy, depends = "", recommends = "", suggests = ""] =
    fields;
  return {
    name,
    source,
    section: section.replace(/^.*\//, ""),
    installedKilobytes: Number(size) || 0,
    wantedBy: Number(wanted) || 0,
    isEmpty: Number(size) <= EMPTY_KILOBYTES,
    isTransitional: dummy !== "" || section.endsWith("oldlibs"),
    depends: parseRelations(depends),
    recommends: parseRelations(recommends),
    suggests: parseRelations(suggests),
  };
}

import type { NewRow, Row } from "../../page/columns.ts";
import { compareText } from "../../shard/canonical.ts";

/** How one shard uses one object of another distribution, or such a distribution as a whole. */
interface Dependence {
  key: string;
  toVersion: string | null;
  required: boolean;
  count: number;
  places: Set<string>;
  how: Set<string>;
  keywords: Set<string>;
  positional: number | undefined;
  /** Where it is used most; where it is only imported, there. */
  first: FirstPlace | undefined;
}

interface FirstPlace {
  in: string;
  line: number;
  isImport: boolean;
  count: number;
}

/** What a use or an import says. */
interface Place {
  id: string;
  count: number;
  line: number;
  isImport: boolean;
  how: readonly string[];
  keywords: readonly string[];
  positional: number | null;
}

/** What one shard uses of others, added up by object. */
export class DependentRows {
  readonly #distribution: string;
  readonly #fileOf: (id: string) => string | null;
  readonly #found = new Map<string, Dependence>();

  /** @param fileOf the file of a node of the shard */
  constructor(distribution: string, fileOf: (id: string) => string | null) {
    this.#distribution = distribution;
    this.#fileOf = fileOf;
  }

  addUse({ id, to_distribution, to_version, to_id, how, count, lines, keywords, positional }: Row): void {
    const place = {
      ...{
        id: String(id),
        count: Number(count),
        line: (lines as readonly number[])[0] ?? 1,
        isImport: false,
      },
      ...{ how: how as readonly string[], keywords: (keywords ?? []) as readonly string[] },
      positional: positional as number | null,
    };
    this.#add(to_distribution as string | null, to_version as string | null, String(to_id), place);
  }

  addImport({ id, to_distribution, to_version, to_id, line }: Row): void {
    const place = { count: 1, isImport: true, how: ["import"], keywords: [], positional: null };
    this.#add(to_distribution as string | null, to_version as string | null, String(to_id), {
      ...{ id: String(id), line: Number(line), ...place },
    });
  }

  addRequirement({ name, extra, installed }: Row): void {
    const dependence = this.#dependence(String(name), installed as string | null, "");
    dependence.required ||= extra === null;
  }

  *rows(): Generator<NewRow> {
    for (const {
      key,
      toVersion,
      required,
      count,
      places,
      how,
      keywords,
      positional,
      first,
    } of this.#found.values()) {
      yield {
        ...{ key, to_version: toVersion, required: required || null, count, places: places.size },
        ...{ how: sorted(how), keywords: sorted(keywords), positional },
        ...{ in: first?.in, file: first && this.#fileOf(first.in), line: first?.line },
      };
    }
  }

  #add(distribution: string | null, version: string | null, id: string, place: Place): void {
    // Nobody can be asked for what nobody is known to have.
    if (distribution !== null && distribution !== this.#distribution) {
      addPlace(this.#dependence(distribution, version, id), place);
      addPlace(this.#dependence(distribution, version, ""), place);
    }
  }

  #dependence(distribution: string, toVersion: string | null, id: string): Dependence {
    const key = `${distribution} ${id}`;
    const known = this.#found.get(`${key} ${toVersion}`);
    if (known !== undefined) {
      return known;
    }
    const dependence: Dependence = {
      ...{ key, toVersion, required: false, count: 0, positional: undefined, first: undefined },
      ...{ places: new Set<string>(), how: new Set<string>(), keywords: new Set<string>() },
    };
    this.#found.set(`${key} ${toVersion}`, dependence);
    return dependence;
  }
}

function addPlace(dependence: Dependence, place: Place): void {
  const { id, count, line, isImport, how, keywords, positional } = place;
  dependence.count += count;
  dependence.places.add(id);
  for (const word of how) {
    dependence.how.add(word);
  }
  for (const word of keywords) {
    dependence.keywords.add(word);
  }
  if (positional !== null) {
    dependence.positional = Math.max(dependence.positional ?? 0, positional);
  }
  const own = { in: id, line, isImport, count };
  if (dependence.first === undefined || comparePlaces(own, dependence.first) < 0) {
    dependence.first = own;
  }
}

function comparePlaces(left: FirstPlace, right: FirstPlace): number {
  return (
    Number(left.isImport) - Number(right.isImport) ||
    right.count - left.count ||
    compareText(left.in, right.in) ||
    left.line - right.line
  );
}

function sorted(words: ReadonlySet<string>): string[] | undefined {
  return words.size === 0 ? undefined : [...words].sort(compareText);
}

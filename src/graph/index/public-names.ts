import { compareText } from "../../shard/canonical.ts";

/** A name under which a module or class has an object of its own distribution. */
export interface Alias {
  /** Id of the module or class. */
  holder: string;
  name: string;
}

/**
 * The name that whoever imports is best told of an object: `pandas.read_csv` for
 * `pandas.io.parsers.readers.read_csv`.
 */
export class PublicNames {
  readonly #isModule: (id: string) => boolean;
  readonly #aliases = new Map<string, Alias[]>();
  readonly #best = new Map<string, string>();

  constructor(isModule: (id: string) => boolean) {
    this.#isModule = isModule;
  }

  /** All are added before the first question. */
  addAlias(id: string, alias: Alias): void {
    const known = this.#aliases.get(id);
    if (known === undefined) {
      this.#aliases.set(id, [alias]);
    } else {
      known.push(alias);
    }
  }

  /**
   * A public name before a private one; then where it is defined, or what stands around that, before a module that only
   * uses it; then the one with the fewest parts, then the shortest.
   */
  of(id: string): string {
    const known = this.#best.get(id);
    if (known !== undefined) {
      return known;
    }
    const dotted = id.replace(":", ".");
    if (this.#isModule(id)) {
      return dotted;
    }
    // Aliases can go round in circles.
    this.#best.set(id, dotted);
    const end = Math.max(id.lastIndexOf("."), id.lastIndexOf(":"));
    const places = [{ holder: id.slice(0, end), name: id.slice(end + 1) }, ...(this.#aliases.get(id) ?? [])];
    const [best] = places
      .map(({ holder, name }) => ({ name: `${this.of(holder)}.${name}`, isAround: isOffering(holder, id) }))
      .sort(compareNames);
    const name = best?.name ?? dotted;
    this.#best.set(id, name);
    return name;
  }
}

/** Whether a module or class is one that an object is defined in, or stands around one. */
export function isAround(holder: string, id: string): boolean {
  return id.startsWith(holder) && /[.:]/.test(id[holder.length] ?? "");
}

/**
 * Whether a module or class offers an object that it has, rather than only using it: it stands around where the object is
 * defined, as it is itself where it is called as that is (`pandas.DataFrame` for `pandas.core.frame.DataFrame.merge`).
 */
export function isOffering(holder: string, id: string): boolean {
  const holders = holder.split(/[.:]/);
  const places = id.split(/[.:]/).slice(0, -1);
  while (holders.length > 1 && holders.at(-1) === places.at(-1)) {
    holders.pop();
    places.pop();
  }
  return holders.every((name, index) => name === places[index]);
}

interface Name {
  name: string;
  isAround: boolean;
}

function compareNames(left: Name, right: Name): number {
  return (
    Number(isPublicName(right.name)) - Number(isPublicName(left.name)) ||
    Number(right.isAround) - Number(left.isAround) ||
    left.name.split(".").length - right.name.split(".").length ||
    left.name.length - right.name.length ||
    compareText(left.name, right.name)
  );
}

/** Whether all parts of a dotted name are for whoever imports: special ones (`__call__`) are. */
export function isPublicName(dotted: string): boolean {
  return dotted.split(/[.:]/).every((name) => !name.startsWith("_") || /^__.+__$/.test(name));
}

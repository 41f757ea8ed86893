import { compareText } from "../shard/canonical.ts";
import type { Problem } from "../shard/records.ts";

/** What modules could not be imported for the want of: names of modules and of shared libraries, the most wanted first. */
export interface Wants {
  modules: readonly string[];
  libraries: readonly string[];
}

/** How Python says that a module is not there; what is wanted is the distribution that has its first name. */
const NO_MODULE = /No module named '([^'.]+)/;

/** How the dynamic linker says that a shared library is not there; a path is one that the package should have brought. */
const NO_LIBRARY = /(?<!\S)([^\s/]+): cannot open shared object file/;

/** What would have to be installed for more modules to be importable, as far as their problems say. */
export function wantsOf(problems: readonly Problem[], importNames: readonly string[]): Wants {
  const own = new Set(importNames.map((name) => name.split(".")[0]));
  const imports = problems.filter(({ stage }) => stage === "import");
  return {
    modules: mostFrequent(imports, NO_MODULE).filter((name) => !own.has(name)),
    libraries: mostFrequent(imports, NO_LIBRARY),
  };
}

function mostFrequent(problems: readonly Problem[], pattern: RegExp): string[] {
  const counts = new Map<string, number>();
  for (const { message } of problems) {
    const name = pattern.exec(message)?.[1];
    if (name !== undefined) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts].sort(([a, left], [b, right]) => right - left || compareText(a, b)).map(([name]) => name);
}

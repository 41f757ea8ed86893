import { matchesGlob } from "node:path";
import { quoted } from "../../errors/quoted.ts";
import { UsageError } from "../../errors/usage-error.ts";
import { PREFERRED_PYTHONS } from "../../lock/choose-python.ts";
import { libraryPython, libraryStem } from "../../pkginfo/standard-library.ts";
import { findTargets } from "../package/targets.ts";

/** What a run is asked to do: `all`, or names, stems and patterns such as `zope-*`, and `python==3.13`. */
export type Selection = "all" | readonly string[];

/** What a selection means in a repository. */
export interface Selected {
  /** The stems of pkginfo/ that were asked for, and those of standard libraries that were named. */
  stems: ReadonlySet<string>;
  /** Minor versions of Python whose standard library was named. */
  pythons: readonly string[];
  /** Whether a stem was asked for; where everything was, those of all standard libraries too. */
  has(stem: string): boolean;
}

/**
 * What a person named.
 *
 * @param all the stems of pkginfo/
 * @throws UsageError naming every argument that is none of pkginfo/
 */
export async function selectStems(
  root: string,
  selection: Selection,
  all: readonly string[],
): Promise<Selected> {
  if (selection === "all") {
    return { stems: new Set(all), pythons: [], has: () => true };
  }
  const stems = new Set<string>();
  const pythons = new Set<string>();
  const errors: UsageError[] = [];
  for (const argument of selection) {
    const found = /[*?[]/.test(argument)
      ? all.filter((stem) => matchesGlob(stem, argument))
      : await namedStems(root, argument);
    if (found.length === 0) {
      errors.push(unknownError(argument));
    }
    for (const stem of found) {
      stems.add(stem);
      const python = libraryPython(stem);
      if (python !== undefined) {
        pythons.add(python);
      }
    }
  }
  if (errors.length > 0) {
    throw new UsageError(errors.flatMap(({ problems }) => [...problems]));
  }
  return { stems, pythons: [...pythons], has: (stem) => stems.has(stem) };
}

async function namedStems(root: string, argument: string): Promise<string[]> {
  const targets = await findTargets(root, [argument]);
  return targets.flatMap((target) => {
    switch (target.kind) {
      case "pkginfo":
        return [target.stem];
      case "library":
        return [libraryStem(target.python ?? PREFERRED_PYTHONS[0])];
      default:
        return [];
    }
  });
}

function unknownError(argument: string): UsageError {
  return new UsageError({
    message: `${quoted(argument)} names nothing in pkginfo/, and a run takes only what is there`,
    fix: "`./scripts/importgraph list` tells what there is; `add` writes a pkginfo, and `explore` needs none",
  });
}

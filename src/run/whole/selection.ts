import { matchesGlob } from "node:path";
import { quoted } from "../../errors/quoted.ts";
import { UsageError } from "../../errors/usage-error.ts";
import { findTargets } from "../package/targets.ts";

/** What a run is asked to do: `all`, or names, stems and patterns such as `zope-*`. */
export type Selection = "all" | readonly string[];

/**
 * The stems of pkginfo/ that a person named.
 *
 * @param stems all that there are
 * @throws UsageError naming every argument that is none of pkginfo/
 */
export async function selectStems(
  root: string,
  selection: Selection,
  stems: readonly string[],
): Promise<ReadonlySet<string>> {
  if (selection === "all") {
    return new Set(stems);
  }
  const selected = new Set<string>();
  const errors: UsageError[] = [];
  for (const argument of selection) {
    const found = /[*?[]/.test(argument)
      ? stems.filter((stem) => matchesGlob(stem, argument))
      : await namedStems(root, argument);
    if (found.length === 0) {
      errors.push(unknownError(argument));
    }
    for (const stem of found) {
      selected.add(stem);
    }
  }
  if (errors.length > 0) {
    throw new UsageError(errors.flatMap(({ problems }) => [...problems]));
  }
  return selected;
}

async function namedStems(root: string, argument: string): Promise<string[]> {
  const targets = await findTargets(root, [argument]);
  return targets.flatMap((target) => (target.kind === "pkginfo" ? [target.stem] : []));
}

function unknownError(argument: string): UsageError {
  return new UsageError({
    message: `${quoted(argument)} names nothing in pkginfo/, and a run takes only what is there`,
    fix: "`./scripts/importgraph list` tells what there is; `add` writes a pkginfo, and `explore` needs none",
  });
}

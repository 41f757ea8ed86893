import type { ResolvedPackage } from "./pylock.ts";
import type { Resolver } from "./resolver.ts";

/** A back end may itself come as source, and its back end too; more than this is a circle. */
const DEEPEST = 5;

/**
 * What source distributions are built with, pinned: their back ends, what these ask for, and the same again for those
 * among them that come as source. One set serves all of them, since uv takes one list of build constraints.
 *
 * @throws ResolutionError when they can't be had together.
 */
export async function resolveBackEnds(
  resolver: Resolver,
  sources: readonly ResolvedPackage[],
  constraints: readonly string[],
): Promise<ResolvedPackage[]> {
  const asked = new Set<string>();
  const requirements = new Set<string>();
  let pending = sources;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const names = pending.map(({ name, version }) => `${name} ${version}`);
    const what = `what ${names.join(", ")} ${names.length === 1 ? "is" : "are"} built with`;
    for (const requirement of await resolver.backEndRequirements(pending, what)) {
      requirements.add(requirement);
    }
    for (const name of names) {
      asked.add(name);
    }
    const backEnds = await resolver.compile({ requirements: [...requirements].sort(), constraints, what });
    pending = backEnds.filter(
      ({ name, version, fromSource }) => fromSource && !asked.has(`${name} ${version}`),
    );
    if (pending.length === 0) {
      return backEnds;
    }
  }
  throw new Error(
    `back ends that are built from source go deeper than ${DEEPEST} levels: ${[...asked].join(", ")}`,
  );
}

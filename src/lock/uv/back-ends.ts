import { ResolutionError } from "../resolution-error.ts";
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
  installed: readonly ResolvedPackage[],
): Promise<ResolvedPackage[]> {
  // What is built against is what is installed, where both can be the same: a compiled interface differs among releases.
  const same = installed
    .filter(({ isCompiled }) => isCompiled)
    .map(({ name, version }) => `${name}==${version}`);
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
    const question = { requirements: [...requirements].sort(), what };
    const backEnds = await resolver
      .compile({ ...question, constraints: [...constraints, ...same] })
      .catch((error: unknown) => {
        if (same.length > 0 && error instanceof ResolutionError) {
          return resolver.compile({ ...question, constraints });
        }
        throw error;
      });
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

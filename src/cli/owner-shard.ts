import type { NoResolution } from "../ask/resolve.ts";
import { STANDARD_LIBRARY } from "../releases/project-name.ts";
import type { ForeignRef, Ref } from "../shard/records.ts";
import { type Answering, isOfVersion, newestOf } from "../store/answering.ts";
import type { Asked } from "./shard-choice.ts";

/** The shard of exactly the release, or of the standard library of the Python, that a reference leads into, if it is there. */
export function ownerOf({ shards }: Asked, ref: Ref): Answering | undefined {
  if (typeof ref === "string") {
    return undefined;
  }
  const entries = Object.values(shards);
  if ("python" in ref) {
    return newestOf(entries.filter(({ name, python }) => name === STANDARD_LIBRARY && python === ref.python));
  }
  return ref.distribution === null
    ? undefined
    : newestOf(entries.filter((entry) => entry.name === ref.distribution && isOfVersion(entry, ref.version)));
}

/** How the shard is had that a reference leads into; undefined where nobody knows whose it would be. */
export function howToGet({ storeFlag }: Asked, ref: Ref): string | undefined {
  if (typeof ref === "string") {
    return undefined;
  }
  if ("python" in ref) {
    return `./scripts/explore ${STANDARD_LIBRARY}==${ref.python}${storeFlag}`;
  }
  return ref.distribution === null
    ? undefined
    : `./scripts/explore ${ref.distribution}==${ref.version}${storeFlag}`;
}

/** The reference of another distribution's at which a name could not be followed on, and the name to ask there. */
export function onwardOf(name: string, { ref, reached }: NoResolution): [ForeignRef, string] | undefined {
  const isForeign = ref !== undefined && typeof ref !== "string";
  return isForeign ? [ref, `${ref.id}${name.slice(reached.length)}`] : undefined;
}

/** The newest standard library of a store: what no distribution has may be one of the builtins. */
export function newestLibrary({ shards }: Asked): Answering | undefined {
  return newestOf(Object.values(shards).filter(({ name }) => name === STANDARD_LIBRARY));
}

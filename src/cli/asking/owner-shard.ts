import { STANDARD_LIBRARY } from "../../releases/project-name.ts";
import type { ForeignRef, Ref } from "../../shard/records.ts";
import {
  type Answering,
  type AnsweringEntry,
  isOfVersion,
  nearestTo,
  newestFirst,
  newestOf,
} from "../../store/answering.ts";
import type { Asked } from "./shard-choice.ts";

/** The shard that a reference leads into. */
export interface Owner {
  answering: Answering;
  /** Whether it is of the very release, or for the very Python, that is referred to; else it is the nearest one here. */
  isExact: boolean;
}

/** The shard that a reference leads into: that of the release, else the nearest one; undefined where there is none. */
export function ownerOf({ shards }: Asked, ref: ForeignRef): Owner | undefined {
  const release = releaseOf(ref);
  if (release === undefined) {
    return undefined;
  }
  const all = newestFirst(Object.values(shards).filter(({ name }) => name === release.name));
  const exact = all.find((entry) =>
    "python" in ref ? entry.python === ref.python : isOfVersion(entry, release.version),
  );
  const entry = exact ?? nearestTo(all, release.version);
  const isOther = ({ digest }: AnsweringEntry) => digest !== entry?.digest;
  return entry && { answering: { entry, others: all.filter(isOther) }, isExact: exact !== undefined };
}

/** How the shard is had that a reference leads into; undefined where nobody knows whose it would be. */
export function howToGet({ storeFlag }: Asked, ref: Ref): string | undefined {
  const release = typeof ref === "string" ? undefined : releaseOf(ref);
  return release && `./scripts/explore ${release.name}==${release.version}${storeFlag}`;
}

/** What would have to be explored to have what a reference leads to; of the standard library, for which Python. */
export function releaseOf(ref: ForeignRef): { name: string; version: string } | undefined {
  if ("python" in ref) {
    return { name: STANDARD_LIBRARY, version: ref.python };
  }
  return ref.distribution === null ? undefined : { name: ref.distribution, version: ref.version };
}

/** The newest standard library of a store: what no distribution has may be one of the builtins. */
export function newestLibrary({ shards }: Asked): Answering | undefined {
  return newestOf(Object.values(shards).filter(({ name }) => name === STANDARD_LIBRARY));
}

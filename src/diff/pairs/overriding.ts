import { resolveName } from "../../ask/resolve.ts";
import type { ApiObject } from "../api.ts";
import type { ObjectPair, Releases } from "../rule.ts";
import { pairUnder } from "./pairing.ts";

/** Members that a class has of its own now and had by inheritance before: what it inherited, with what has come in its place. */
export function overridingPairs(
  releases: Releases,
  objects: Iterable<ApiObject>,
  taken: ReadonlySet<string>,
): ObjectPair[] {
  const pairs: ObjectPair[] = [];
  for (const { node, names, holder } of objects) {
    const [name] = names;
    const found = resolveName(releases.old.shard, name);
    const isInherited = found.found && found.steps.at(-1)?.how === "inherited";
    if (holder !== undefined && !taken.has(node.id) && isInherited && found.node !== undefined) {
      pairs.push(pairUnder(name, releases, found.node, node, found.node.kind !== "staticmethod"));
    }
  }
  return pairs;
}

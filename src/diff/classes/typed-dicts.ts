import type { ShardNode } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { areKnownAlike } from "../known.ts";
import type { ObjectPair } from "../rule.ts";

/** Whether each key of a typed dictionary has to be there. */
type Keys = ReadonlyMap<string, boolean>;

/**
 * The keys that are told of a typed dictionary in both releases: not those of another one that is told of by itself.
 *
 * @returns undefined for what is none in one of them
 */
export function typedKeys({
  old,
  new: now,
  releases,
}: ObjectPair): { before: Keys; after: Keys } | undefined {
  const [before, after] = [keysOf(releases.old.shard, old), keysOf(releases.new.shard, now)];
  if (before === undefined || after === undefined || !areKnownAlike({ old, new: now })) {
    return undefined;
  }
  const isTold = (name: string) =>
    [before.get(name)?.holder, after.get(name)?.holder]
      .filter((holder) => holder !== undefined)
      .some((holder) => holder === old.id || holder === now.id || !releases.old.objects.has(holder));
  const told = (keys: ReturnType<typeof keysOf>) =>
    new Map([...(keys ?? [])].filter(([name]) => isTold(name)).map(([name, key]) => [name, key.isNeeded]));
  return { before: told(before), after: told(after) };
}

function keysOf(
  shard: Shard,
  node: ShardNode,
): Map<string, { holder: string; isNeeded: boolean }> | undefined {
  if (!node.flavours?.includes("typeddict")) {
    return undefined;
  }
  const keys = new Map<string, { holder: string; isNeeded: boolean }>();
  for (const [name, ref] of Object.entries(node.members ?? {})) {
    const key = typeof ref === "string" ? shard.node(ref) : undefined;
    if (key?.kind === "attribute" && key.type !== undefined) {
      const holder = key.id.replace(/\.[^.]+$/, "");
      const isTotal = shard.node(`${holder}.__total__`)?.value !== "False";
      const isSaid = /\b(?<not>Not)?Required\[/.exec(key.type);
      keys.set(name, { holder, isNeeded: isSaid === null ? isTotal : isSaid.groups?.not === undefined });
    }
  }
  return keys;
}

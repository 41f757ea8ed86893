import { lineage } from "../../../ask/resolve.ts";
import type { Ref, ShardNode } from "../../../shard/records.ts";
import type { Shard } from "../../../shard/shard.ts";
import { areClasses, followsFromBase } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "takes no further attributes",
  level: "risky",
  reason: "Setting other attributes than its own raises AttributeError.",
  on: "pair",
  *find(pair) {
    const { releases, old, new: now } = pair;
    const isLost = (before: ShardNode, after: ShardNode) =>
      takesAttributes(releases.old.shard, before) && !takesAttributes(releases.new.shard, after);
    if (areClasses(pair) && isLost(old, now) && !followsFromBase(pair, isLost)) {
      yield {};
    }
  },
};

/** Whether instances keep whatever is set on them: some class has no slots, or one for all. */
function takesAttributes(shard: Shard, { id }: ShardNode): boolean {
  return lineage(shard, id).some((ref) => hasDictionary(shard, ref));
}

function hasDictionary(shard: Shard, ref: Ref): boolean {
  if (typeof ref === "string") {
    const slots = shard.node(ref)?.members?.__slots__;
    const value = typeof slots === "string" ? shard.node(slots)?.value : undefined;
    return slots === undefined || value?.includes("'__dict__'") === true;
  }
  const isPlain = /^builtins\.(?!BaseException$|type$)|^typing\.Generic$|^typing\.Protocol$|^abc\.ABC$/.test(
    ref.id,
  );
  return !isPlain && shard.external(ref)?.members.includes("__slots__") !== true;
}

import type { Ref, ShardNode } from "../../../shard/records.ts";
import { isPublicName } from "../../api.ts";
import {
  areClasses,
  followsFromBase,
  gainedAncestors,
  isFlavour,
  keyOf,
  lostAncestors,
  nameOf,
} from "../../classes/classes.ts";
import type { ObjectPair, Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "other metaclass",
  level: "risky",
  reason: "Classes that inherit from it and from one with yet another metaclass raise TypeError.",
  on: "pair",
  *find(pair) {
    if (areClasses(pair) && metaclassOf(pair.old) !== metaclassOf(pair.new) && !isToldOtherwise(pair)) {
      const [old, now] = [pair.old.metaclass, pair.new.metaclass].map((ref) =>
        ref === undefined ? "type" : nameOf(ref),
      );
      if (old !== undefined && now !== undefined) {
        yield { old, new: now, ...(isLess(old, now) && { level: "compatible" as const }) };
      }
    }
  },
};

function metaclassOf({ metaclass }: ShardNode): string {
  return metaclass === undefined ? "type" : keyOf(metaclass);
}

/** Where it follows from a class above, or from what the class has become, or is a matter of Python's own. */
function isToldOtherwise(pair: ObjectPair): boolean {
  const { old, new: now, releases } = pair;
  const refs = [old.metaclass, now.metaclass].filter((ref) => ref !== undefined);
  const isOfPython = refs.every((ref) => typeof ref !== "string" && "python" in ref);
  const isOtherPython = releases.old.shard.header.python !== releases.new.shard.header.python;
  return (
    refs.some((ref) => typeof ref !== "string" && !ref.id.split(".").every(isPublicName)) ||
    (isOfPython && refs.length === 2 && isOtherPython) ||
    isFlavour(old, "enum") !== isFlavour(now, "enum") ||
    (!isFlavour(old, "abstract") && isFlavour(now, "abstract")) ||
    followsFromBase(pair, (before, after) => metaclassOf(before) !== metaclassOf(after)) ||
    [...lostAncestors(pair), ...gainedAncestors(pair)].length > 0 ||
    (isOfPython && hasOthersBases(pair))
  );
}

/** Whether its bases are what they were, and some of them others' own, which may have got another metaclass. */
function hasOthersBases({ old, new: now }: ObjectPair): boolean {
  const isSame = old.bases?.map(keyOf).join() === now.bases?.map(keyOf).join();
  const isOthers = (ref: Ref) => typeof ref !== "string" && "distribution" in ref;
  return isSame && (now.mro ?? []).some(isOthers);
}

/** Whether what could be inherited from beside it still can, and nothing is lost that others knew of. */
function isLess(old: string, now: string): boolean {
  return now === "type" && (old === "abc.ABCMeta" || !old.split(".").every(isPublicName));
}

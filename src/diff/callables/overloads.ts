import { canonicalJson } from "../../shard/canonical.ts";
import type { ShardNode, Signature } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { areKnownAlike } from "../known.ts";
import type { ObjectPair } from "../rule.ts";
import { compareTypes } from "../types/compare.ts";
import { isRequired, matchParameters, namedParameters } from "./signatures.ts";

/** What has become of the ways in which an overloaded callable may be called. */
export interface OverloadChanges {
  removed: Signature[];
  /** Those of as many parameters with the same names, or as many as before in all. */
  changed: { old: Signature; new: Signature }[];
  added: Signature[];
}

interface Side {
  node: ShardNode;
  shard: Shard;
}

/** Ways of calling that the new release does not take, and those that the old one did not. */
export function changedOverloads(pair: ObjectPair): OverloadChanges {
  const { old, new: now, releases } = pair;
  const before = { node: old, shard: releases.old.shard };
  const after = { node: now, shard: releases.new.shard };
  const newWays = (now.overloads ?? (now.signature === undefined ? [] : [now.signature])).map(unmangled);
  if (old.overloads === undefined || !areKnownAlike(pair)) {
    return { removed: [], changed: [], added: [] };
  }
  // Most are what they were: only the others are looked into.
  const allOldWays = old.overloads.map(unmangled);
  const [oldTexts, newTexts] = [allOldWays, newWays].map((ways) => new Set(ways.map(canonicalJson)));
  const oldWays = allOldWays.filter((way) => newTexts?.has(canonicalJson(way)) !== true);
  const lost = new Set(matchParameters(pair).removed.map(({ name }) => name));
  // That a parameter is removed is told of it.
  const isToldOfOne = (way: Signature) => [...namedParameters(way).keys()].some((name) => lost.has(name));
  const gone = oldWays.filter(
    (way) => !isToldOfOne(way) && !newWays.some((other) => takes(way, before, other, after)),
  );
  // A new way that takes what an old one took is that one.
  const isNew = (way: Signature) =>
    oldTexts?.has(canonicalJson(way)) !== true && !oldWays.some((other) => takes(other, before, way, after));
  const more = now.overloads === undefined ? [] : newWays.filter(isNew);
  const changed = gone.flatMap((way) => {
    const other = more.find((one) => names(one) === names(way));
    more.splice(other === undefined ? more.length : more.indexOf(other), 1);
    return other === undefined ? [] : [{ old: way, new: other }];
  });
  const isChanged = (way: Signature) => changed.some((change) => change.old === way);
  return { removed: gone.filter((way) => !isChanged(way)), changed, added: more };
}

/** With private parameters of methods as they are written: only some Pythons have them with the name of the class. */
function unmangled(way: Signature): Signature {
  const name = (mangled: string) => mangled.replace(/^_[A-Za-z]\w*?(?=__\w)/, "");
  return { ...way, parameters: way.parameters.map((one) => ({ ...one, name: name(one.name) })) };
}

/** Whether calls of one signature are right by the other, too, and give what they gave. */
function takes(old: Signature, before: Side, now: Signature, after: Side): boolean {
  const [parameters, others] = [namedParameters(old), namedParameters(now)];
  const isTaken = [...parameters.values()].every((parameter) => {
    const other = others.get(parameter.name);
    const change = other && compared(parameter.annotation, before, other.annotation, after);
    const isLeftOut = parameter.default !== undefined && other !== undefined && isRequired(other);
    return !isLeftOut && (change === "same" || change === "wider");
  });
  const isEnough = [...others.values()].every((other) => parameters.has(other.name) || !isRequired(other));
  const returned = compared(old.returns, before, now.returns, after);
  return isTaken && isEnough && (returned === "same" || returned === "narrower");
}

function compared(old: string | undefined, before: Side, now: string | undefined, after: Side) {
  return old === undefined || now === undefined
    ? "same"
    : compareTypes({ ...before, text: old }, { ...after, text: now });
}

function names(signature: Signature): string {
  return [...namedParameters(signature).keys()].join(", ");
}

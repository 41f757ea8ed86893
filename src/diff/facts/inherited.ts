import { ownMembers, resolveName } from "../../ask/resolve.ts";
import { compareText } from "../../shard/canonical.ts";
import type { Ref } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { isPublicMember } from "../api.ts";
import { keyOf } from "../classes/classes.ts";
import type { ObjectPair } from "../rule.ts";
import { dottedName } from "./kinds.ts";

/** Classes whose names say how others are made. */
const GENERAL = new Set(["builtins.object", "typing.Generic", "typing.Protocol"]);
/** How many names are told. */
const SHOWN = 6;

/** What a class no longer inherits, to be read in a line. */
export function lostMembersText(pair: ObjectPair): string | undefined {
  const lost = lostMembers(pair);
  const more = lost.length > SHOWN ? ` and ${lost.length - SHOWN} more` : "";
  return lost.length > 0 ? `${lost.slice(0, SHOWN).join(", ")}${more}` : undefined;
}

/**
 * The names that a class had by a base which it has no more, sorted, those without underscores first. What a public base has lost
 * itself, or lost by a base of its own, is told there; what another release of somebody else's base has lost is not ours.
 */
function lostMembers({ releases, name, old, new: now }: ObjectPair): string[] {
  if (old.kind !== "class" || now.kind !== "class" || now.mro === undefined) {
    return [];
  }
  const [before, after] = [releases.old, releases.new];
  const isLeft = new Set(now.mro.map(keyOf));
  const bases = (old.mro ?? []).filter((base) => !GENERAL.has(dottedName(base)));
  // Bases that nobody else can name are looked at as the class itself.
  const isOver = (base: Ref) =>
    typeof base === "string" ? before.objects.has(base) : !isLeft.has(keyOf(base));
  const isLost = (member: string) =>
    isPublicMember(member) &&
    !has(after.shard, `${name}.${member}`) &&
    has(before.shard, `${name}.${member}`);
  const inherited = bases.filter(isOver).flatMap((base) => [...ownMembers(before.shard, base)]);
  const lost = new Set(inherited.map(([member]) => member).filter(isLost));
  const isToldAt = (base: string, member: string) =>
    has(before.shard, `${base}.${member}`) &&
    resolveName(after.shard, base).found &&
    !has(after.shard, `${base}.${member}`);
  const publicBases = bases.flatMap((base) => {
    const object = typeof base === "string" ? before.objects.get(base) : undefined;
    return object === undefined ? [] : [object.names[0]];
  });
  return [...lost]
    .filter((member) => !publicBases.some((base) => isToldAt(base, member)))
    .sort((a, b) => Number(a.startsWith("_")) - Number(b.startsWith("_")) || compareText(a, b));
}

function has(shard: Shard, name: string): boolean {
  const found = resolveName(shard, name);
  const isOfAll = found.found && typeof found.ref !== "string" && found.ref.id.startsWith("builtins.object.");
  return found.found && found.steps.at(-1)?.how !== "metaclass" && !isOfAll;
}

import { resolveName } from "../../ask/resolve.ts";
import type { Signature } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { calledAs } from "../callables/called.ts";
import { byPosition, isRequired, namedParameters, takesName } from "../callables/signatures.ts";
import type { Change } from "../diff.ts";
import { rules } from "../rules/rules.ts";

/** Something that code written for the old release does, to be tried in the new one. */
export type Claim =
  /** Names it. */
  | { what: "name"; name: string }
  /** Calls it with so many arguments by position, and these by name; one at a position, from 0, may have to be that of a parameter. */
  | { what: "call"; name: string; positional: number; named: string[]; gives?: { at: number; to: string } }
  /** Awaits what it returns, or iterates over it asynchronously. */
  | { what: "await"; name: string }
  /** Takes it for one of these. */
  | { what: "base"; name: string; base: string };

/** What there is to be tried of a change that breaks; undefined where nothing is. */
export function claimOf(change: Change, old: Shard): Claim | undefined {
  const { name, part, calls, level, rule } = change;
  const { on, tried = on === "gone" ? "name" : undefined, isDoubted } = rules.get(rule) ?? {};
  if (level !== "breaking" && !(isDoubted && level === "deprecation")) {
    return undefined;
  }
  if (tried === "name") {
    return { what: "name", name };
  }
  if (tried === "await") {
    return { what: "await", name };
  }
  if (tried === "ancestor") {
    return part === undefined ? undefined : { what: "base", name, base: part };
  }
  const found = calls === undefined ? undefined : resolveName(old, name);
  const node = found?.found === true ? found.node : undefined;
  const signature = node && calledAs(old, node);
  return signature && brokenCall(name, signature, change);
}

/** What no parameter is called. */
const ANYTHING = "importgraph_tries_this";

/** A call that the old signature takes, and the new one is said to refuse. */
function brokenCall(name: string, signature: Signature, { calls, part }: Change): Claim | undefined {
  const places = byPosition(signature);
  if (part?.startsWith("*")) {
    const more = part.startsWith("**") ? { named: [ANYTHING] } : { positional: places.length + 1 };
    return { what: "call", name, positional: 0, named: [], ...more };
  }
  const parameters = [...namedParameters(signature).values()];
  const { keyword, position } = calls ?? {};
  const changed = parameters.find((parameter) => parameter.name === part);
  const isByName = keyword !== undefined && changed !== undefined && takesName(changed);
  // What can't be named has to be given by position, and what stands before it.
  const unnamed = places.filter((parameter) => !takesName(parameter) && isRequired(parameter)).length;
  const positional = isByName ? unnamed : Math.max(unnamed, (position ?? -1) + 1);
  const given = new Set(places.slice(0, positional).map((parameter) => parameter.name));
  const needed = parameters.filter((one) => isRequired(one) && takesName(one)).map((one) => one.name);
  const named = new Set([...needed, ...(isByName ? [keyword] : [])].filter((one) => !given.has(one)));
  const isPlaced = keyword === undefined && position !== undefined && part !== undefined;
  return {
    ...{ what: "call", name, positional, named: [...named] },
    ...(isPlaced && { gives: { at: position, to: part } }),
  };
}

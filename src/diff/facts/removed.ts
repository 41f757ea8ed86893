import type { NodeKind } from "../../shard/records.ts";
import type { Finding, Gone } from "../rule.ts";
import { isDeclared } from "./declared.ts";

/**
 * What is to be told of something of one of these kinds that is nowhere in the new release. What the function `__getattr__` of a
 * class may give yet is less than broken.
 */
export function* removed(gone: Gone, ...kinds: readonly NodeKind[]): Generator<Finding> {
  const { object, elsewhere, passedOn, mayBeMade } = gone;
  const { kind } = object.node;
  const isThere = elsewhere !== undefined || passedOn !== undefined || isServed(gone);
  if (kinds.includes(kind) && !isThere && !isDeclared(gone.releases, object.names[0])) {
    const [, ...more] = object.names;
    // Other names of its class are no news.
    const aliases = more.filter((name) => !object.holder?.names.includes(name.replace(/\.[^.]+$/, "")));
    yield {
      ...(aliases.length > 0 && { old: `also ${aliases.join(", ")}` }),
      ...(mayBeMade && { level: "risky" as const }),
    };
  }
}

/** Whether the function `__getattr__` of a module may give it yet. */
export function isServed({ object, mayBeMade }: Gone): boolean {
  return mayBeMade && object.holder === undefined;
}

import type { NodeKind } from "../shard/records.ts";
import type { Finding, Gone } from "./rule.ts";

/** What is to be told of something of one of these kinds that is nowhere in the new release. */
export function* removed({ object, elsewhere }: Gone, ...kinds: readonly NodeKind[]): Generator<Finding> {
  if (elsewhere === undefined && kinds.includes(object.node.kind)) {
    const [, ...aliases] = object.names;
    yield aliases.length === 0 ? {} : { old: `also ${aliases.join(", ")}` };
  }
}

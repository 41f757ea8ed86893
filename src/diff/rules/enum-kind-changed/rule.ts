import type { ShardNode } from "../../../shard/records.ts";
import { areClasses, isFlavour } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "other kind of enum",
  level: "risky",
  reason: "Its members compare, combine or print otherwise.",
  on: "pair",
  *find(pair) {
    const [old, now] = [enumKind(pair.old), enumKind(pair.new)];
    const isSame = old.join() === now.join();
    if (areClasses(pair) && isFlavour(pair.old, "enum") && !isSame) {
      // What members were they are no longer.
      const isLess =
        old.slice(1).some((one) => !now.includes(one)) || now.length === 0 || lost(old[0], now[0]);
      yield {
        ...{ old: old.join(", "), new: now.length === 0 ? "no enum" : now.join(", ") },
        ...(isLess && { level: "breaking" as const }),
      };
    }
  },
};

const KINDS = new Set(["Enum", "Flag", "IntEnum", "IntFlag", "StrEnum"]);

/** The class of Python's that makes it an enum, then what its members are besides. */
function enumKind({ mro, flavours }: ShardNode): string[] {
  const ids = (mro ?? []).flatMap((ref) => (typeof ref !== "string" && "python" in ref ? [ref.id] : []));
  const kind = ids.find((id) => id.startsWith("enum.") && KINDS.has(id.slice(5)));
  const types = ids
    .filter((id) => id.startsWith("builtins.") && id !== "builtins.object")
    .map((id) => id.slice(9));
  return flavours?.includes("enum") && kind !== undefined ? [kind.slice(5), ...types] : [];
}

function lost(old: string | undefined, now: string | undefined): boolean {
  return old?.endsWith("Flag") === true && now?.endsWith("Flag") !== true;
}

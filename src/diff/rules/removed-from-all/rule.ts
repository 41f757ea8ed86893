import { resolveName } from "../../../ask/resolve.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "no longer in `__all__`",
  level: "risky",
  reason: "`from … import *` no longer gives it, and it is no longer said to be public.",
  on: "pair",
  *find({ name, old, new: now, releases }) {
    const listed = now.kind === "module" ? now.all : undefined;
    for (const member of (listed && old.all) ?? []) {
      if (!listed?.includes(member) && resolveName(releases.new.shard, `${now.id}.${member}`).found) {
        yield { name: `${name}.${member}` };
      }
    }
  },
};

import { narrowed } from "../../facts/metadata.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "Pythons dropped",
  level: "risky",
  reason: "Who has such a Python gets an older release.",
  on: "releases",
  *find({ old, new: now }) {
    const [before, after] = [old.shard.header.distribution, now.shard.header.distribution];
    const [was, is] = [before.requiresPython ?? "", after.requiresPython ?? ""];
    if (narrowed([was], [is])) {
      yield { name: after.name, old: was || "any Python", new: is };
    }
  },
};

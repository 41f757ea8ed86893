import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "moved, the old name still served",
  level: "compatible",
  reason: "Both names lead to it; what was pickled names the old one.",
  on: "moved",
  *find({ pairs }) {
    const [first, ...more] = pairs;
    if (more.length === 0) {
      yield { new: first.new.id };
    } else {
      const names = pairs.map(({ old }) => old.id.slice(old.module.length + 1)).join(", ");
      yield { name: first.old.module, part: names, new: first.new.module };
    }
  },
};

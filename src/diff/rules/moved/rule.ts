import { around, last } from "../../facts/kinds.ts";
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
      const [names, places] = [pairs.map(({ old }) => last(old)), [first.old, first.new].map(around)];
      yield { name: places[0] ?? "", part: names.join(", "), new: places[1] ?? "" };
    }
  },
};

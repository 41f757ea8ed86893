import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "module's `__getattr__` removed",
  level: "risky",
  reason: "Names that only it gave raise AttributeError.",
  on: "pair",
  *find({ old, new: now }) {
    const serves = ({ members }: typeof old) => Object.hasOwn(members ?? {}, "__getattr__");
    if (old.kind === "module" && now.kind === "module" && serves(old) && !serves(now)) {
      yield {};
    }
  },
};

import { areKnownAlike } from "../../known.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "need not be overridden any more",
  level: "compatible",
  reason: "Classes that override it do so as before.",
  on: "pair",
  *find(pair) {
    const isKind = (kind: string) => kind !== "class" && kind !== "module";
    const [before, after] = [pair.old.flags, pair.new.flags].map(
      (flags) => flags?.includes("abstract") === true,
    );
    if (areKnownAlike(pair) && isKind(pair.old.kind) && isKind(pair.new.kind) && before && !after) {
      yield {};
    }
  },
};

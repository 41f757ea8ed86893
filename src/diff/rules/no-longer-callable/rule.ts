import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "instances can not be called any more",
  level: "breaking",
  reason: "Calling an instance raises TypeError.",
  on: "gone",
  *find({ object }) {
    if (object.holder !== undefined && object.names[0].endsWith(".__call__")) {
      yield {};
    }
  },
};

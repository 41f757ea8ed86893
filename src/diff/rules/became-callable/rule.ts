import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "instances can be called",
  level: "compatible",
  reason: "What was done with them before is as before.",
  on: "added",
  *find({ object }) {
    if (object.holder !== undefined && object.names[0].endsWith(".__call__")) {
      yield {};
    }
  },
};

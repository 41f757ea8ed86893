import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "deprecated",
  level: "deprecation",
  reason: "It warns, or says so in its documentation, and goes with a later release.",
  on: "pair",
  *find({ old, new: now }) {
    if (now.deprecated !== undefined && old.deprecated === undefined) {
      const { message, since } = now.deprecated;
      yield { ...(since !== undefined && { new: since }), ...(message !== "" && { advice: message }) };
    }
  },
};

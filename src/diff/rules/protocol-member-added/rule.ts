import { resolveName } from "../../../ask/resolve.ts";
import { isFlavour } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "new member of a protocol",
  level: "risky",
  reason: "Classes that do not have it do not fit the protocol any more.",
  on: "added",
  *find({ releases, object }) {
    const { holder, node } = object;
    const before = holder && resolveName(releases.old.shard, holder.names[0]);
    const isOld = before?.found === true && before.node !== undefined && isFlavour(before.node, "protocol");
    if (isOld && holder !== undefined && isFlavour(holder.node, "protocol") && node.kind !== "class") {
      yield {};
    }
  },
};

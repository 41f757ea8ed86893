import { resolveName } from "../../ask/resolve.ts";
import type { ShardNode } from "../../shard/records.ts";
import type { Api } from "../api.ts";
import type { Finding, ObjectPair } from "../rule.ts";
import { dottedName } from "./kinds.ts";

/** What stands for the release, or the moment of its making; as do all names with two underscores on both sides. */
const NAMED = /version|commit|revision|build|date|copyright/i;
const DATE = /\b(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?\b/;
const PATH = /^['"](?:[a-z]:)?[\\/]/i;
const DIGEST = /\b[0-9a-f]{32,}\b/;
/** Names of values that tell which Python there is, which is known only by what they are called. */
const OF_PYTHON = /(?:^|_)(?:PY|PYPY|PYTHON)(?:_|\d|$)/i;

/** Of a statement whose end is not known. */
const MOST_LINES = 4;

/** Whether a value is what a release, a day, a machine or a Python makes it, so that it says nothing of what is done with it. */
export function isMade({ name, releases, old, new: now }: ObjectPair): boolean {
  const [before, after] = [releases.old.shard.header, releases.new.shard.header];
  const [was, is] = [old.value ?? "", now.value ?? ""];
  const last = name.split(".").at(-1) ?? name;
  const isOfRelease = was.includes(before.distribution.version) && is.includes(after.distribution.version);
  const isOfPython =
    before.python !== after.python &&
    (OF_PYTHON.test(last) ||
      [[releases.old, old] as const, [releases.new, now] as const].every(asksForPython));
  return (
    isOfRelease ||
    isOfPython ||
    /^__.+__$/.test(last) ||
    NAMED.test(last) ||
    [DATE, PATH, DIGEST].some((pattern) => pattern.test(was) && pattern.test(is))
  );
}

/** Names of the standard library that tell which Python there is. */
const TELLS_PYTHON =
  /^(?:sys\.(?:version|version_info|hexversion|implementation)|platform\.python_\w+)(?:\.|$)/;

/** Whether it is made where the Python is asked for: on the lines that give it its value. */
function asksForPython([{ shard }, { module, location }]: readonly [Api, ShardNode]): boolean {
  const { line = 0, endLine = line + MOST_LINES } = location ?? {};
  return shard.uses.some(
    (use) =>
      use.in === module &&
      typeof use.of !== "string" &&
      TELLS_PYTHON.test(use.of.id) &&
      use.lines.some((one) => one >= line && one <= endLine),
  );
}

/** Whether the values are of the same class, or what the class is of one of them is not known. */
export function sameValueType({ releases, old, new: now }: ObjectPair): boolean {
  if (old.valueType === undefined || now.valueType === undefined || areOfTyping(old, now)) {
    return true;
  }
  const [before, after] = [dottedName(old.valueType), dottedName(now.valueType)];
  const name = releases.old.objects.get(before)?.names[0] ?? before;
  const found = resolveName(releases.new.shard, name);
  return before === after || lastOf(before) === lastOf(after) || (found.found && found.ref === now.valueType);
}

/** Less than the rule's level, where the new class is one of the old one's. */
export function valueTypeOf({ releases, old, new: now }: ObjectPair): Pick<Finding, "level"> {
  const { valueType } = now;
  const cls = typeof valueType === "string" ? releases.new.shard.node(valueType) : undefined;
  const mro = cls?.mro ?? (typeof valueType === "object" ? releases.new.shard.external(valueType)?.mro : []);
  const isOne = (mro ?? []).some((ref) => old.valueType && dottedName(ref) === dottedName(old.valueType));
  return isOne ? { level: "compatible" } : {};
}

/** What `typing` makes is of classes of its own, which differ between releases of Python. */
function areOfTyping(...nodes: readonly ShardNode[]): boolean {
  return nodes.every(({ valueType }) => valueType && /^(?:typing|types)\./.test(dottedName(valueType)));
}

function lastOf(id: string): string {
  return id.split(/[.:]/).at(-1) ?? id;
}

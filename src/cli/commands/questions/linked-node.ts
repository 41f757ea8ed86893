import { type NodeView, showNode } from "../../../ask/view.ts";
import type { ForeignRef } from "../../../shard/records.ts";
import { type Answering, isOfVersion, nearestTo } from "../../../store/answering.ts";
import { openKeptShard } from "../../../store/kept-shard.ts";
import type { HeadEntry } from "../../../store/layout.ts";
import type { Link } from "../../results/graph/shown-elsewhere.ts";
import type { Asked } from "../../shard-choice.ts";

/** The node in another distribution that a name leads to, where that was explored. */
export async function linkedNode(
  asked: Asked,
  answering: Answering,
  { name, resolution: { ref } }: NodeView,
): Promise<{ view: NodeView; link: Link } | undefined> {
  if (typeof ref === "string") {
    return undefined;
  }
  const found = releaseReferred(Object.values(asked.shards), ref);
  if (found === undefined) {
    return undefined;
  }
  const view = showNode(await openKeptShard(asked.store, found.to), ref.id);
  return "resolution" in view && view.resolution.node !== undefined
    ? { view: { ...view, name }, link: { from: answering.entry, ref, ...found } }
    : undefined;
}

function releaseReferred(
  entries: readonly HeadEntry[],
  ref: ForeignRef,
): { to: HeadEntry; isExact: boolean } | undefined {
  const [name, version] =
    "python" in ref
      ? ["python", ref.python]
      : [ref.distribution, ref.distribution === null ? "" : ref.version];
  const all = entries.filter((entry) => entry.name === name);
  const exact = all.find((entry) =>
    "python" in ref ? entry.python === ref.python : isOfVersion(entry, version),
  );
  const to = exact ?? nearestTo(all, version);
  return to && { to, isExact: exact !== undefined };
}

import { resolveName } from "../../ask/resolve.ts";
import { type UsedObject, usesOfForeign } from "../../ask/taken/uses.ts";
import type { OpenGraph } from "../../graph/questions/open-graph.ts";
import { importersOf } from "../../graph/questions/written-objects.ts";
import { STANDARD_LIBRARY } from "../../releases/project-name.ts";
import type { Shard } from "../../shard/shard.ts";
import { type Answering, newestOf } from "../../store/answering.ts";
import { openKeptShard } from "../../store/kept-shard.ts";
import { type Asked, answeringForDottedName, findAnswering, nearImportNames } from "./shard-choice.ts";

/**
 * Who uses what has a dotted name, where nobody has explored the distribution that gives it: the one that is asked for, else
 * the newest of all there are. None for a name that one of them has itself, or that is almost an import name.
 *
 * @param graph tells whose shards need not be looked into
 */
export async function foreignUsers(
  asked: Asked,
  name: string,
  packageName: string | undefined,
  graph?: OpenGraph,
): Promise<{ shard: Shard; answering: Answering; used: UsedObject[] }[]> {
  const users = [];
  const all = candidates(asked, name, packageName);
  const importers = all.length === 0 ? undefined : graph && (await importersOf(graph, name));
  for (const answering of all) {
    if (importers?.has(answering.entry.name) === false) {
      continue;
    }
    const shard = await openKeptShard(asked.store, answering.entry);
    const used = resolveName(shard, name).found ? [] : usesOfForeign(shard, name);
    if (used.length > 0) {
      users.push({ shard, answering, used });
    }
  }
  return users;
}

function candidates(asked: Asked, name: string, packageName: string | undefined): Answering[] {
  if (packageName !== undefined) {
    const answering = findAnswering(asked, packageName);
    return answering === undefined ? [] : [answering];
  }
  // The standard library has modules of so many names that most are near to one.
  const entries = Object.entries(asked.shards).filter(([, entry]) => entry.name !== STANDARD_LIBRARY);
  const near = nearImportNames({ ...asked, shards: Object.fromEntries(entries) }, name);
  if (answeringForDottedName(asked, name).length > 0 || near.length > 0) {
    return [];
  }
  return [...Map.groupBy(Object.values(asked.shards), (entry) => entry.name).values()]
    .map(newestOf)
    .filter((answering) => answering !== undefined);
}

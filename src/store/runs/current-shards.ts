import { InputError } from "../../errors/input-error.ts";
import { type Head, readHead } from "../layout.ts";
import type { Store } from "../store.ts";
import { type RunPackages, readLatest, readManifest, readRunPackages } from "./record.ts";

/**
 * The shards that questions are answered from, by stem: those of a run where one is asked for; else in a folder what was
 * explored newest, whether or not by a run, and in a bucket the newest complete run. What has none of these has the other.
 *
 * @throws InputError where there is no such run, or it is not finished
 */
export async function currentShards(store: Store, run?: string): Promise<Head> {
  if (run !== undefined) {
    const packages = (await readManifest(store, run)) && (await readRunPackages(store, run));
    if (packages === undefined) {
      throw new InputError({
        message: `there is no finished run ${run} in ${store.address}`,
        fix: "`./scripts/importgraph runs list` tells which there are",
      });
    }
    return shardsOf(packages);
  }
  if (store.folder === undefined) {
    return (await latestShards(store)) ?? (await readHead(store));
  }
  const head = await readHead(store);
  return Object.keys(head).length > 0 ? head : ((await latestShards(store)) ?? head);
}

async function latestShards(store: Store): Promise<Head | undefined> {
  const latest = await readLatest(store);
  const packages = latest && (await readRunPackages(store, latest.run));
  return packages && shardsOf(packages);
}

function shardsOf(packages: RunPackages): Head {
  return Object.fromEntries(
    Object.entries(packages).flatMap(([stem, { shard }]) => (shard === undefined ? [] : [[stem, shard]])),
  );
}

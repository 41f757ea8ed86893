import { stat } from "node:fs/promises";
import { InputError } from "../../errors/input-error.ts";
import { HEAD_KEY } from "../layout.ts";
import { LATEST_KEY } from "../runs/record.ts";
import type { Store } from "../store.ts";

/**
 * Makes sure that there is a store where one is to be looked after: of a wrong path nothing good can be said.
 *
 * @throws InputError where nothing of what a store holds is there
 */
export async function ensureStore(store: Store): Promise<void> {
  for (const key of [HEAD_KEY, LATEST_KEY]) {
    if ((await store.stat(key)) !== undefined) {
      return;
    }
  }
  for (const prefix of ["shards/", "keys/", "runs/"]) {
    for await (const _object of store.list(prefix)) {
      return;
    }
  }
  throw new InputError({
    place: { file: store.address },
    message: `${await whatIsThere(store)}: expected a store, with shards/, keys/, runs/, ${HEAD_KEY} or ${LATEST_KEY}`,
    fix: "give the place that was explored into: --store, or IMPORTGRAPH_STORE",
  });
}

async function whatIsThere({ folder }: Store): Promise<string> {
  if (folder === undefined) {
    return "nothing of importgraph is there";
  }
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) {
    return "there is no such folder";
  }
  return found.isDirectory() ? "nothing of importgraph is in this folder" : "it is a file, and no folder";
}

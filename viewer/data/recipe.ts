/** What the image of a release was made of. */

import * as z from "zod/mini";
import type { Release } from "../../src/graph/questions/open-graph.ts";
import { readDocument } from "../../src/page/document.ts";
import { cached } from "./cached.ts";
import type { ViewedStore } from "./store.ts";

/** What is shown of `recipes/<shard digest>.json`; docs/formats.md has the rest. */
const recipeDocument = z.looseObject({
  format: z.literal(1),
  shard: z.string(),
  files: z.record(z.string(), z.string()),
});

const kind = { schema: recipeDocument, format: 1, fix: "exploring the package again writes it anew" };

export interface RecipeFile {
  name: string;
  text: string;
}

export interface LockedDistribution {
  name: string;
  version: string;
}

/**
 * The Dockerfile of a release, then its locks; undefined where the store does not tell.
 *
 * @throws DamagedFileError for a document that is damaged, or another release's
 */
export function recipeOf({ reader }: ViewedStore, { shard }: Release): Promise<RecipeFile[] | undefined> {
  return cached(`recipe ${shard}`, async () => {
    const recipe = await readDocument(reader, `recipes/${shard}.json`, kind);
    const files = recipe?.shard === shard ? Object.entries(recipe.files) : undefined;
    return files
      ?.map(([name, text]) => ({ name, text }))
      .sort((a, b) => Number(b.name === "Dockerfile") - Number(a.name === "Dockerfile"));
  });
}

/** What a lock installs, in its order: requirements as pip's `--require-hashes` mode takes them. */
export function lockedDistributions(text: string): LockedDistribution[] {
  return [...text.matchAll(/^([a-z0-9][a-z0-9._-]*)==([0-9][^\s;\\]*)/gim)].map(
    ([, name = "", version = ""]) => {
      return { name, version };
    },
  );
}

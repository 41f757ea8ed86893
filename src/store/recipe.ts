/** What the image of a shard was made of, kept beside the shard for people who look at it. */

import { createHash } from "node:crypto";
import { z } from "zod";
import type { ShardEntry } from "./layout.ts";
import { NewerFormatError, type Store, UnreadableObjectError } from "./store.ts";
import { readStored, sha256, storedDocument, storedJson } from "./stored-json.ts";

/** No path: files lie in one folder, and the name is shown. */
const fileName = z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/);

const DOCKERFILE = "Dockerfile";

/** `recipes/<SHA-256>.json` */
export const recipeDocument = storedDocument.extend({
  /** SHA-256 of the shard's lines, as in its name. */
  shard: sha256,
  /** The digest of what the image was made of: these files, and what its base was made of. */
  imageKey: sha256,
  /** Texts by the name of the file: the Dockerfile, and the locks that it installs from. */
  files: z.record(fileName, z.string()),
});

export type KeptRecipe = Pick<z.infer<typeof recipeDocument>, "shard" | "imageKey" | "files">;

/** Of a shard, by its digest: of several images that gave the same shard, the one that was explored last. */
export function recipeKey(shard: string): string {
  return `recipes/${shard}.json`;
}

/** The digest of the shard that a key is the recipe of; undefined for other keys. */
export function shardOfRecipe(key: string): string | undefined {
  return /^recipes\/([0-9a-f]{64})\.json$/.exec(key)?.[1];
}

/**
 * The recipe of a shard; undefined where none is kept: the shard is the standard library's, or an earlier version made it.
 *
 * @throws UnreadableObjectError for one that is damaged, or another shard's
 */
export async function readRecipe(store: Store, shard: string): Promise<KeptRecipe | undefined> {
  const key = recipeKey(shard);
  const fix = "explore the package again, which writes it anew";
  const recipe = await readStored(store, key, recipeDocument, fix);
  if (recipe !== undefined && recipe.shard !== shard) {
    const place = { file: `${store.address}/${key}` };
    throw new UnreadableObjectError({
      place,
      message: `is the recipe of another shard, ${recipe.shard}`,
      fix,
    });
  }
  return recipe;
}

/** Keeps a recipe, unless it is kept already. One that is damaged is replaced, one of a newer format is not. */
export async function keepRecipe(store: Store, { shard, imageKey, files }: KeptRecipe): Promise<void> {
  if (!(await isKept(store, shard, imageKey))) {
    await store.write(recipeKey(shard), storedJson({ shard, imageKey, files }));
  }
}

async function isKept(store: Store, shard: string, imageKey: string): Promise<boolean> {
  try {
    return (await readRecipe(store, shard))?.imageKey === imageKey;
  } catch (error) {
    if (error instanceof UnreadableObjectError) {
      return error instanceof NewerFormatError;
    }
    throw error;
  }
}

/**
 * Copies the recipe of a shard from the first of some stores that has it. One that is damaged, or whose texts are not what
 * the shard was made from, is not copied: a shard is as good without.
 */
export async function copyRecipe(
  sources: readonly Store[],
  target: Store,
  { digest, inputs = {} }: Pick<ShardEntry, "digest" | "inputs">,
): Promise<void> {
  for (const source of sources) {
    const recipe = await readRecipe(source, digest).catch(undefinedIfUnreadable);
    if (recipe !== undefined && areInputs(recipe.files, inputs)) {
      await keepRecipe(target, recipe);
      return;
    }
  }
}

function areInputs(
  files: KeptRecipe["files"],
  { dockerfile, lock }: Partial<Record<string, string>>,
): boolean {
  const { [DOCKERFILE]: text = "", ...locks } = files;
  return dockerfile === inputDigest(text) && lock === inputDigest(sortedEntries(locks));
}

/** What is kept of something that a shard was made from, to tell whether it changed: the beginning of its digest. */
export function inputDigest(part: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify([part]))
    .digest("hex")
    .slice(0, 16);
}

/** A map as a list that is the same for equal maps. */
export function sortedEntries(map: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

function undefinedIfUnreadable(error: unknown): undefined {
  if (!(error instanceof UnreadableObjectError)) {
    throw error;
  }
}

import { type Store, UnreadableObjectError } from "../store.ts";

/** What was done about one object of a store. */
export interface RepairStep {
  key: string;
  /** `set aside`: moved to `damaged/<key>`, where nobody reads it. */
  done: "set aside" | "removed" | "made again";
  /** Why, and out of what. */
  message: string;
}

/** Where damaged objects are kept for whoever wants to look at them; nothing else reads there. */
const ASIDE = "damaged/";

/** Moves a damaged object out of the way: a person may still make something of it. */
export async function setAside(store: Store, key: string): Promise<RepairStep> {
  try {
    await store.withFile(key, (path) => store.send(`${ASIDE}${key}`, path));
  } catch (error) {
    if (!(error instanceof UnreadableObjectError)) {
      throw error;
    }
    await store.remove(key);
    return { key, done: "removed", message: "it is damaged, and its bytes cannot be had" };
  }
  await store.remove(key);
  return { key, done: "set aside", message: `it is damaged: see ${ASIDE}${key}` };
}

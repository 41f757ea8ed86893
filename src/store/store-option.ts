import { printableLine } from "../exec/printable.ts";
import { shellWord } from "../exec/shell-word.ts";
import type { Store } from "./store.ts";

/**
 * What a command is given to be about this store, whichever is the usual one where it is typed: ` --store PLACE`. For hints
 * of those who do not know which one that is.
 */
export function storeOption({ address }: Pick<Store, "address">): string {
  return ` --store ${printableLine(shellWord(address))}`;
}

/** What a person does who named a run that a store does not have. */
export function runsListFix(store: Pick<Store, "address">): string {
  return `\`./scripts/importgraph runs list${storeOption(store)}\` tells which there are`;
}

import { History } from "../../../history/history.ts";
import { type Since, sinceOf } from "../../../history/since.ts";
import { DamagedFileError } from "../../../page/object-reader.ts";
import type { Store } from "../../../store/store.ts";
import type { Context } from "../../context.ts";
import { warn } from "../../warning.ts";

/**
 * What the history of a distribution says of the first of some names that it has; undefined where there is no history, or
 * it is damaged, which is said: an answer is worth something without it, too.
 */
export async function toldHistory(
  context: Context,
  store: Store,
  distribution: string,
  names: readonly string[],
): Promise<Since | undefined> {
  try {
    const history = await History.open(store, distribution);
    return history && (await sinceOf(history, names));
  } catch (error) {
    if (error instanceof DamagedFileError) {
      for (const problem of error.problems) {
        warn(context, problem);
      }
      return undefined;
    }
    throw error;
  }
}

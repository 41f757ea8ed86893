import pLimit from "p-limit";
import type { InputProblem } from "../../errors/input-error.ts";
import { fileSha256 } from "../../files/file-digest.ts";
import {
  type HistoryDocument,
  historyContent,
  historyFileKey,
  historyKey,
  readHistoryDocument,
} from "../../page/history-document.ts";
import { DamagedFileError } from "../../page/object-reader.ts";
import type { Store } from "../store.ts";
import { storedJson } from "../stored-json.ts";

/** What became of the histories that a store has of some distributions. */
export interface CopiedHistories {
  /** Names of those that the other store has now as this one does. */
  same: string[];
  /** How many of them were sent. */
  sent: number;
  /** Why others were not. */
  problems: InputProblem[];
}

const AT_ONCE = 4;

/**
 * Copies the histories of some distributions into another store: for each its file, then the document that leads to it. One
 * that the other store has of releases that are not all in this one stays there. The releases' shards are not copied: what is
 * asked of a history needs none.
 *
 * @param names normalised
 * @throws InputError where the other store cannot be written to
 */
export async function copyHistories(
  from: Store,
  to: Store,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<CopiedHistories> {
  const copied: CopiedHistories = { same: [], sent: 0, problems: [] };
  await pLimit(AT_ONCE).map([...new Set(names)].sort(), async (name) => {
    signal?.throwIfAborted();
    const history = await soundHistory(from, name, copied.problems);
    if (history === undefined) {
      return;
    }
    // One that is damaged there is made good.
    const there = await soundHistory(to, name, []);
    const missing = versionsOf(there).filter((version) => !versionsOf(history).includes(version));
    if (missing.length > 0) {
      copied.problems.push({
        message: `the history of ${name} in ${to.address} stays as it is: it has ${missing.length === 1 ? "the release" : "releases"} ${missing.join(", ")}, which the one of ${from.address} has not`,
        fix: `explore them here, too: ./scripts/importgraph history ${name}, and publish again`,
      });
      return;
    }
    if (there?.digest !== history.digest || JSON.stringify(there) !== JSON.stringify(history)) {
      await send(from, to, history);
      copied.sent += 1;
    }
    copied.same.push(name);
  });
  copied.same.sort();
  return copied;
}

/** A history whose file is what its document says; undefined where there is none, or it is damaged, which is a problem. */
async function soundHistory(
  store: Store,
  name: string,
  problems: InputProblem[],
): Promise<HistoryDocument | undefined> {
  try {
    const history = await readHistoryDocument(store, historyKey(name));
    const key = history && historyFileKey(history.name, history.digest);
    const file = key && (await store.stat(key));
    if (history === undefined || (file && (await store.withFile(key, fileSha256)) === history.digest)) {
      return history;
    }
    problems.push({
      place: { file: `${store.address}/${key}` },
      message: `the history of ${name} is damaged, and was not copied`,
      fix: `./scripts/importgraph history ${name} makes it again`,
    });
  } catch (error) {
    if (!(error instanceof DamagedFileError)) {
      throw error;
    }
    problems.push(...error.problems);
  }
  return undefined;
}

function versionsOf(history: HistoryDocument | undefined): string[] {
  return (history?.releases ?? []).map(({ version }) => version);
}

async function send(from: Store, to: Store, history: HistoryDocument): Promise<void> {
  const key = historyFileKey(history.name, history.digest);
  await from.withFile(key, (path) => to.send(key, path));
  await to.write(historyKey(history.name), storedJson(historyContent(history)));
}

import { join } from "node:path";
import type { Stand } from "../../docker/testing/e2e-stand.ts";
import { programFile } from "../../files/home.ts";
import { compiledExplorer } from "../session/compiled-explorer.ts";

/**
 * The folder of the explorer for a stand's sandboxes, with its bytecode.
 *
 * @throws Error where that can't be made
 */
export function explorerOfStand(stand: Stand): Promise<string> {
  return compiledExplorer({
    ...stand,
    explorerDirectory: programFile("baseimage", "explorer"),
    keptIn: join(stand.folder, "explorers"),
    say(line) {
      throw new Error(line);
    },
  });
}

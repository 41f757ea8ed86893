import { join } from "node:path";
import type { Stand } from "../docker/e2e-stand.ts";
import { programFile } from "../home.ts";
import { compiledExplorer } from "./compiled-explorer.ts";

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
